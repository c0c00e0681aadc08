"""Builders: findings and the card they make."""

from decimal import Decimal

from cds_service.cards import cards_for
from cds_service.rules.finding import Citation, Finding, Story
from cds_service.suggestions import CardSetting
from fhir_mappings.dates import moment_from
from fhir_mappings.model import Analyte, Chart, LabResult, Reported, measured

SETTING = CardSetting(patient_id="p1", site_key=b"key")
PAPER = Citation(
    "ISS (Greipp 2005)", "International Staging System (Greipp 2005)", "https://doi.org/10.1/x"
)


def result(analyte, value, unit, day="2026-11-18", **more):
    reported = Reported(Decimal(value), unit)
    reference = f"Observation/{analyte.name}-{day}"
    return LabResult(
        analyte, measured(reported.value), moment_from(day), reference, reported, **more
    )


B2M = result(Analyte.SERUM_B2M, "6.10", "mg/L", laboratory="Central Lab", loinc="1952-1")
ALBUMIN = result(Analyte.ALBUMIN, "3.2", "g/dL", laboratory="Central Lab", factor=Decimal(10))


def staged(**more):
    given = {
        "rule": "iss",
        "story": Story.STAGING,
        "headline": "ISS III",
        "condition": "if untreated then",
        "index": "ISS",
        "result": "III",
        "possible": ("III",),
        "evidence": (B2M, ALBUMIN),
        "citations": (PAPER,),
    }
    return Finding(**(given | more))


def card(*findings, chart=None, setting=SETTING):
    (only,) = cards_for(findings, chart or Chart(), setting)
    return only
