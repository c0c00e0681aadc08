"""Every index on a complete and an empty chart; the kidney over every rule, made up or not."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cds_service.rules import interpret
from cds_service.rules.caveat import KidneyCaveat
from cds_service.rules.citations import GREIPP_2005
from cds_service.rules.finding import STAGING, Finding, Story
from cds_service.rules.index_rule import IndexRule
from cds_service.rules.lymphoid import CLL_ERA
from cds_service.rules.policy import OPTIONAL_INDICES
from cds_service.rules.populations import MYELOMA
from cds_service.rules.possible import Index, Number
from cds_service.rules.words import listed
from fhir_mappings.model import Analyte, Disease
from tests.rules.build import (
    INDEX_RULES,
    NOW,
    POLICY,
    case,
    chart,
    findings,
    markers,
    person,
    problem,
    recorded,
    therapy,
    with_indices,
)
from tests.rules.wording import faults, sentences_of, texts_of, unfinished

ON = with_indices(*OPTIONAL_INDICES)
COMPLETE: dict[str, Any] = {
    "SERUM_B2M": "6 limit 2.4",
    "ALBUMIN": "30",
    "LDH": "300 limit 250",
    "CREATININE": "0.8 mg/dL",
    "HAEMOGLOBIN": "10",
    "PLATELETS": "90",
    "IGM": "80",
    "LYMPHOCYTES": "60",
    "CRP": "20 limit 5",
    "markers": markers(
        DEL_17P="present",
        TP53_MUTATION="present",
        T_4_14="present",
        T_14_16="absent",
        T_14_20="absent",
        GAIN_1Q="present",
        DEL_1P32="absent",
        IGHV_UNMUTATED="present",
    ),
    "stages": (recorded("RAI", "IV"),),
}
SETTLED = {
    "iss": ("III",),
    "ims-2025": ("high-risk",),
    "r-iss": ("III",),
    "r2-iss": ("IV",),
    "mass": ("III",),
    "cll-ipi": ("very high",),
    "ball": ("high",),
    "mdacc-cll": ("intermediate", "high"),
    "ipsswm": ("high",),
    "ripsswm": ("high",),
    "flipi2": ("intermediate", "high"),
    "prima-pi": ("high",),
    "geltamo-ipi": ("low-intermediate", "high-intermediate", "high"),
    "aitl-score": ("intermediate", "high"),
}


def patient(rule, **said):
    given = therapy("2026-01-01", groups=frozenset({rule.population.group}))
    known: dict[str, Any] = {
        "problems": (problem(rule.population.disease),),
        "therapies": (given,) if rule.relapsed else (),
    }
    return chart(**(known | said))


def shown(rule, **said):
    return findings(patient(rule, **said), ON)[rule.rule]


by_rule = pytest.mark.parametrize("rule", INDEX_RULES, ids=lambda rule: rule.rule)


@by_rule
def test_a_complete_chart_leaves_open_only_what_no_chart_delivers(rule):
    found = shown(rule, **COMPLETE)

    assert found.possible == SETTLED[rule.rule]
    assert found.settled is (len(SETTLED[rule.rule]) == 1)
    undelivered = {"node size", "marrow biopsy", "examination of nodes"}
    assert set(found.needed) <= undelivered | {"performance status", "Ann Arbor stage"}


@by_rule
def test_a_chart_that_says_nothing_of_any_input_leaves_more_than_one_group(rule):
    nobody = person("", "")

    found = shown(rule, SERUM_B2M="> 0.5", patient=nobody)

    known = rule.read(case(patient(rule, SERUM_B2M="> 0.5", patient=nobody))).known
    assert known.keys() <= {"b2m", "time_since_last_therapy_start"}
    assert len(found.possible) > 1
    assert found.result == f"not assignable: {listed(found.possible)}"


@by_rule
@pytest.mark.parametrize("complete", [True, False])
def test_a_finding_is_whole_and_says_nothing_that_is_forbidden(rule, complete):
    found = shown(rule, **(COMPLETE if complete else {"SERUM_B2M": "3.6"}))

    assert found.index == rule.name
    assert found.story is rule.story
    assert found.story.stages
    assert found.citations == (rule.citation,)
    assert set(found.possible) <= set(rule.index.groups)
    judged = [text for text in texts_of(found) if text != CLL_ERA]  # names the era, advises nothing
    assert [fault for text in judged for fault in faults(text)] == []
    sentences = [text.removeprefix("r") for text in sentences_of(found)]  # rIPSSWM
    assert [text for text in sentences if unfinished(text)] == []


@by_rule
def test_what_is_needed_is_missing_or_not_exact(rule):
    found = shown(rule, SERUM_B2M="3.6")

    assert set(found.needed) <= set(found.missing) | {"B2M"}


@by_rule
def test_an_index_shows_nothing_without_its_disease(rule):
    other = Disease.HODGKIN_LYMPHOMA

    assert rule.rule not in findings(patient(rule, SERUM_B2M="6", problems=(problem(other),)), ON)


@by_rule
def test_the_kidney_stands_beside_every_index(rule):
    found = shown(rule, SERUM_B2M="6", CREATININE="2.5 mg/dL")

    assert found.kidney
    assert Analyte.CREATININE in [item.analyte for item in found.evidence]


@by_rule
def test_the_kidney_never_changes_a_group(rule):
    alone = rule(case(patient(rule, **COMPLETE), policy=ON))
    laid_over = shown(rule, **COMPLETE)

    assert alone is not None
    assert alone.possible == laid_over.possible
    assert alone.kidney == ()


MADE_UP = IndexRule(
    "made-up",
    "Made-up index",
    Index(
        classify=lambda b2m: "high" if b2m >= 4 else "low",
        inputs={"b2m": Number((Decimal(4),))},
        groups=("low", "high"),
    ),
    MYELOMA,
    Story.MYELOMA,
    GREIPP_2005,
    lambda reading: (),
)


@pytest.mark.parametrize("story", Story, ids=lambda story: story.value)
def test_a_rule_that_nobody_has_written_yet_gets_the_kidney_too(story):
    on = with_indices("made-up")
    read = case(chart(SERUM_B2M="6", CREATININE="2.5 mg/dL"), policy=on)

    found = replace(MADE_UP, story=story)(read)

    assert found is not None
    laid_over = KidneyCaveat(read.kidney, on).over(found)
    assert laid_over.kidney[0].startswith("B2M rises when GFR falls; eGFR here is ")
    assert laid_over.possible == ("high",)
    assert bool(laid_over.tail) is (story in STAGING)


def test_a_finding_that_does_not_rest_on_serum_b2m_is_left_alone():
    read = case(chart(SERUM_B2M="6", CREATININE="2.5 mg/dL"))
    bare = Finding("bare", Story.URINE, "something", ())

    assert KidneyCaveat(read.kidney, POLICY).over(bare) is bare


def test_every_finding_of_interpret_that_rests_on_serum_b2m_carries_the_kidney():
    for rule in INDEX_RULES:
        for found in interpret(patient(rule, **COMPLETE), NOW, ON):
            rests = any(item.analyte is Analyte.SERUM_B2M for item in found.evidence)
            assert bool(found.kidney) is rests
