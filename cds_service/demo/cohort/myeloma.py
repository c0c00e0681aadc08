"""Active, confirmed myeloma: every way to an ISS stage, and what keeps one open."""

from __future__ import annotations

from decimal import Decimal

from cds_service.demo.chart_writer import Resource
from cds_service.demo.cohort.background import blood_and_kidney
from cds_service.demo.cohort.diagnoses import CKD_4, KIDNEY_INJURY, MYELOMA
from cds_service.demo.cohort.laboratory import (
    ALBUMIN,
    ALBUMIN_BCG,
    ALBUMIN_SI,
    B2M,
    CHAIN_RATIO,
    CREATININE,
    KAPPA,
    LAMBDA,
    LDH,
)
from cds_service.demo.cohort.records import PROBES, targeted, variant
from cds_service.demo.cohort.writer import PatientWriter

NORMAL_CREATININE = ("0.62", "0.92")


def active_myeloma(patient: PatientWriter) -> None:
    """The diagnosis, some weeks old, and what is usually measured beside B2M."""
    ago = patient.ago = patient.ago or patient.days(8, 24)
    patient.problem(MYELOMA, ago + patient.days(1, 6))
    blood_and_kidney(patient, ago, patient.between(*NORMAL_CREATININE))
    kappa, lambda_ = patient.between("260.0", "900.0"), patient.between("6.0", "14.0")
    patient.result(KAPPA, kappa, ago)
    patient.result(LAMBDA, lambda_, ago)
    patient.result(CHAIN_RATIO, round(kappa / lambda_, 2), ago)


def staged(patient: PatientWriter, b2m: Decimal, albumin: Decimal | None) -> Resource:
    """Active myeloma with B2M (and albumin in g/dL); returns the B2M."""
    active_myeloma(patient)
    sample = patient.result(B2M, b2m, patient.ago)
    if albumin is not None:
        patient.result(ALBUMIN, albumin, patient.ago)
    patient.truth.iss = possible_iss(b2m, albumin)
    return sample


def possible_iss(b2m: Decimal, albumin: Decimal | None) -> tuple[str, ...]:
    """ISS by its own table: B2M in mg/L, albumin in g/dL, None where it is not known."""
    if b2m >= Decimal("5.5"):
        return ("III",)
    if b2m >= Decimal("3.5"):
        return ("II",)
    if albumin is None:
        return ("I", "II")
    return ("I",) if albumin >= Decimal("3.5") else ("II",)


def stage_one(patient: PatientWriter) -> Resource:
    """An unambiguous ISS I; returns the B2M."""
    return staged(patient, patient.between("1.50", "3.20"), patient.between("3.6", "4.6"))


def iss_1(patient: PatientWriter) -> None:
    stage_one(patient)


def iss_2_by_b2m(patient: PatientWriter) -> None:
    staged(patient, patient.between("3.60", "5.40"), patient.between("3.6", "4.6"))


def iss_2_by_albumin(patient: PatientWriter) -> None:
    staged(patient, patient.between("1.60", "3.40"), patient.between("2.4", "3.4"))


def iss_3(patient: PatientWriter) -> None:
    staged(patient, patient.between("5.70", "11.50"), patient.between("2.6", "4.2"))


def boundary(patient: PatientWriter) -> None:
    b2m, albumin = [
        ("3.50", "3.5"),
        ("3.49", "3.5"),
        ("3.50", "3.4"),
        ("5.50", "4.1"),
        ("5.49", "4.1"),
    ][patient.variant % 5]
    staged(patient, Decimal(b2m), Decimal(albumin))
    patient.truth.note = "exactly at a cut-off"


def no_albumin(patient: PatientWriter) -> None:
    staged(patient, patient.between("1.60", "3.40"), None)


def albumin_elsewhen(patient: PatientWriter) -> None:
    staged(patient, patient.between("1.80", "3.30"), None)
    apart = [patient.days(5, 13), patient.days(65, 120), patient.days(300, 700)]
    days = apart[patient.variant % 3]
    patient.result(ALBUMIN, patient.between("3.6", "4.5"), patient.ago + days)
    patient.truth.iss = ("I",) if days <= 14 else ("I", "II")


def albumin_si(patient: PatientWriter) -> None:
    b2m = patient.between("1.80", "3.30")
    staged(patient, b2m, None)
    albumin = [patient.days(26, 34), patient.days(35, 46)][patient.variant % 2]
    patient.result(ALBUMIN_SI, albumin, patient.ago)
    patient.truth.iss = possible_iss(b2m, Decimal(albumin) / 10)


def albumin_bcg(patient: PatientWriter) -> None:
    staged(patient, patient.between("1.80", "3.30"), None)
    patient.result(ALBUMIN_BCG, patient.between("3.6", "4.4"), patient.ago)
    patient.truth.iss = ("I",)


def full_r_iss(patient: PatientWriter) -> None:
    """LDH against its own limit, and three probes: all that R-ISS asks for."""
    staged(patient, patient.between("5.70", "11.50"), patient.between("2.6", "4.2"))
    over = [Decimal(0), Decimal(1), Decimal(-40)][patient.variant % 3]
    patient.result(LDH, patient.ldh_limit + over, patient.ago)
    report = [variant, targeted][patient.variant % 2]
    risky = patient.random.choice([*PROBES, ""])
    for marker in PROBES:
        report(patient, marker, patient.ago + patient.days(-5, 1), present=marker == risky)


def ldh_without_limit(patient: PatientWriter) -> None:
    stage_one(patient)
    patient.result(LDH, patient.days(215, 279), patient.ago).pop("referenceRange")
    patient.truth.note = "without the laboratory's limit nobody knows whether LDH is high"


def kidney_injury(patient: PatientWriter) -> None:
    staged(patient, patient.between("6.50", "14.00"), patient.between("2.8", "3.9"))
    patient.problem(KIDNEY_INJURY, patient.ago + 2)
    patient.result(CREATININE, patient.between("3.10", "6.20"), patient.ago)
    patient.truth.iss = None
    patient.truth.note = "B2M during acute kidney injury"


def kidney_disease(patient: PatientWriter) -> None:
    patient.problem(CKD_4, patient.days(700, 1400))
    for ago in (patient.days(100, 160), patient.days(260, 340), patient.days(560, 680)):
        patient.result(CREATININE, patient.between("2.30", "3.10"), ago)
    staged(patient, patient.between("5.60", "8.20"), patient.between("3.5", "4.2"))
    patient.truth.note = "B2M raised at least partly by a low GFR"
