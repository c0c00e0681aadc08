"""Patients without myeloma: lymphoid diseases, kidney, urine, infections, and nothing at all."""

from __future__ import annotations

from decimal import Decimal

from cds_service.demo.cohort.background import blood_and_kidney, kidney
from cds_service.demo.cohort.diagnoses import (
    CKD_4,
    CLL,
    DIALYSIS,
    FOLLICULAR,
    HIV,
    HYPERTENSION,
    KIDNEY_FAILURE,
    LUPUS,
    NEPHRITIS,
    WALDENSTROM,
)
from cds_service.demo.cohort.laboratory import (
    ALBUMIN,
    B2M,
    B2M_CSF,
    B2M_POST_DIALYSIS,
    CD4,
    CREATININE,
    CRP,
    CYSTATIN_C,
    HIV_RNA,
    IGM,
    LDH,
    LYMPHOCYTES,
    URINE_B2M,
    URINE_B2M_RATIO,
    URINE_CREATININE,
    URINE_PH,
)
from cds_service.demo.cohort.records import TENOFOVIR, ordered, variant
from cds_service.demo.cohort.writer import PatientWriter

CREATININES = ("0.70", "1.05")


def cll(patient: PatientWriter) -> None:
    ago = patient.days(8, 30)
    patient.problem(CLL, ago + patient.days(5, 40))
    patient.result(B2M, patient.between("1.80", "6.20"), ago)
    patient.result(LYMPHOCYTES, patient.between("18.0", "140.0"), ago)
    blood_and_kidney(patient, ago, patient.between(*CREATININES))
    variant(patient, "DEL_17P", ago - 2, present=patient.random.random() < 0.2)


def waldenstrom(patient: PatientWriter) -> None:
    ago = patient.days(8, 40)
    patient.problem(WALDENSTROM, ago + 25)
    patient.result(B2M, patient.between("2.10", "5.20"), ago)
    patient.result(IGM, patient.days(2400, 8200), ago)
    patient.result(ALBUMIN, patient.between("3.1", "4.1"), ago)
    patient.result(LDH, patient.days(140, 290), ago)
    blood_and_kidney(patient, ago, patient.between(*CREATININES))


def follicular(patient: PatientWriter) -> None:
    ago = patient.days(8, 40)
    patient.problem(FOLLICULAR, ago + 15)
    patient.result(B2M, patient.between("1.70", "4.20"), ago)
    patient.result(LDH, patient.days(150, 360), ago)
    blood_and_kidney(patient, ago, patient.between(*CREATININES))


def kidney_only(patient: PatientWriter) -> None:
    ago = patient.days(5, 30)
    patient.problem(CKD_4, patient.days(900, 1800))
    patient.problem(HYPERTENSION, patient.days(3000, 5000))
    patient.result(B2M, patient.between("5.20", "9.40"), ago)
    patient.result(CYSTATIN_C, patient.between("2.10", "3.20"), ago)
    kidney(patient, ago, patient.between("2.40", "3.40"))


def dialysis(patient: PatientWriter) -> None:
    """Years of samples before dialysis, and one drawn after a session."""
    years = patient.days(3900, 5200)
    patient.problem(KIDNEY_FAILURE, years + 200)
    patient.problem(DIALYSIS, years)
    for ago in (720, 540, 360, 180, 7):
        patient.result(B2M, patient.between("22.0", "41.0"), ago)
    patient.result(B2M_POST_DIALYSIS, patient.between("8.0", "16.0"), 7, aside="POST_DIALYSIS")
    patient.result(CREATININE, patient.between("6.80", "11.50"), 7)


def tubular(patient: PatientWriter) -> None:
    ago, protein, creatinine = patient.days(4, 20), patient.days(1500, 9000), patient.days(60, 140)
    patient.problem(NEPHRITIS, 60)
    patient.result(URINE_B2M, protein, ago)
    patient.result(URINE_B2M_RATIO, round(Decimal(protein) / creatinine * 100), ago)
    patient.result(URINE_PH, patient.between("6.1", "7.2"), ago)
    patient.result(URINE_CREATININE, creatinine, ago)
    patient.result(B2M, patient.between("1.50", "2.40"), ago)
    kidney(patient, ago, patient.between("0.80", "1.30"))
    ordered(patient, TENOFOVIR, 300)


def acid_urine(patient: PatientWriter) -> None:
    ago = patient.days(4, 20)
    patient.result(URINE_B2M, patient.days(40, 220), ago)
    patient.result(URINE_PH, Decimal(patient.random.choice(["5.0", "5.2", "5.4"])), ago)
    patient.result(URINE_CREATININE, patient.days(60, 140), ago)
    kidney(patient, ago, patient.between("0.80", "1.20"))


def hiv(patient: PatientWriter) -> None:
    ago = patient.days(5, 30)
    patient.problem(HIV, patient.days(1500, 4000))
    patient.result(B2M, patient.between("2.60", "4.60"), ago)
    patient.result(CD4, patient.days(90, 620), ago)
    patient.result(HIV_RNA, patient.days(800, 90000), ago)
    kidney(patient, ago, patient.between(*CREATININES))


def lupus(patient: PatientWriter) -> None:
    ago = patient.days(5, 30)
    patient.problem(LUPUS, patient.days(700, 3000))
    patient.result(B2M, patient.between("2.60", "4.80"), ago)
    patient.result(CRP, patient.between("6.0", "60.0"), ago)
    kidney(patient, ago, patient.between("0.60", "0.95"))


def child(patient: PatientWriter) -> None:
    patient.problem(LUPUS, 100)
    patient.result(B2M, patient.between("1.90", "3.60"), 10)
    patient.result(CREATININE, patient.between("0.35", "0.60"), 10)


def spinal_fluid(patient: PatientWriter) -> None:
    patient.result(B2M_CSF, patient.between("1.20", "4.40"), 20, aside="OTHER_SPECIMEN")
    kidney(patient, 20, patient.between(*CREATININES))


def healthy(patient: PatientWriter) -> None:
    ago = patient.days(30, 160)
    patient.result(B2M, patient.between("1.00", "2.20"), ago)
    patient.result(ALBUMIN, patient.between("3.9", "4.8"), ago)
    blood_and_kidney(patient, ago, patient.between(*CREATININES))


def without_b2m(patient: PatientWriter) -> None:
    patient.problem(HYPERTENSION, 2000)
    blood_and_kidney(patient, 50, patient.between(*CREATININES))


def empty(patient: PatientWriter) -> None:
    patient.truth.note = "a Patient without any other record"
