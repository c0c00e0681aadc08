"""Blemished values: units as laboratories print them, bounds, numbers in words, no value at all."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from cds_service.demo.chart_writer import UCUM, Resource
from cds_service.demo.cohort.laboratory import ALBUMIN, B2M, B2M_MOLAR
from cds_service.demo.cohort.myeloma import active_myeloma, possible_iss
from cds_service.demo.cohort.writer import PatientWriter


class Printed(NamedTuple):
    """A unit as printed, its code under UCUM ("" without one), what one of it is in mg/L, and why
    it must not be read ("" when it must)."""

    unit: str
    code: str
    milligrams: str = "1"
    aside: str = ""


UNITS = (
    Printed("mg/L", "mg/L"),
    Printed("MG/L", ""),
    Printed("mg/l", "mg/L"),
    Printed("mcg/mL", "ug/mL"),
    Printed("\u00b5g/mL", "ug/mL"),
    Printed("ug/ml", ""),
    Printed("\u03bcg/mL", ""),
    Printed("ug/L", "ug/L", "0.001"),
    Printed("ng/mL", "ng/mL", "0.001"),
    Printed("mcg/L", "", "0.001"),
    Printed("mg/dL", "mg/dL", "10"),
    Printed("mg/L", "mg/l"),
    Printed("milligrams per liter", "", aside="UNKNOWN_UNIT"),
    Printed("", "", aside="NO_UNIT"),
    Printed("U/mL", "[arb'U]/mL", aside="UNKNOWN_UNIT"),
    Printed("mg/L", "mg/dL", aside="UNIT_CONFLICT"),
)
BOUNDS = (("> 20.0", "III"), ("< 0.5", "I"), (">= 5.5", "III"), ("< 3.5", "I"), ("> 3.6", "II III"))
WORDS = (
    ("{} mg/L", ""),
    (">20.0", "NO_UNIT"),
    ("see comment", "NOT_NUMERIC"),
    ("{comma} mg/l", ""),
    ("HEMOLYZED - TEST NOT PERFORMED", "NOT_NUMERIC"),
    ("  {} ", "NO_UNIT"),
    ("{} (H)", "NO_UNIT"),
    ("pending", "NOT_NUMERIC"),
)
NOT_PERFORMED = {
    "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "code": "not-performed",
}


def units(patient: PatientWriter) -> None:
    """An unambiguous ISS I in every unit that laboratories print, and in some that nobody knows."""
    printed = UNITS[patient.variant % len(UNITS)]
    value = patient.between("1.50", "3.20")
    observation = _beside_albumin(patient, value, printed.aside)
    written = {"value": value / Decimal(printed.milligrams), "unit": printed.unit}
    coded = {"system": UCUM, "code": printed.code} if printed.code else {}
    quantity = {name: item for name, item in {**written, **coded}.items() if item != ""}
    observation["valueQuantity"] = quantity
    observation.pop("referenceRange")
    patient.truth.iss = None if printed.aside else ("I",)
    patient.truth.staged = not printed.aside


def molar(patient: PatientWriter) -> None:
    active_myeloma(patient)
    value = [patient.days(130, 270), patient.days(520, 900)][patient.variant % 2]
    patient.result(B2M_MOLAR, value, patient.ago)
    patient.result(ALBUMIN, patient.between("3.7", "4.4"), patient.ago)
    patient.truth.iss = ("I",) if value < 280 else ("III",)


def bound(patient: PatientWriter) -> None:
    """A bound settles the stage only when every value that it allows gives the same."""
    active_myeloma(patient)
    written, stages = BOUNDS[patient.variant % len(BOUNDS)]
    comparator, value = written.split()
    patient.result(B2M, Decimal(value), patient.ago, comparator=comparator)
    patient.result(ALBUMIN, patient.between("3.7", "4.4"), patient.ago)
    patient.truth.iss = tuple(stages.split())


def in_words(patient: PatientWriter) -> None:
    """A B2M as text: a number with a unit is one, anything else is not."""
    shape, aside = WORDS[patient.variant % len(WORDS)]
    value = patient.between("1.6", "3.3")
    observation = _beside_albumin(patient, value, aside)
    observation.pop("valueQuantity")
    observation["valueString"] = shape.format(value, comma=str(value).replace(".", ","))
    patient.truth.iss = None if aside else ("I",)
    patient.truth.staged = not aside


def absent(patient: PatientWriter) -> None:
    observation = _beside_albumin(patient, Decimal(2), "NO_VALUE")
    observation.pop("valueQuantity")
    observation["dataAbsentReason"] = {"coding": [NOT_PERFORMED]}
    patient.truth.staged = False


def implausible(patient: PatientWriter) -> None:
    """Values that the mapping refuses (negative) or that the rules set aside (far too high)."""
    active_myeloma(patient)
    older = patient.between("1.50", "3.20")
    patient.result(B2M, older, patient.ago)
    patient.result(ALBUMIN, patient.between("3.6", "4.6"), patient.ago)
    value = [Decimal(-1), Decimal(0), Decimal(1500), Decimal(300)][patient.variant % 4]
    patient.result(B2M, value, 4, aside="IMPLAUSIBLE" if value < 0 else "")
    patient.truth.iss = possible_iss(older, Decimal(4))


def two_values(patient: PatientWriter) -> None:
    """A number beside a text that says another one: neither is chosen."""
    observation = _beside_albumin(patient, patient.between("1.50", "3.20"), "CONTRADICTORY")
    observation["valueString"] = "5.9 mg/L"
    patient.truth.staged = False


def component(patient: PatientWriter) -> None:
    """B2M and albumin inside one panel, where a search by code does not find them."""
    active_myeloma(patient)
    b2m, albumin = patient.between("1.80", "3.40"), patient.between("3.6", "4.5")
    parts = [
        patient.result(lab, value, patient.ago) for lab, value in ((B2M, b2m), (ALBUMIN, albumin))
    ]
    del patient.resources[-2:]
    patient.add(
        "Observation",
        status="final",
        code={"text": "Staging panel"},
        effectiveDateTime=patient.time(patient.ago),
        component=[{name: part[name] for name in ("code", "valueQuantity")} for part in parts],
    )
    patient.truth.iss = ("I",)


def _beside_albumin(patient: PatientWriter, value: Decimal, aside: str) -> Resource:
    """A B2M of active myeloma with an albumin that settles ISS I; returns the B2M."""
    active_myeloma(patient)
    patient.result(ALBUMIN, patient.between("3.7", "4.4"), patient.ago)
    return patient.result(B2M, value, patient.ago, aside=aside)
