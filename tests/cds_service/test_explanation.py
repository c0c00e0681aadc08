"""Every card says which results it rests on, as reported and as used, and what was set aside."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cds_service.answer import PatientContext, cards_about
from cds_service.cards import cards_for
from cds_service.explanation import EXTENSION
from cds_service.rules import interpret
from cds_service.rules.finding import Finding, Story
from cds_service.rules.policy import Policy
from cds_service.settings import Settings
from fhir_mappings.bundle import Entry
from fhir_mappings.model import (
    Analyte,
    Chart,
    Disease,
    LabResult,
    Patient,
    Problem,
    Reason,
    Reported,
    Sex,
    Unusable,
    measured,
)
from tests.cds_service.findings import B2M, SETTING, card, moment, result, staged
from tests.fhir_mappings.resources import observation

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def explanation_of(*findings, chart=None):
    return card(*findings, chart=chart)["extension"][EXTENSION]


def test_the_explanation_gives_each_input_as_reported_and_as_used():
    (b2m, albumin) = explanation_of(staged())["inputs"]

    assert b2m == {
        "reference": "Observation/SERUM_B2M-2026-11-18",
        "loinc": "1952-1",
        "value": Decimal("6.10"),
        "unit": "mg/L",
        "factor": Decimal(1),
        "canonicalValue": Decimal("6.10"),
        "canonicalUnit": "mg/L",
        "effective": "2026-11-18",
        "status": "final",
    }
    assert albumin["factor"] == Decimal(10)


def test_the_explanation_lists_what_was_set_aside_without_any_value():
    chart = Chart(
        unusable=(
            Unusable("Observation/x", Reason.OTHER_PATIENT, Analyte.SERUM_B2M, None, "9 mg/L"),
        )
    )

    assert explanation_of(staged(), chart=chart)["setAside"] == [
        {"reference": "Observation/x", "reason": "belongs to another patient"}
    ]


def test_the_explanation_leaves_out_what_is_empty():
    explained = explanation_of(Finding("k", Story.KIDNEY, "x", ()))

    assert explained.keys() == {"rule", "ruleSetVersion"}


def test_the_explanation_names_the_other_rules_of_the_card():
    other = staged(rule="r-iss", possible=("II", "III"), missing=("LDH",))

    assert explanation_of(staged(), other)["alsoRead"] == [
        {"rule": "r-iss", "possible": ["II", "III"], "missing": ["LDH"]}
    ]


@pytest.mark.parametrize(
    ("taken", "written"),
    [
        ("2026-11-18T07:40:00+02:00", "2026-11-18T05:40:00Z"),
        ("2026-11-18", "2026-11-18"),
        ("2026-11", "2026-11"),
        ("2026", "2026"),
    ],
)
def test_the_explanation_dates_an_input_as_precisely_as_it_is_known(taken, written):
    sample = result(Analyte.SERUM_B2M, "6", "mg/L", day=taken)

    assert explanation_of(staged(evidence=(sample,)))["inputs"][0]["effective"] == written


def test_a_bound_is_explained_with_its_comparator():
    low = LabResult(
        Analyte.SERUM_B2M,
        measured(Decimal("0.5"), "<"),
        moment("2026-11-18"),
        "Observation/low",
        Reported(Decimal("0.5"), "mg/L", "<"),
    )

    explained = explanation_of(staged(evidence=(low,)))["inputs"][0]

    assert (explained["comparator"], explained["canonicalValue"]) == ("<", Decimal("0.5"))


def test_a_computed_egfr_is_explained_with_its_source():
    creatinine = result(Analyte.CREATININE, "0.9", "mg/dL")
    problem = Problem(Disease.MULTIPLE_MYELOMA, "Condition/1")
    person = Patient(Sex.MALE, moment("1962-01-01"))
    chart = Chart(results=(B2M, creatinine), problems=(problem,), patient=person)

    (only,) = cards_for(interpret(chart, NOW, Policy()), chart, SETTING)

    (computed,) = only["extension"][EXTENSION]["computed"]
    assert computed["from"] == "Observation/CREATININE-2026-11-18"
    assert computed["value"] == "95"


def test_a_quotient_without_end_is_explained_with_six_digits_and_all_else_exactly():
    creatinine = result(
        Analyte.CREATININE, "80", "umol/L", factor=1 / Decimal("88.4"), loinc="14682-9"
    )
    converted = replace(creatinine, value=measured(80 / Decimal("88.4")))

    explained = explanation_of(staged(evidence=(converted,)))["inputs"][0]

    assert explained["value"] == Decimal(80)
    assert explained["factor"] == Decimal("0.0113122")
    assert explained["canonicalValue"] == Decimal("0.904977")


def test_an_impossible_value_is_listed_as_set_aside():
    b2m = {"value": "6.1", "unit": "mg/L"}
    impossible = observation(id="old", valueQuantity={"value": "2100", "unit": "mg/L"})
    entries = [Entry(observation(valueQuantity=b2m)), Entry(impossible)]

    (found,) = cards_about(entries, PatientContext("p1"), Settings(), at=NOW)

    assert found["extension"][EXTENSION]["setAside"] == [
        {"reference": "Observation/old", "reason": Reason.IMPLAUSIBLE.value}
    ]
