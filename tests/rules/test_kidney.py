"""Rows K0 to K7 of the kidney rules, read on a chart."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.rules.filtration import Verdict
from cds_service.rules.kidney import read_kidney
from fhir_mappings.model import Analyte, Disease, Measured
from tests.rules.build import POLICY, chart, person, problem, result
from tests.tables import rows


def reading(*more, policy=POLICY, **said):
    read = chart(*more, **said)
    sample = read.latest(Analyte.SERUM_B2M)
    assert sample is not None
    return read_kidney(read, sample, policy)


# expected B2M: 1.584 at eGFR 90, 2.546 at 60, 5.739 at 30, 12.946 at 15; default limit 2.7
VERDICTS = """
    B2M    | eGFR   | verdict
    6.1    | -      | not-assessable-no-gfr
    2.7    | 60     | not-raised
    2.71   | 60     | filtration-explains
    3.8    | 60     | filtration-explains
    3.83   | 60     | indeterminate
    5.09   | 60     | indeterminate
    5.10   | 60     | more-than-filtration
    2.71   | 90     | indeterminate
    3.2    | 120    | more-than-filtration
    8.6    | 30     | filtration-explains
    8.62   | 30     | indeterminate
    19.4   | 15     | filtration-explains
    40     | 15     | more-than-filtration
    19.4   | 14.99  | not-assessable-egfr-too-low
    2.0    | 14.99  | not-assessable-egfr-too-low
    19.4   | < 15   | not-assessable-bound
    19.4   | < 14   | not-assessable-egfr-too-low
    6.1    | > 60   | not-assessable-bound
    > 20   | 90     | not-assessable-bound
    < 3    | 90     | not-assessable-bound
    < 2.7  | 90     | not-raised
"""


@pytest.mark.parametrize(("b2m", "egfr", "verdict"), rows(VERDICTS))
def test_each_verdict_is_reached_on_its_side_of_each_limit(b2m, egfr, verdict):
    found = reading(SERUM_B2M=b2m, EGFR=egfr)

    assert found.verdict is Verdict(verdict)


def test_the_table_above_and_the_tests_below_reach_every_verdict():
    below = {
        Verdict.DIALYSIS,
        Verdict.CHILD,
        Verdict.NON_STEADY,
        Verdict.OLDER_FORMULA,
        Verdict.NOT_COMPARED,
    }

    assert {Verdict(verdict) for *_, verdict in rows(VERDICTS)} | below == set(Verdict)


def test_an_expected_value_is_given_only_where_a_comparison_is_made():
    for b2m, egfr, _ in rows(VERDICTS):
        found = reading(SERUM_B2M=b2m, EGFR=egfr)
        compared = {Verdict.EXPLAINS, Verdict.INDETERMINATE, Verdict.MORE}

        assert (found.expected is not None) is (found.verdict in compared)
        assert found.days_low == 0


def test_dialysis_comes_before_everything():
    on_dialysis = problem(Disease.DIALYSIS, verification="")

    found = reading(
        SERUM_B2M="31",
        CREATININE=["4.0 mg/dL @ 2026-11-17", "8.0 mg/dL"],
        patient=person(born="2015-01-01"),
        problems=(on_dialysis,),
    )

    assert found.verdict is Verdict.DIALYSIS
    assert (found.estimate, found.creatinine, found.change) == (None, None, None)
    assert (found.expected, found.days_low, found.ckd_on_record) == (None, 0, False)


def test_dialysis_that_has_ended_is_no_dialysis():
    ended = problem(Disease.DIALYSIS, clinical="resolved")

    assert reading(SERUM_B2M="8", EGFR="30", problems=(ended,)).verdict is Verdict.EXPLAINS


def test_an_older_formula_is_shown_but_not_compared():
    found = reading(result("EGFR", "40", method="MDRD"), SERUM_B2M="6")

    assert found.verdict is Verdict.OLDER_FORMULA
    assert found.expected is None


def test_an_older_formula_still_tells_a_very_low_egfr():
    assert reading(result("EGFR", "9", method="MDRD"), SERUM_B2M="20").verdict is (
        Verdict.EGFR_TOO_LOW
    )


def test_switched_off_bands_leave_the_comparison_out():
    off = replace(POLICY, filtration_bands=False)

    found = reading(SERUM_B2M="6", EGFR="60", policy=off)

    assert found.verdict is Verdict.NOT_COMPARED
    assert found.expected is None
    assert reading(SERUM_B2M="2.0", EGFR="60", policy=off).verdict is Verdict.NOT_RAISED
    assert reading(SERUM_B2M="2.0", EGFR="9", policy=off).verdict is Verdict.EGFR_TOO_LOW


UNKNOWN_SEX = """
    B2M  | creatinine | verdict
    2.75 | 1.2 mg/dL  | filtration-explains
    4.2  | 1.2 mg/dL  | not-assessable-bound
    9    | 1.2 mg/dL  | more-than-filtration
"""


@pytest.mark.parametrize(("b2m", "creatinine", "verdict"), rows(UNKNOWN_SEX))
def test_with_unknown_sex_a_verdict_is_given_only_if_both_agree(b2m, creatinine, verdict):
    found = reading(SERUM_B2M=b2m, CREATININE=creatinine, patient=person(sex=""))

    assert found.verdict is Verdict(verdict)


@pytest.mark.parametrize(("low", "verdict"), [("5.2", Verdict.MORE), ("3", Verdict.INEXACT)])
def test_of_a_range_of_b2m_both_ends_must_agree(low, verdict):
    span = Measured(Decimal(low), Decimal(9), low_included=True, high_included=True)

    assert reading(result("SERUM_B2M", "9", value=span), EGFR="60").verdict is verdict


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
    assert found.ckd_on_record
    assert not reading(SERUM_B2M="8", EGFR="30").ckd_on_record


@pytest.mark.parametrize(("when", "paired"), [("2026-10-19", True), ("2026-10-18", False)])
def test_creatinine_is_paired_within_30_days(when, paired):
    found = reading(SERUM_B2M="8", CREATININE=f"1.9 mg/dL @ {when}")

    assert (found.creatinine is not None) is paired
    assert (found.verdict is not Verdict.NO_GFR) is paired
