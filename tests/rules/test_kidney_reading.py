"""What a kidney reading rests on and carries along: injury, baseline, risk, a child's eGFR."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cds_service.rules.filtration import Verdict
from cds_service.rules.kidney import injury_on_record
from fhir_mappings.model import Disease
from tests.rules.build import POLICY, chart, moment, person, problem, result
from tests.rules.test_kidney import reading
from tests.tables import rows


def test_the_reading_names_what_it_rests_on():
    ckd = problem(Disease.CKD)
    found = reading(
        SERUM_B2M="8 mg/L",
        EGFR=["35 @ 2026-08-20", "30"],
        CREATININE="1.9 mg/dL",
        problems=(ckd,),
    )

    assert found.verdict is Verdict.EXPLAINS
    assert found.estimate is not None
    assert found.estimate.text == "30"
    assert found.creatinine is not None
    assert found.creatinine.reported.text == "1.9 mg/dL"
    assert found.expected is not None
    assert round(found.expected, 1) == Decimal("5.7")
    assert found.days_low == 90
    assert reading(SERUM_B2M="8", EGFR="60").days_low == 0
    assert found.ckd_on_record
    assert not reading(SERUM_B2M="8", EGFR="30").ckd_on_record


def test_creatinine_alone_makes_nothing_low_that_cystatin_c_shows_to_be_higher():
    found = reading(
        SERUM_B2M="8", CREATININE=["1.4 mg/dL @ 2026-08-01", "1.4 mg/dL"], CYSTATIN_C="0.6"
    )

    assert found.estimate is not None
    assert found.estimate.text == "78"
    assert found.days_low == 0


@pytest.mark.parametrize(("when", "paired"), [("2026-10-19", True), ("2026-10-18", False)])
def test_creatinine_is_paired_within_30_days(when, paired):
    found = reading(SERUM_B2M="8", CREATININE=f"1.9 mg/dL @ {when}")

    assert (found.creatinine is not None) is paired
    assert (found.verdict is not Verdict.NO_GFR) is paired


INJURIES = """
    onset      | clinical | injury
    2026-11-01 | active   | yes
    2026-10-19 | active   | yes
    2026-10-18 | active   | no
    2026-12-18 | active   | yes
    -          | active   | yes
    2026-11-01 | resolved | no
"""


@pytest.mark.parametrize(("onset", "clinical", "injury"), rows(INJURIES))
def test_a_recent_active_injury_on_record_counts_without_a_second_creatinine(
    onset, clinical, injury
):
    began = None if onset == "-" else moment(onset)
    recorded = problem(Disease.ACUTE_KIDNEY_INJURY, onset=began, clinical=clinical)

    found = reading(SERUM_B2M="8", EGFR="30", problems=(recorded,))

    assert found.injury_on_record is (injury == "yes")
    assert found.verdict is (Verdict.NON_STEADY if injury == "yes" else Verdict.EXPLAINS)


def test_other_diseases_are_no_kidney_injury():
    read = chart(problems=(problem(Disease.CKD), problem(Disease.KIDNEY_FAILURE)))

    assert not injury_on_record(read, moment("2026-11-18"), POLICY)


def test_a_transplant_on_record_is_carried_along():
    grafted = problem(Disease.KIDNEY_TRANSPLANT)

    assert reading(SERUM_B2M="8", EGFR="30", problems=(grafted,)).transplanted
    assert not reading(SERUM_B2M="8", EGFR="30").transplanted


def test_the_baseline_is_the_median_of_the_older_values():
    values = ["1.0 mg/dL @ 2026-03-01", "1.4 mg/dL @ 2026-06-01", "1.2 mg/dL @ 2026-09-01"]

    found = reading(SERUM_B2M="8", CREATININE=[*values, "1.8 mg/dL"])

    assert found.baseline_ratio == Decimal("1.5")


RISKS = """
    eGFR       | albumin                      | risk
    39         | 120 mg/g                     | G3b A2 very high
    39         | 120 mg/g @ 2026-08-18        | G3b A2 very high
    39         | 120 mg/g @ 2026-08-17        | -
    39         | -                            | -
    -          | 120 mg/g                     | -
    > 60       | 120 mg/g                     | -
    39         | < 40 mg/g                    | -
    90         | 5 mg/g                       | G1 A1 low
"""


@pytest.mark.parametrize(("egfr", "albumin", "risk"), rows(RISKS))
def test_the_kdigo_risk_needs_an_egfr_and_a_urine_albumin_of_three_months(egfr, albumin, risk):
    found = reading(SERUM_B2M="8", EGFR=egfr, URINE_ALBUMIN_CREATININE=albumin).risk

    assert (f"{found.g} {found.a} {found.risk}" if found else "-") == risk


def test_a_site_may_want_a_newer_urine_albumin():
    newer = replace(POLICY, urine_albumin_days=30)
    albumin = "120 mg/g @ 2026-10-18"

    found = reading(SERUM_B2M="8", EGFR="39", URINE_ALBUMIN_CREATININE=albumin, policy=newer)

    assert found.risk is None


def test_no_category_is_given_in_pregnancy_with_changing_creatinine_or_by_an_older_formula():
    albumin = {"SERUM_B2M": "8", "URINE_ALBUMIN_CREATININE": "120 mg/g"}
    rising = ["1.0 mg/dL @ 2026-11-17", "2.0 mg/dL"]

    pregnant = reading(**albumin, EGFR="39", problems=(problem(Disease.PREGNANCY),))
    changing = reading(**albumin, CREATININE=rising)
    older = reading(result("EGFR", "39", method="MDRD"), **albumin)

    assert [item.risk for item in (pregnant, changing, older)] == [None, None, None]


def test_a_child_has_no_adult_egfr_but_its_own_where_height_is_on_record():
    child = person(born="2015-01-01")

    found = reading(SERUM_B2M="6", EGFR="90", CREATININE="0.5 mg/dL", HEIGHT="140", patient=child)

    assert found.verdict is Verdict.CHILD
    assert found.estimate is None
    assert found.young is not None
    assert found.young.schwartz == 116


@pytest.mark.parametrize("case", ["adult", "18 today", "changing", "injured"])
def test_only_a_child_with_steady_creatinine_gets_the_equations_of_children(case):
    child = person(born="2015-01-01")
    injury = problem(Disease.ACUTE_KIDNEY_INJURY)
    said: dict[str, dict[str, Any]] = {
        "adult": {"CREATININE": "0.5 mg/dL"},
        "18 today": {"CREATININE": "0.5 mg/dL", "patient": person(born="2008-11-18")},
        "changing": {"CREATININE": ["0.4 mg/dL @ 2026-11-17", "0.8 mg/dL"], "patient": child},
        "injured": {"CREATININE": "0.5 mg/dL", "patient": child, "problems": (injury,)},
    }

    assert reading(SERUM_B2M="6", HEIGHT="140", **said[case]).young is None
