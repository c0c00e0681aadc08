"""Builders: findings and the card they make."""

from decimal import Decimal
from typing import Any

from cds_service.cards import cards_for
from cds_service.rules.finding import Citation, Finding, Story
from cds_service.suggestions import CardSetting
from fhir_mappings.dates import moment_from
from fhir_mappings.model import Analyte, Chart, LabResult, Moment, Reported, measured

SETTING = CardSetting(patient_id="p1", site_key=b"key")
PAPER = Citation(
    "ISS (Greipp 2005)", "International Staging System (Greipp 2005)", "https://doi.org/10.1/x"
)


def moment(written: str) -> Moment:
    """A date that is one."""
    found = moment_from(written)
    assert found is not None
    return found


def result(
    analyte: Analyte, value: str, unit: str, day: str = "2026-11-18", **more: Any
) -> LabResult:
    """A result whose value is in the canonical unit already."""
    reported = Reported(Decimal(value), unit)
    reference = f"Observation/{analyte.name}-{day}"
    return LabResult(analyte, measured(reported.value), moment(day), reference, reported, **more)


B2M = result(Analyte.SERUM_B2M, "6.10", "mg/L", laboratory="Central Lab", loinc="1952-1")
ALBUMIN = result(Analyte.ALBUMIN, "3.2", "g/dL", laboratory="Central Lab", factor=Decimal(10))


def staged(**more: Any) -> Finding:
    """A settled ISS III, or with other members."""
    given: dict[str, Any] = {
        "rule": "iss",
        "story": Story.MYELOMA,
        "headline": "ISS III",
        "condition": "if untreated then",
        "index": "ISS",
        "result": "III",
        "possible": ("III",),
        "evidence": (B2M, ALBUMIN),
        "citations": (PAPER,),
    }
    return Finding(**(given | more))


def card(
    *findings: Finding, chart: Chart | None = None, setting: CardSetting = SETTING
) -> dict[str, Any]:
    """The one card of these findings."""
    (only,) = cards_for(findings, chart or Chart(), setting)
    return only
