"""What is measured beside B2M in nearly everybody: blood count, calcium, creatinine, eGFR."""

from __future__ import annotations

from decimal import Decimal

from cds_service.demo.cohort.laboratory import (
    CALCIUM,
    CREATININE,
    CREATININE_SI,
    EGFR,
    HAEMOGLOBIN,
    LEUKOCYTES,
    PLATELETS,
)
from cds_service.demo.cohort.writer import PatientWriter

DAYS_PER_YEAR = 365.25
SHARE_OF_SI = 0.25


def blood_and_kidney(patient: PatientWriter, ago: int, creatinine: Decimal) -> None:
    """Blood count, calcium, and the kidney at this creatinine (mg/dL)."""
    kidney(patient, ago, creatinine)
    patient.result(HAEMOGLOBIN, patient.between("9.6", "15.2"), ago)
    patient.result(CALCIUM, patient.between("8.8", "10.2"), ago)
    patient.result(PLATELETS, patient.days(170, 330), ago)
    patient.result(LEUKOCYTES, patient.between("4.5", "8.5"), ago)


def kidney(patient: PatientWriter, ago: int, creatinine: Decimal) -> None:
    """Creatinine (given in mg/dL, from every fourth laboratory in umol/L) and its eGFR."""
    if patient.random.random() < SHARE_OF_SI:
        patient.result(CREATININE_SI, round(creatinine * Decimal(CREATININE_SI.by)), ago)
    else:
        patient.result(CREATININE, creatinine, ago)
    patient.result(EGFR, _reported_egfr(patient, ago, creatinine), ago)


def _reported_egfr(patient: PatientWriter, ago: int, creatinine: Decimal) -> int:
    """CKD-EPI 2021 by creatinine, as the whole number a laboratory prints.

    Inker 2021, doi:10.1056/NEJMoa2102953.
    """
    female = patient.sex == "female"
    age = int(((patient.as_of - patient.birth).days - ago) / DAYS_PER_YEAR)
    usual, power = (0.7, -0.241) if female else (0.9, -0.302)
    ratio = float(creatinine) / usual
    shape: float = min(ratio, 1) ** power * max(ratio, 1) ** -1.200
    return round(142 * shape * 0.9938**age * (1.012 if female else 1))
