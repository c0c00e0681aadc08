"""How long eGFR has been low (policy KP-11), on reported whole numbers."""

from decimal import Decimal

import pytest

from cds_service.rules.chronicity import days_low, is_low
from cds_service.rules.equations import Draw
from cds_service.rules.estimate import computed_estimate, estimates, reported_estimate
from tests.rules.build import POLICY, chart, moment, person, result
from tests.tables import rows

LOW = """
    eGFR   | low
    59     | yes
    59.49  | yes
    59.5   | no
    60     | no
    < 60   | yes
    <= 60  | no
    < 60.5 | no
    < 61   | no
    < 59   | yes
    > 60   | no
    > 30   | no
"""


@pytest.mark.parametrize(("egfr", "low"), rows(LOW))
def test_an_egfr_is_low_when_every_value_it_allows_is_reported_below_60(egfr, low):
    assert is_low(reported_estimate(result("EGFR", egfr))) is (low == "yes")


SERIES = """
    eGFR by day                                       | days
    55 @ 2026-11-18                                   | 0
    61 @ 2026-11-18                                   | 0
    55 @ 2026-08-20, 52 @ 2026-11-18                  | 90
    55 @ 2026-08-21, 52 @ 2026-11-18                  | 89
    55 @ 2026-08-20, 61 @ 2026-11-18                  | 0
    55 @ 2026-01-01, 70 @ 2026-10-01, 52 @ 2026-11-18 | 0
    55 @ 2026-01-01, 59.5 @ 2026-10-01, 52 @ 2026-11-18 | 0
    55 @ 2026-01-01, 40 @ 2026-10-01, 52 @ 2026-11-18 | 321
    55 @ 2026-08-20, 52 @ 2026-11-18, 70 @ 2026-11-25 | 90
    55 @ 2026-08, 52 @ 2026-11-18                     | 79
    55 @ 2026, 52 @ 2026-11-18                        | 0
    55 @ 2026-08-20, 52 @ 2026-11                     | 73
    55 @ 2026-01-01, 70 @ 2026-11, 52 @ 2026-11-18    | 0
"""


@pytest.mark.parametrize(("values", "days"), rows(SERIES))
def test_the_run_of_low_values_is_counted_back_from_the_sample(values, days):
    read = chart(EGFR=values.split(", "))

    assert days_low(estimates(read, POLICY), moment("2026-11-18")) == int(days)


def test_a_value_that_may_be_of_a_moment_known_by_its_month_counts():
    read = chart(EGFR=["55 @ 2026-08-20", "52 @ 2026-11-18"])

    assert days_low(estimates(read, POLICY), moment("2026-11")) == 90


def test_nothing_is_known_without_an_egfr():
    assert days_low([], moment("2026-11-18")) == 0


def test_computed_and_reported_values_are_one_series_oldest_first():
    read = chart(EGFR="55 @ 2026-10-01", CREATININE=["1.6 mg/dL @ 2026-08-01", "1.6 mg/dL"])

    series = estimates(read, POLICY)

    assert [item.source.taken.text for item in series] == [
        "1 Aug 2026",
        "1 Oct 2026",
        "18 Nov 2026",
    ]
    assert days_low(series, moment("2026-11-18")) == 109


def test_values_by_an_older_formula_do_not_count():
    old = result("EGFR", "40 @ 2026-01-01", method="MDRD")

    assert days_low(estimates(chart(old, EGFR="52"), POLICY), moment("2026-11-18")) == 0


def test_an_egfr_range_is_low_only_if_both_ends_are():
    creatinine = result("CREATININE", "1.2 mg/dL")
    unknown_sex = computed_estimate(Draw((creatinine,)), person(sex=""), POLICY)

    assert unknown_sex is not None
    assert unknown_sex.egfr.low < 60 < unknown_sex.egfr.high
    assert not is_low(unknown_sex)
    assert unknown_sex.egfr.high > Decimal("59.5")
