# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Tests of the work-up: named once, only while they are not on file, never ordered."""

from dataclasses import replace

import pytest

from cds_service.rules.companion_tests import LIGHT_CHAINS as OFFERED
from cds_service.rules.good_practice import (
    LIGHT_CHAIN_PANEL,
    PROTEIN_STUDIES,
    WORK_UP,
    work_up,
)
from cds_service.rules.populations import POPULATIONS
from fhir_mappings.model import Disease, OtherResult, Strength
from tests.rules import build
from tests.rules.build import GOOD_KIDNEY, case, chart, findings, moment, problem, therapy
from tests.tables import rows

CLONE = "protein electrophoresis with immunofixation and free light chains"
WHOLE = (
    f"If not already done, usual at diagnosis: {CLONE} (type and measure the clone); blood count "
    "and calcium (organ damage)."
)


def about(**said):
    return case(chart(**({"SERUM_B2M": "6", "CREATININE": GOOD_KIDNEY} | said)))


def named(disease=Disease.MULTIPLE_MYELOMA, offered=(), **said):
    return " ".join(work_up(about(**said), disease, offered))


def test_all_tests_of_a_disease_stand_in_one_sentence_with_their_reasons():
    assert named() == WHOLE


DONE = """
    analyte                  | day        | left out
    M_PROTEIN                | 2026-11-18 | protein electrophoresis
    FREE_LIGHT_CHAIN_RATIO   | 2026-11-18 | light chains
    FREE_KAPPA               | 2026-11-18 | light chains
    FREE_LAMBDA              | 2026-11-18 | light chains
    HAEMOGLOBIN              | 2026-11-18 | blood count
    PLATELETS                | 2026-11-18 | blood count
    CALCIUM                  | 2026-11-18 | calcium
    CORRECTED_CALCIUM        | 2026-08-22 | calcium
    IONISED_CALCIUM          | 2026-11-18 | calcium
    CALCIUM                  | 2026-08-21 | -
    LDH                      | 2026-11-18 | -
"""


@pytest.mark.parametrize(("analyte", "day", "left_out"), rows(DONE))
def test_a_test_of_the_last_ninety_days_is_left_out(analyte, day, left_out):
    text = named(**{analyte: f"2 @ {day}"})

    assert (text == WHOLE) is (left_out == "-")
    assert left_out not in text or left_out == "-"


# LOINC: serum electrophoresis, its panel and readings; immunofixation of serum, twice; free light chains.
PANELS = ("24351-9", "12851-2", "13348-8", "25700-6", "14895-7", "57778-3")


def test_no_panel_is_left_out_below():
    assert (*PROTEIN_STUDIES, *LIGHT_CHAIN_PANEL) == PANELS


@pytest.mark.parametrize("code", PANELS)
def test_a_panel_without_a_number_shows_that_it_was_done(code):
    done = OtherResult(code, moment("2026-11-10"), "Observation/done")
    other = OtherResult("56888-1", moment("2026-11-10"), "Observation/other")

    assert named(other_results=(done,)) != WHOLE
    assert named(other_results=(other,)) == WHOLE


KEYS = """
    key             | left out
    immunoglobulins | protein electrophoresis
    lightChains     | light chains
    blood           | blood count
    calcium         | calcium
"""


@pytest.mark.parametrize(("key", "left_out"), rows(KEYS))
def test_what_could_not_be_read_may_be_on_file(key, left_out):
    assert left_out not in named(coverage=build.unread(key))
    assert left_out in named(coverage=build.unread("crp"))


def test_what_the_card_offers_already_is_not_said_again():
    assert named(offered=(OFFERED,)) == WHOLE.replace(" and free light chains", "")


def test_nothing_is_said_when_all_is_on_file():
    done = dict.fromkeys(("M_PROTEIN", "FREE_KAPPA", "HAEMOGLOBIN", "CALCIUM"), "2")

    assert work_up(about(**done), Disease.MULTIPLE_MYELOMA) == ()


DISEASES = """
    disease             | tests
    CLL                 | blood count (stage); antiglobulin test (haemolysis); immunoglobulins (antibody deficiency)
    WALDENSTROM         | protein electrophoresis with immunofixation and free light chains (type and measure the clone); serum viscosity (if there are symptoms)
    FOLLICULAR_LYMPHOMA | LDH (other indices use it); HIV, hepatitis B and C serology (infections that also raise B2M)
    DLBCL               | LDH (other indices use it); HIV, hepatitis B and C serology (infections that also raise B2M)
    ANGIOIMMUNOBLASTIC_LYMPHOMA | LDH (other indices use it); HIV, hepatitis B and C serology (infections that also raise B2M)
"""


@pytest.mark.parametrize(("disease", "tests"), rows(DISEASES))
def test_each_disease_has_its_own(disease, tests):
    assert named(Disease[disease]) == f"If not already done, usual at diagnosis: {tests}."


def test_every_disease_with_an_index_has_its_work_up():
    assert set(WORK_UP) == {population.disease for population in POPULATIONS}


@pytest.mark.parametrize("analyte", ["IGG", "IGA"])
def test_one_immunoglobulin_shows_that_they_were_measured(analyte):
    assert "immunoglobulins" not in named(Disease.CLL, **{analyte: "8"})


LEFT_OUT = """
    disease | on file | not read        | left out
    DLBCL   | LDH     | -               | LDH
    DLBCL   | -       | ldh             | LDH
    CLL     | -       | immunoglobulins | immunoglobulins
    CLL     | -       | blood           | blood count
"""


@pytest.mark.parametrize(("disease", "on_file", "blind", "left_out"), rows(LEFT_OUT))
def test_in_other_diseases_too_only_what_is_surely_missing_is_named(
    disease, on_file, blind, left_out
):
    results = {} if on_file == "-" else {on_file: "200"}
    coverage = build.unread(*blind.replace("-", "").split())

    assert left_out in named(Disease[disease])
    assert left_out not in named(Disease[disease], **results, coverage=coverage)


SAID = """
    therapy              | said
    -                    | yes
    STRONG 2026-11-18    | no
    WEAK 2026-11-01      | no
    STRONG 2026-11-19    | no
"""


@pytest.mark.parametrize(("given", "said"), rows(SAID))
def test_it_is_said_of_a_new_diagnosis_only(given, said):
    start = given.split()[-1]
    given_therapy = therapy(start if start != "-" else "2026-11-18")
    given_therapies = () if given == "-" else (given_therapy,)
    if given.startswith("WEAK"):
        weak = Strength.WEAK
        given_therapies = (replace(given_therapy, strength=weak),)
    read = chart(SERUM_B2M="6", CREATININE=GOOD_KIDNEY, therapies=given_therapies)

    caveats = findings(read)["iss"].caveats

    assert any(text == WHOLE for text in caveats) is (said == "yes")


def test_light_chains_offered_for_a_low_egfr_are_not_named_as_work_up_too():
    low = findings(chart(SERUM_B2M="6", CREATININE="2.5 mg/dL"))["iss"]
    good = findings(chart(SERUM_B2M="6", CREATININE=GOOD_KIDNEY))["iss"]

    said = [text for text in low.caveats if "usual at diagnosis" in text]
    assert said == [WHOLE.replace(" and free light chains", "")]
    assert WHOLE in good.caveats


def test_an_index_of_treated_disease_names_no_work_up():
    read = chart(
        SERUM_B2M="6",
        EGFR="80",
        problems=(problem(Disease.CLL),),
        therapies=(therapy("2024-11-01", groups=frozenset({"cll"})),),
    )

    found = findings(read, build.with_indices("ball"))

    assert not any("usual at diagnosis" in text for text in found["ball"].caveats)
