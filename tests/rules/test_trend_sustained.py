"""A rise that the newest result confirms, and a newest result that is only a bound (P-17)."""

import pytest

from cds_service.rules.trend_card import stable, trend
from tests.rules.build import case, chart
from tests.rules.test_trend_card import TREATED, read, series, spoken
from tests.tables import rows

MOVED = {"EGFR": ["80 @ 2026-08-18", "82 @ 2026-10-01"], "therapies": TREATED}
CONFIRMED = """
    first | second | newest | eGFR      | since
    4.0   | 5.2    | 5.3    | 82 80 80  | 1 Jun 2026
    4.0   | 5.2    | 5.0    | 82 80 80  | 1 Jun 2026
    4.0   | 5.2    | 4.99   | 82 80 80  | -
    4.0   | 4.99   | 5.3    | 82 80 80  | -
    4.0   | 5.2    | 5.3    | 82 80 60  | -
    4.0   | 5.2    | 6.5    | 82 80 80  | 18 Aug 2026
    5.2   | 4.0    | 4.1    | 82 80 80  | -
"""


@pytest.mark.parametrize(("first", "second", "newest", "egfr", "since"), rows(CONFIRMED))
def test_a_rise_that_the_newest_result_confirms_is_told_once_more(
    first, second, newest, egfr, since
):
    days = ("2026-06-01", "2026-08-18", "2026-11-18")
    values = [f"{value} @ {day}" for value, day in zip((first, second, newest), days, strict=True)]
    kidney = [f"{value} @ {day}" for value, day in zip(egfr.split(), days, strict=True)]

    found = read(*series(*values), EGFR=kidney)

    assert (found is not None) is (since != "-")
    if found is not None:
        assert f"since {since} (" in found.headline
        assert found.statements[-1] == (
            "The rise is sustained: two results in a row lie above that of 1 Jun 2026."
        )
        assert found.evidence[-1].taken.text == since
    unmoved = case(chart(*series(*values), EGFR=kidney))
    assert stable(unmoved) is (since == "-")


def test_a_confirmed_rise_compares_the_kidney_of_its_own_baseline():
    values = series("4.0 @ 2026-06-01", "5.2 @ 2026-08-18", "5.3")

    found = spoken(*values, EGFR=["80 @ 2026-06-01", "84 @ 2026-08-18", "88"])

    assert "Kidney function changed by 10%, so it is an unlikely reason." in found.statements


def test_a_confirmed_rise_is_told_once_and_not_at_the_next_result():
    days = ["2026-02-01", "2026-06-01", "2026-08-18"]
    values = series(
        *(f"{v} @ {d}" for v, d in zip(("4.0", "5.2", "5.3"), days, strict=True)), "5.4"
    )
    kidney = [*(f"80 @ {day}" for day in days), "80"]

    assert read(*values, EGFR=kidney) is None


def test_under_a_newest_result_that_is_a_bound_no_older_change_passes_for_the_newest():
    bound = case(chart(*series("4.0 @ 2026-08-18", "6.0 @ 2026-10-01", "> 20"), **MOVED))
    exact = case(chart(*series("4.0 @ 2026-08-18", "6.0 @ 2026-10-01"), **MOVED))

    assert trend(exact) is not None
    assert trend(bound) is None
    assert not stable(bound)
