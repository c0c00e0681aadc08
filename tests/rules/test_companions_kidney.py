"""Tests of kidney function and of its causes, and those beside a B2M that moved."""

import pytest

from cds_service.rules.companion_tests import (
    CREATININE,
    LIGHT_CHAINS,
    URINE_ALBUMIN,
)
from cds_service.rules.companions import (
    follow_up_companions,
    kidney_companions,
)
from fhir_mappings.model import Disease
from tests.rules import build
from tests.rules.build import GOOD_KIDNEY, case, chart, problem, therapy
from tests.tables import rows


def about(**said):
    return case(chart(**({"SERUM_B2M": "6", "CREATININE": GOOD_KIDNEY} | said)))


KIDNEY = """
    creatinine              | eGFR | not read   | asked for
    -                       | -    | -          | creatinine
    -                       | -    | creatinine | -
    0.8 mg/dL @ 2026-10-18  | -    | -          | creatinine
    0.8 mg/dL @ 2026-10-19  | -    | -          | -
    < 0.3 mg/dL             | -    | -          | -
    -                       | 80   | -          | -
    -                       | 60   | -          | -
    -                       | 59   | -          | light chains, urine albumin
    -                       | 59   | lightChains urineAlbumin | -
    -                       | 59   | lightChains | urine albumin
    -                       | 59   | urineAlbumin | light chains
    -                       | < 45 | -          | light chains, urine albumin
    -                       | > 60 | -          | -
    2.5 mg/dL               | -    | -          | light chains, urine albumin
"""
NAMES = {
    "creatinine": CREATININE,
    "light chains": LIGHT_CHAINS,
    "urine albumin": URINE_ALBUMIN,
    "-": None,
}


@pytest.mark.parametrize(("creatinine", "egfr", "blind", "asked"), rows(KIDNEY))
def test_kidney_function_is_asked_for_when_missing_and_its_causes_when_low(
    creatinine, egfr, blind, asked
):
    coverage = build.unread(*blind.replace("-", "").split())

    found = kidney_companions(about(CREATININE=creatinine, EGFR=egfr, coverage=coverage))

    assert list(found) == [NAMES[name] for name in asked.split(", ") if name != "-"]


# today is 20 November 2026
WINDOWS = """
    analyte                  | in the window | outside    | what
    FREE_LIGHT_CHAIN_RATIO   | 2026-10-21    | 2026-10-20 | light chains
    FREE_KAPPA               | 2026-10-21    | 2026-10-20 | light chains
    FREE_LAMBDA              | 2026-10-21    | 2026-10-20 | light chains
    FREE_LAMBDA              | 2026-10       | 2026-09    | light chains
    URINE_ALBUMIN_CREATININE | 2026-08-20    | 2026-08-19 | urine albumin
"""


@pytest.mark.parametrize(("analyte", "inside", "outside", "what"), rows(WINDOWS))
def test_a_recent_result_makes_the_test_unnecessary(analyte, inside, outside, what):
    recent = kidney_companions(about(CREATININE="2.5 mg/dL", **{analyte: f"1 @ {inside}"}))
    old = kidney_companions(about(CREATININE="2.5 mg/dL", **{analyte: f"1 @ {outside}"}))

    assert NAMES[what] not in recent
    assert NAMES[what] in old


def test_light_chains_are_asked_for_only_in_myeloma_that_is_staged():
    low = "2.5 mg/dL"
    treated = (therapy("2026-11-01"),)

    assert kidney_companions(about(CREATININE=low, problems=())) == (URINE_ALBUMIN,)
    cll = (problem(Disease.CLL),)
    assert kidney_companions(about(CREATININE=low, problems=cll)) == (URINE_ALBUMIN,)
    assert kidney_companions(about(CREATININE=low, therapies=treated)) == (URINE_ALBUMIN,)


def test_no_kidney_function_is_asked_for_on_dialysis():
    dialysis = (problem(), problem(Disease.DIALYSIS))

    assert kidney_companions(about(CREATININE="-", problems=dialysis)) == ()


FOLLOW_UP = """
    M-protein    | ratio        | not read        | asked for
    -            | -            | -               | 24351-9 48378-4
    20           | -            | -               | 48378-4
    -            | 2.0          | -               | 24351-9
    20           | 2.0          | -               | -
    -            | -            | immunoglobulins | 48378-4
    -            | -            | lightChains     | 24351-9
"""


@pytest.mark.parametrize(("protein", "ratio", "blind", "codes"), rows(FOLLOW_UP))
def test_beside_a_b2m_that_moved_the_response_markers_are_asked_for(protein, ratio, blind, codes):
    coverage = build.unread(*blind.replace("-", "").split())
    read = about(M_PROTEIN=protein, FREE_LIGHT_CHAIN_RATIO=ratio, coverage=coverage)

    found = [item.code for item in follow_up_companions(read)]

    assert found == [code for code in codes.split() if code != "-"]


def test_light_chains_beside_a_b2m_that_moved_are_no_test_of_the_kidney():
    _, chains = follow_up_companions(about())

    assert chains.reason == "read beside a B2M that moved"
    assert not chains.about_kidney
