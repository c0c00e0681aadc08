"""Pay for the first request at start: FHIR models build themselves when first used."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fhir_mappings.bundle import Entry
from fhir_mappings.chart import chart_from
from fhir_mappings.model import Analyte

_SUBJECT = {"reference": "Patient/warm-up"}
_RESOURCES: tuple[dict[str, Any], ...] = (
    {"resourceType": "Patient", "id": "warm-up", "gender": "female", "birthDate": "1958-04-02"},
    {
        "resourceType": "Observation",
        "id": "warm-up-b2m",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1952-1"}]},
        "subject": _SUBJECT,
        "effectiveDateTime": "2026-01-05",
        "valueQuantity": {
            "value": Decimal("2.1"),
            "unit": "mg/L",
            "system": "http://unitsofmeasure.org",
            "code": "mg/L",
        },
    },
    {
        "resourceType": "Condition",
        "id": "warm-up-myeloma",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "109989006"}]},
        "subject": _SUBJECT,
    },
)


def warm_up() -> None:
    """Map one made-up patient; an installation that cannot do that must not start."""
    entries = [Entry(resource) for resource in _RESOURCES]
    chart = chart_from(entries, "warm-up", at=datetime(2026, 1, 6, tzinfo=UTC))
    if chart.latest(Analyte.SERUM_B2M) is None:
        raise RuntimeError("a plain beta-2 microglobulin result could not be read")
