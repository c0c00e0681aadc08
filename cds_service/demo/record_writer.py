"""Records beside results and diagnoses: genetics, recorded stages, medicines, procedures."""

from __future__ import annotations

from cds_service.demo.catalogue import ATC, LOINC, SNOMED, Medicine, Test
from cds_service.demo.catalogue_lymphoid import NCIT
from cds_service.demo.chart_writer import LABORATORY, ChartWriter, Resource

NOON = "T12:00:00+00:00"
ABSENT = {"system": LOINC, "code": "LA9634-2", "display": "Absent"}
PRESENT = {"system": LOINC, "code": "LA9633-4", "display": "Present"}


def marker(chart: ChartWriter, test: Test, days_ago: int = 4, *, present: bool = False) -> None:
    """A genetic test with a coded answer."""
    answer = PRESENT if present else ABSENT
    _observed(chart, test, days_ago, valueCodeableConcept={"coding": [answer]})


def report(chart: ChartWriter, test: Test, words: str, days_ago: int = 4) -> None:
    """A test whose result is a text."""
    _observed(chart, test, days_ago, valueString=words)


def recorded_stage(
    chart: ChartWriter, scheme: str, group: str, text: str, days_ago: int = 1
) -> None:
    """A stage that somebody recorded, by NCIt codes as in mCODE."""
    chart.add(
        "Observation",
        f"{chart.patient_id}-stage-{group.lower()}",
        status="final",
        code=_coded(NCIT, scheme),
        subject=chart.subject,
        effectiveDateTime=_noon(chart, days_ago),
        valueCodeableConcept={**_coded(NCIT, group), "text": text},
    )


def ordered(chart: ChartWriter, medicine: Medicine, days_ago: int) -> None:
    """A prescription that is still active."""
    chart.add(
        "MedicationRequest",
        f"{chart.patient_id}-{medicine.key}-order",
        status="active",
        intent="order",
        medicationCodeableConcept={**_coded(ATC, medicine.atc), "text": medicine.text},
        subject=chart.subject,
        authoredOn=_noon(chart, days_ago),
    )


def dispensed(chart: ChartWriter, medicine: Medicine, days_ago: int) -> None:
    """A medicine that was handed over."""
    chart.add(
        "MedicationDispense",
        f"{chart.patient_id}-{medicine.key}-dispense",
        status="completed",
        medicationCodeableConcept={**_coded(ATC, medicine.atc), "text": medicine.text},
        subject=chart.subject,
        whenHandedOver=_noon(chart, days_ago),
    )


def performed(chart: ChartWriter, key: str, snomed: str, text: str, days_ago: int) -> None:
    """A procedure that was done."""
    chart.add(
        "Procedure",
        f"{chart.patient_id}-{key}",
        status="completed",
        code={**_coded(SNOMED, snomed), "text": text},
        subject=chart.subject,
        performedDateTime=_noon(chart, days_ago),
    )


def _observed(chart: ChartWriter, test: Test, days_ago: int, **value: object) -> None:
    chart.add(
        "Observation",
        f"{chart.patient_id}-{test.key}-{days_ago}",
        status="final",
        category=[LABORATORY],
        code={"coding": [test.coding], "text": test.text},
        subject=chart.subject,
        effectiveDateTime=_noon(chart, days_ago),
        **value,
    )


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _noon(chart: ChartWriter, days_ago: int) -> str:
    return chart.day(days_ago).isoformat() + NOON
