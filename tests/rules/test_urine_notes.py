# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Beside a high urine B2M: fractional excretion, and albumin that competes with it."""

from dataclasses import replace
from typing import Any

import pytest

from cds_service.rules.urine_card import urine
from fhir_mappings.model import Disease
from tests.rules.build import NOW, POLICY, chart, problem
from tests.tables import rows

WHOLE: dict[str, Any] = {
    "URINE_B2M": "4000",
    "URINE_CREATININE": "100",
    "URINE_PH": "7",
    "SERUM_B2M": "2.0",
    "CREATININE": "1.0 mg/dL",
    "problems": (),
}


def statements(**said) -> list[str]:
    found = urine(chart(**(WHOLE | said)), NOW, POLICY)
    assert found is not None
    return [text for text in found.statements if text.startswith("Fractional")]


# With serum B2M 2 mg/L, creatinine 1 and urine creatinine 100 mg/dL, urine 4000 ug/L is 2 %.
BANDS = """
    urine | sentence
    600   | Fractional excretion of B2M is about 0.3 %: not above 0.3 %, where all but a trace is reabsorbed.
    1000  | Fractional excretion of B2M is about 0.5 %: between 0.3 and 1 %, which is borderline.
    2000  | Fractional excretion of B2M is about 1 %: between 0.3 and 1 %, which is borderline.
    4000  | Fractional excretion of B2M is about 2 %: above 1 %, which points to reduced reabsorption.
    20000 | Fractional excretion of B2M is about 10 %: above 1 %, which points to reduced reabsorption.
    24000 | Fractional excretion of B2M is about 12 %: above 10 %, as in generalised proximal tubular disorders.
"""


@pytest.mark.parametrize(("result", "sentence"), rows(BANDS))
def test_the_share_that_is_lost_is_told_with_its_band(result, sentence):
    assert statements(URINE_B2M=result) == [sentence]


@pytest.mark.parametrize(
    ("ph", "least"), [("7.0", False), ("6.9", True), ("6.0", True), ("-", True)]
)
def test_it_is_a_lower_bound_unless_the_urine_was_near_neutral(ph, least):
    (sentence,) = statements(URINE_PH=ph)

    assert ("is 2 % or more (some may be lost" in sentence) is least


AT_LEAST = """
    urine | percent | share
    600   | 0.3 % or more | whether it is raised stays open
    1000  | 0.5 % or more | borderline (above 0.3 %) or higher
    2000  | 1 % or more   | borderline (above 0.3 %) or higher
    4000  | 2 % or more   | above 1 %, which points to reduced reabsorption
    24000 | 12 % or more  | above 10 %, as in generalised proximal tubular disorders
"""


@pytest.mark.parametrize(("result", "percent", "share"), rows(AT_LEAST))
def test_a_lower_bound_is_not_called_normal_or_merely_borderline(result, percent, share):
    (sentence,) = statements(URINE_B2M=result, URINE_PH="-")

    assert sentence == (
        f"Fractional excretion of B2M is {percent} (some may be lost unless urine is near neutral): {share}."
    )


def test_a_result_per_creatinine_needs_no_urine_creatinine():
    said = {"URINE_B2M": "-", "URINE_B2M_PER_CREATININE": "4000", "URINE_CREATININE": "-"}

    assert "about 2 %" in statements(**said)[0]
    assert "about 12 %" in statements(**(said | {"URINE_B2M_PER_CREATININE": "24000"}))[0]


def test_a_24_hour_result_is_read_by_the_concentration_of_its_specimen():
    assert "about 2 %" in statements(URINE_B2M_RATE="6000")[0]
    assert statements(URINE_B2M_RATE="6000", URINE_B2M="-") == []


def test_what_it_rests_on_is_among_the_inputs():
    found = urine(chart(**WHOLE), NOW, POLICY)

    assert found is not None
    assert [item.analyte.label for item in found.evidence] == [
        "urine B2M",
        "urine pH",
        "urine creatinine",
        "B2M",
        "creatinine",
    ]
    without = urine(chart(**(WHOLE | {"URINE_CREATININE": "-"})), NOW, POLICY)
    assert without is not None
    assert "creatinine" not in [item.analyte.label for item in without.evidence]


MISSING: dict[str, dict[str, Any]] = {
    "urine creatinine": {"URINE_CREATININE": "-"},
    "urine creatinine of another hour": {"URINE_CREATININE": "100 @ 2026-11-17"},
    "serum B2M": {"SERUM_B2M": "-"},
    "serum B2M of another day": {"SERUM_B2M": "2.0 @ 2026-11-16"},
    "serum creatinine": {"CREATININE": "-", "EGFR": "90"},
    "serum creatinine of another day": {"CREATININE": "1.0 mg/dL @ 2026-11-16"},
    "an exact urine B2M": {"URINE_B2M": "> 4000"},
    "an exact serum creatinine": {"CREATININE": "< 1.0 mg/dL", "EGFR": "90"},
    "age and eGFR": {"patient": chart().patient.__class__()},
    "a lower bound of eGFR": {"EGFR": "< 90"},
}


@pytest.mark.parametrize("what", MISSING)
def test_without_one_of_its_inputs_it_is_not_worked_out(what):
    assert statements(**MISSING[what]) == []


INVALID: dict[str, dict[str, Any]] = {
    "saturated": {"SERUM_B2M": "5.0"},
    "eGFR below 30": {"CREATININE": "2.2 mg/dL"},
    "acid urine": {"URINE_PH": "5.9"},
    "changing": {"CREATININE": ["0.5 mg/dL @ 2026-11-17", "1.0 mg/dL"]},
    "injury": {"problems": (problem(Disease.ACUTE_KIDNEY_INJURY),)},
}


@pytest.mark.parametrize("why", INVALID)
def test_it_is_not_read_where_it_is_not_valid(why):
    assert statements(**INVALID[why]) == []


ALBUMIN = """
    albumin                   | told
    2200 mg/g                 | no
    2201 mg/g                 | yes
    250 mg/mmol               | yes
    > 2500 mg/g               | yes
    > 2000 mg/g               | no
    3000 mg/g @ 2026-11-17    | no
    -                         | no
"""


@pytest.mark.parametrize(("albumin", "told"), rows(ALBUMIN))
def test_albumin_in_the_nephrotic_range_of_the_same_urine_competes(albumin, told):
    found = urine(chart(**WHOLE, URINE_ALBUMIN_CREATININE=albumin), NOW, POLICY)

    assert found is not None
    competing = "Urine albumin is above 2200 mg/g creatinine; so much may itself raise urine B2M."
    assert (competing in found.caveats) is (told == "yes")


def test_the_limits_of_its_validity_are_those_of_the_site():
    demanding = replace(POLICY, urine_overflow_egfr_below=60)
    read = chart(**(WHOLE | {"CREATININE": "1.1 mg/dL"}))

    usual, strict = urine(read, NOW, POLICY), urine(read, NOW, demanding)

    assert usual is not None
    assert strict is not None
    assert len(usual.statements) - len(strict.statements) == 1


@pytest.mark.parametrize("ph", ["5.5", "-"])
def test_urine_that_reads_low_says_neither(ph):
    said = {"URINE_B2M": "100", "URINE_PH": ph, "URINE_ALBUMIN_CREATININE": "3000 mg/g"}

    found = urine(chart(**(WHOLE | said)), NOW, POLICY)

    assert found is not None
    assert len(found.statements) == 1
    assert found.caveats == ()
