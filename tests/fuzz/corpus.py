"""What is broken: resources of every kind that is read, all of the patient p1."""

from __future__ import annotations

from datetime import date
from typing import Any

from cds_service.demo.cohort.patients import ROUND, cohort
from cds_service.json_body import json_text, parse_json

AS_OF = date(2026, 11, 20)
SELF = {"reference": "Patient/p1"}
PER_SCENARIO = 14  # resources of one patient, so that long histories do not crowd out the rest


def corpus() -> tuple[dict[str, Any], ...]:
    """The resources of one patient of each scenario, and shapes that the cohort does not have."""
    found = [
        parse_json(json_text(resource).encode()) | {"subject": SELF}
        for patient in cohort(len(ROUND), AS_OF)
        for resource in patient.resources[1:PER_SCENARIO]
    ]
    return (*found, *(shape | {"subject": SELF} for shape in SHAPES for _ in range(12)))


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


B2M = _coded("http://loinc.org", "1952-1")
FACTS = {"status": "final", "effectiveDateTime": "2026-11-18"}
MEMBER = {
    "resourceType": "Observation",
    "id": "m",
    "subject": SELF,
    "code": B2M,
    "valueString": "3.5 mg/L",
    **FACTS,
}
SHAPES: tuple[dict[str, Any], ...] = (
    {
        "resourceType": "Observation",
        "id": "share",
        "code": _coded("http://loinc.org", "84916-6"),
        "valueQuantity": {"value": 12, "unit": "%"},
        "referenceRange": [{"high": {"value": 10, "unit": "%"}}],
        **FACTS,
    },
    {
        "resourceType": "Observation",
        "id": "panel",
        "code": {"text": "Staging panel"},
        "hasMember": [{"reference": "#m"}],
        "contained": [MEMBER],
        **FACTS,
    },
    {
        "resourceType": "Observation",
        "id": "timing",
        "status": "final",
        "code": {"text": "B2M"},
        "effectiveTiming": {"event": ["2026-11-17"], "repeat": {"boundsPeriod": {"end": "2026"}}},
        "valueQuantity": {"value": 4, "unit": "mg/L"},
    },
    {
        "resourceType": "MedicationAdministration",
        "id": "r5",
        "status": "completed",
        "medication": {"concept": _coded("http://www.whocc.no/atc", "L01XG01")},
        "occurenceDateTime": "2026-11-03",
        "reason": [{"concept": _coded("http://snomed.info/sct", "109989006")}],
    },
    {
        "resourceType": "Condition",
        "id": "staged",
        "code": _coded("http://snomed.info/sct", "109989006"),
        "stage": [{"summary": {"text": "ISS II"}}],
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
    },
)
