"""All rules together: who speaks, in which order, and that silence is always meant."""

from datetime import UTC, datetime

import pytest

from cds_service import rules
from cds_service.rules import RULE_SET_VERSION, RULES, interpret
from cds_service.rules.finding import Finding, Story
from cds_service.rules.index_rule import IndexRule
from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES
from fhir_mappings.model import Analyte, Chart, Disease, Reason
from tests.rules.build import (
    GOOD_KIDNEY,
    NOW,
    POLICY,
    chart,
    person,
    problem,
    recorded,
    therapy,
    unusable,
)
from tests.tables import rows

SPEAKERS = """
    B2M                | diagnosis           | rules
    6.1                | MULTIPLE_MYELOMA    | iss ims-2025 r-iss r2-iss
    2.0                | MULTIPLE_MYELOMA    | iss ims-2025 r-iss r2-iss
    6.1                | -                   | nonspecific
    2.0                | -                   |
    6.1                | MGUS                | nonspecific
    6.1                | SMOULDERING_MYELOMA | nonspecific
    6.1                | CKD                 | nonspecific
    31                 | DIALYSIS            | dialysis
    2100               | MULTIPLE_MYELOMA    | unusable-b2m
    -                  | MULTIPLE_MYELOMA    |
    6.1 @ 2025-11-20   | MULTIPLE_MYELOMA    | iss ims-2025 r-iss r2-iss
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
    indices = [rule.rule for rule in RULES if isinstance(rule, IndexRule)]
    others = [rule.__name__ for rule in RULES if not isinstance(rule, IndexRule)]
    assert sorted(indices) == sorted(DEFAULT_INDICES | OPTIONAL_INDICES)
    assert others == ["changing_kidney", "nonspecific", "dialysis", "trend"]


def test_a_stage_that_the_chart_already_holds_is_not_repeated():
    said = {"SERUM_B2M": "6.1", "ALBUMIN": "32", "CREATININE": "1.4 mg/dL"}

    found = interpret(chart(**said, stages=(recorded("ISS", "III"),)), NOW, POLICY)

    assert found == ()


def test_of_two_recorded_stages_a_difference_is_always_told():
    stages = (recorded("ISS", "III"), recorded("R_ISS", "I"))

    found = interpret(chart(SERUM_B2M="6.1", CREATININE=GOOD_KIDNEY, stages=stages), NOW, POLICY)

    assert "r-iss" in {item.rule for item in found}
    assert any(item.discordant for item in found)


def test_a_changing_kidney_replaces_the_staging_card():
    rising = ["1.0 mg/dL @ 2026-11-17", "2.0 mg/dL"]

    found = interpret(chart(SERUM_B2M="6.1", CREATININE=rising), NOW, POLICY)

    assert [item.rule for item in found] == ["changing-kidney"]


def test_the_kidney_is_read_beside_the_sample_that_is_staged():
    read = chart(
        SERUM_B2M=["6.1 @ 2026-09-20", "4.0"],
        EGFR=["35 @ 2026-09-20", "80"],
        therapies=(therapy("2026-10-01"),),
    )

    staged = next(item for item in interpret(read, NOW, POLICY) if item.rule == "iss")

    assert staged.evidence[0].reported.text == "6.1 mg/L"
    assert "eGFR here is 35" in staged.kidney[0]


def test_the_kidney_is_read_wherever_serum_b2m_stands_among_the_evidence(monkeypatch):
    def odd(found):
        albumin = found.chart.of(Analyte.ALBUMIN)
        return Finding("odd", Story.KIDNEY, "something", (), evidence=(*albumin, found.sample))

    monkeypatch.setattr(rules, "RULES", (odd,))

    (found,) = interpret(chart(SERUM_B2M="6.1", ALBUMIN="40", EGFR="24"), NOW, POLICY)

    assert "eGFR here is 24" in found.kidney[0]


def test_a_finding_without_serum_b2m_carries_no_kidney_reading(monkeypatch):
    def bare(_case):
        return Finding("bare", Story.KIDNEY, "something", ())

    monkeypatch.setattr(rules, "RULES", (bare,))

    (found,) = interpret(chart(SERUM_B2M="6.1"), NOW, POLICY)

    assert found.kidney == ()


def test_a_high_urine_b2m_speaks_without_any_serum_b2m():
    found = interpret(chart(URINE_B2M="900", URINE_PH="7"), NOW, POLICY)

    assert [item.rule for item in found] == ["urine"]
