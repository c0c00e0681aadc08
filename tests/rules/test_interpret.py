"""All rules together: who speaks, in which order, and that silence is always meant."""

from datetime import UTC, datetime

import pytest

from cds_service.rules import RULE_SET_VERSION, RULES, interpret
from cds_service.rules.finding import Story
from fhir_mappings.model import Chart, Disease, Reason
from tests.rules.build import GOOD_KIDNEY, NOW, POLICY, chart, person, problem, unusable
from tests.tables import rows

SPEAKERS = """
    B2M                | diagnosis           | rules
    6.1                | MULTIPLE_MYELOMA    | iss r-iss
    2.0                | MULTIPLE_MYELOMA    | iss r-iss
    6.1                | -                   | nonspecific
    2.0                | -                   |
    6.1                | MGUS                | nonspecific
    6.1                | SMOULDERING_MYELOMA | nonspecific
    6.1                | CKD                 | nonspecific
    31                 | DIALYSIS            | dialysis
    2100               | MULTIPLE_MYELOMA    | unusable-b2m
    -                  | MULTIPLE_MYELOMA    |
    6.1 @ 2025-11-20   | MULTIPLE_MYELOMA    | iss r-iss
    6.1 @ 2025-11-19   | MULTIPLE_MYELOMA    |
"""


@pytest.mark.parametrize(("b2m", "disease", "speakers"), rows(SPEAKERS))
def test_each_patient_hears_from_the_rules_that_apply(b2m, disease, speakers):
    problems = () if disease == "-" else (problem(Disease[disease]),)

    found = interpret(chart(SERUM_B2M=b2m, CREATININE=GOOD_KIDNEY, problems=problems), NOW, POLICY)

    assert [item.rule for item in found] == speakers.split()


def test_an_empty_chart_has_nothing_to_say():
    assert interpret(Chart(), NOW, POLICY) == ()


def test_findings_come_in_the_order_of_the_stories():
    read = chart(SERUM_B2M="6 @ 2026-11-01", unusable=(unusable(Reason.NO_UNIT),))

    stories = [item.story for item in interpret(read, NOW, POLICY)]

    assert stories == sorted(stories, key=list(Story).index)
    assert len(set(stories)) == 2


def test_children_get_no_stage():
    found = interpret(
        chart(SERUM_B2M="6 limit 2.4", EGFR="90", patient=person(born="2010-01-01")), NOW, POLICY
    )

    assert [item.rule for item in found] == ["nonspecific"]
    assert found[0].caveats[-1] == "No stage is given: the indices are for adults."


def test_the_same_chart_gives_the_same_findings():
    read = chart(SERUM_B2M="6.1", ALBUMIN="32", CREATININE="2 mg/dL")

    assert interpret(read, NOW, POLICY) == interpret(read, NOW, POLICY)


def test_the_moment_of_interpretation_decides_what_is_old():
    later = datetime(2027, 12, 1, tzinfo=UTC)

    assert interpret(chart(SERUM_B2M="6.1"), later, POLICY) == ()


def test_the_rule_set_has_a_version_and_rules():
    assert RULE_SET_VERSION.count(".") == 2
    assert [rule.__name__ for rule in RULES] == ["iss", "r_iss", "nonspecific", "dialysis"]
