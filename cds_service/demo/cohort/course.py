"""Myeloma before, during and after treatment, its precursors, and what is no myeloma."""

from __future__ import annotations

from decimal import Decimal

from cds_service.demo.cohort.background import blood_and_kidney, kidney
from cds_service.demo.cohort.diagnoses import MGUS, MYELOMA, MYELOMA_REMISSION, SMOULDERING
from cds_service.demo.cohort.laboratory import ALBUMIN, B2M
from cds_service.demo.cohort.myeloma import NORMAL_CREATININE, stage_one
from cds_service.demo.cohort.records import (
    BORTEZOMIB,
    DEXAMETHASONE,
    LENALIDOMIDE,
    ordered,
    recorded_iss,
    transplanted,
)
from cds_service.demo.cohort.writer import PatientWriter

COURSE = {800: "1", 700: ".62", 500: ".31", 260: ".26", 150: ".28", 60: ".38", 12: ".60"}


def treated(patient: PatientWriter) -> None:
    """Years of treatment with a response and a new rise: nothing here is a baseline."""
    patient.problem(MYELOMA, 802)
    highest = patient.between("6.50", "11.00")
    for ago, share in COURSE.items():
        patient.result(B2M, round(highest * Decimal(share), 2), ago)
        patient.result(ALBUMIN, patient.between("3.6", "4.3"), ago)
        kidney(patient, ago, patient.between("0.75", "1.05"))
    for medicine in (BORTEZOMIB, LENALIDOMIDE, DEXAMETHASONE):
        ordered(patient, medicine, 792)
    transplanted(patient, 500)
    patient.truth.staged = False


def remission(patient: PatientWriter) -> None:
    _with_b2m(patient, "1.30", "2.40")
    patient.problem(MYELOMA_REMISSION, patient.days(900, 2200), clinical="remission")
    patient.truth.staged = False


def suspected(patient: PatientWriter) -> None:
    _with_b2m(patient, "3.60", "6.50")
    patient.problem(MYELOMA, 5, verification="provisional")
    patient.truth.staged = False


def refuted(patient: PatientWriter) -> None:
    _with_b2m(patient, "2.60", "4.80")
    patient.problem(MYELOMA, 40, clinical="inactive", verification="refuted")
    patient.truth.staged = False


def smouldering(patient: PatientWriter) -> None:
    _with_b2m(patient, "1.70", "3.40")
    patient.problem(SMOULDERING, 80)
    patient.truth.staged = False


def mgus(patient: PatientWriter) -> None:
    _with_b2m(patient, "1.50", "2.90")
    patient.problem(MGUS, patient.days(300, 1500))
    patient.truth.staged = False


def icd_only(patient: PatientWriter) -> None:
    stage_one(patient)
    condition = next(item for item in patient.resources if item["resourceType"] == "Condition")
    condition["code"]["coding"] = condition["code"]["coding"][1:]


def recorded_stage(patient: PatientWriter) -> None:
    """A stage on record: the same as the computed one, another one, and one in words."""
    stage_one(patient)
    group, coded = [("I", True), ("III", True), ("I", False)][patient.variant % 3]
    recorded_iss(patient, group, patient.ago - 1, coded=coded)
    patient.truth.iss = None


def _with_b2m(patient: PatientWriter, low: str, high: str) -> None:
    ago = patient.days(8, 40)
    patient.result(B2M, patient.between(low, high), ago)
    patient.result(ALBUMIN, patient.between("3.6", "4.6"), ago)
    blood_and_kidney(patient, ago, patient.between(*NORMAL_CREATININE))
