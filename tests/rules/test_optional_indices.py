# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Indices that are off until a site switches them on, and then carry their evidence word."""

import pytest

from cds_service.rules.index_rule import TREATED, TREATED_LIMITS
from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES
from fhir_mappings.model import Course, Disease
from tests.rules.build import (
    INDEX_RULES,
    POLICY,
    chart,
    findings,
    problem,
    recorded,
    therapy,
    with_indices,
)
from tests.tables import rows

CLL_THERAPY = therapy("2026-01-01", groups=frozenset({"cll"}))
PATIENTS = {
    "mass": (Disease.MULTIPLE_MYELOMA, ()),
    "ball": (Disease.CLL, (CLL_THERAPY,)),
    "mdacc-cll": (Disease.CLL, ()),
    "ripsswm": (Disease.WALDENSTROM, ()),
    "geltamo-ipi": (Disease.DLBCL, ()),
    "aitl-score": (Disease.ANGIOIMMUNOBLASTIC_LYMPHOMA, ()),
}
EVIDENCE = """
    index       | said
    mass        | -
    ball        | BALL: its B2M cut-off was seen in secondary sources only.
    mdacc-cll   | MDACC index: its points were seen in secondary sources only.
    ripsswm     | rIPSSWM: its age points were seen in secondary sources only; the absolute LDH limit of 250 U/L depends on the assay.
    geltamo-ipi | GELTAMO-IPI: its weights were seen in a meeting abstract.
    aitl-score  | AITL score: the bounds of its groups are unverified.
"""


def patient(index, **said):
    disease, therapies = PATIENTS[index]
    known = {"SERUM_B2M": "6 limit 2.4", "EGFR": "80", "problems": (problem(disease),)}
    return chart(**(known | {"therapies": therapies} | said))


@pytest.mark.parametrize(("index", "said"), rows(EVIDENCE))
def test_an_optional_index_is_off_until_switched_on_and_then_says_how_sure_it_is(index, said):
    read = patient(index)

    assert index not in findings(read)
    shown = findings(read, with_indices(index))[index]
    assert shown.caveats[-1] == said or said == "-"
    assert shown.possible


def test_geltamo_ipi_says_whom_it_was_built_in():
    shown = findings(patient("geltamo-ipi"), with_indices("geltamo-ipi"))["geltamo-ipi"]

    assert "GELTAMO-IPI was built under R-chemotherapy." in shown.statements


def test_every_index_is_either_on_or_optional():
    assert {rule.rule for rule in INDEX_RULES} == DEFAULT_INDICES | OPTIONAL_INDICES
    assert not DEFAULT_INDICES & OPTIONAL_INDICES
    assert POLICY.indices == DEFAULT_INDICES
    assert {name for name, _ in rows(EVIDENCE)} == OPTIONAL_INDICES


@pytest.mark.parametrize("rule", INDEX_RULES, ids=lambda rule: rule.rule)
def test_only_optional_indices_carry_an_evidence_word(rule):
    if rule.rule in DEFAULT_INDICES:
        assert rule.evidence_word == ""


BALL = """
    course    | therapy    | shown
    RELAPSE   | 2026-01-01 | yes
    REMISSION | 2026-01-01 | yes
    UNSTATED  | 2026-01-01 | yes
    UNSTATED  | -          | no
    RELAPSE   | -          | no
    RELAPSE   | 2026-11-19 | no
    NO_INDEX  | 2026-01-01 | no
"""


@pytest.mark.parametrize(("course", "start", "shown"), rows(BALL))
def test_ball_is_for_the_treated_alone(course, start, shown):
    given = (therapy(start, groups=frozenset({"cll"})),) if start != "-" else ()
    read = patient("ball", problems=(problem(Disease.CLL, course=Course[course]),), therapies=given)

    assert ("ball" in findings(read, with_indices("ball"))) is (shown == "yes")


def test_ball_reads_the_current_sample_and_what_followed_first_therapy():
    read = patient(
        "ball",
        SERUM_B2M=["2 @ 2025-12-20", "6"],
        HAEMOGLOBIN=["14 @ 2025-12-20", "9"],
        LDH="300 limit 250",
    )

    found = findings(read, with_indices("ball"))["ball"]

    assert found.possible == ("high",)
    assert [item.reported.value for item in found.evidence][:2] == [6, 9]


def test_ball_never_speaks_as_of_an_untreated_patient():
    found = findings(patient("ball"), with_indices("ball"))["ball"]

    assert found.condition == "before the next therapy"
    assert found.limits == TREATED_LIMITS
    assert "at diagnosis" not in found.limits
    assert TREATED.format(index="BALL") in found.caveats
    assert not any("No stage" in text or "untreated" in text for text in found.caveats)


# two points for 58 years; B2M 0, 1 or 2, lymphocytes 0, 1 or 2, Rai and nodes 0 or 1; 1-3, 4-7, 8+
MDACC = """
    B2M           | Rai | lymphocytes | possible
    2 limit 2.4   | 0   | 10          | low
    5 limit 2.4   | 0   | 60          | intermediate
    2             | 0   | 10          | low, intermediate
    2 limit 2.4   | -   | 10          | low, intermediate
    5 limit 2.4   | IV  | 60          | intermediate, high
    5 limit 2.4   | -   | -           | intermediate, high
"""


@pytest.mark.parametrize(("b2m", "rai", "lymphocytes", "possible"), rows(MDACC))
def test_mdacc_takes_b2m_in_multiples_of_the_report_s_limit(b2m, rai, lymphocytes, possible):
    stages = (recorded("RAI", rai),) if rai != "-" else ()
    read = patient("mdacc-cll", SERUM_B2M=b2m, LYMPHOCYTES=lymphocytes, stages=stages)

    found = findings(read, with_indices("mdacc-cll"))["mdacc-cll"]

    assert found.possible == tuple(possible.split(", "))


def test_all_optional_indices_together_stand_beside_the_default_ones():
    shown = findings(patient("mdacc-cll"), with_indices(*OPTIONAL_INDICES))

    assert [name for name in shown if name in DEFAULT_INDICES | OPTIONAL_INDICES] == [
        "cll-ipi",
        "mdacc-cll",
    ]
