from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.dates import moment_from
from fhir_mappings.model import (
    Measured,
    Moment,
    Reported,
    measured,
)
from tests.tables import rows

MEETING = """
    one     | other  | a number fits both
    3.5     | 3.5    | yes
    3.5     | 3.49   | no
    3.5     | < 3.5  | no
    3.5     | <= 3.5 | yes
    3.5     | > 3.5  | no
    3.5     | >= 3.5 | yes
    < 3.5   | >= 3.5 | no
    < 3.5   | > 3.5  | no
    <= 3.5  | > 3.5  | no
    <= 3.5  | >= 3.5 | yes
    > 20    | < 30   | yes
    > 20    | < 20   | no
    > 20    | > 50   | yes
    < 20    | < 2    | yes
    unknown | > 20   | yes
    unknown | 3.5    | yes
    unknown | unknown| yes
"""

APART = """
    one        | other      | days
    2026-11-18 | 2026-11-18 | 0
    2026-11-18 | 2026-11-20 | 2
    2026-11    | 2026-11-20 | 19
    2026-11    | 2026-11    | 29
    2025       | 2026-01-01 | 365
"""

SHOWN = """
    written              | text
    2026-11-08           | 8 Nov 2026
    2026-11-18T23:59:00Z | 18 Nov 2026
    2026-11              | Nov 2026
    2026                 | 2026
"""

REPORTED = """
    number  | unit | comparator | text
    20      | mg/L | >          | > 20 mg/L
    6300    | ug/L |            | 6300 ug/L
    6.30    | mg/L |            | 6.30 mg/L
    1E+3    | ug/L |            | 1000 ug/L
    3.5     |      |            | 3.5
"""

numbers = st.decimals(-9, 9, places=0)

comparators = st.sampled_from(["", "<", "<=", ">", ">="])

descriptions = st.builds(measured, numbers, comparators)


@pytest.mark.parametrize(("one", "other", "answer"), rows(MEETING))
def test_two_descriptions_meet_when_a_number_fits_both(one, other, answer):
    assert described(one).meets(described(other)) is (answer == "yes")
    assert described(other).meets(described(one)) is (answer == "yes")


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(descriptions, numbers, comparators)
def test_descriptions_meet_exactly_where_a_number_on_a_fine_grid_fits_both(one, number, sign):
    other = measured(number, sign)
    grid = [Decimal(step) / 2 for step in range(-40, 41)]

    fitting = [point for point in grid if fits(one, point) and fits(other, point)]

    assert one.meets(other) is bool(fitting)


def test_only_a_value_without_comparator_is_exact():
    assert measured(Decimal("3.50")).exact == Decimal("3.5")
    assert [measured(Decimal(20), sign).exact for sign in ("<", "<=", ">", ">=")] == [None] * 4
    assert Measured().exact is None


def test_a_comparator_that_is_not_fhirs_is_an_error_and_never_an_exact_value():
    with pytest.raises(KeyError):
        measured(Decimal(20), "~")


@pytest.mark.parametrize(("one", "other", "days"), rows(APART))
def test_days_apart_are_the_most_that_the_precision_allows(one, other, days):
    assert moment(one).days_from(moment(other)) == int(days)
    assert moment(other).days_from(moment(one)) == int(days)


@pytest.mark.parametrize(("written", "text"), rows(SHOWN))
def test_a_moment_reads_as_precisely_as_it_was_written(written, text):
    assert moment(written).text == text


def test_a_moment_keeps_the_days_as_the_source_wrote_them():
    found = moment("2026-11-19T00:30:00+02:00")

    assert (found.first_day, found.last_day) == (date(2026, 11, 19), date(2026, 11, 19))
    assert found.earliest == datetime(2026, 11, 18, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(("number", "unit", "comparator", "text"), rows(REPORTED))
def test_a_reported_number_reads_as_the_laboratory_wrote_it(number, unit, comparator, text):
    assert Reported(Decimal(number), unit, comparator).text == text


def described(text: str) -> Measured:
    if text == "unknown":
        return Measured()
    *comparator, number = text.split()
    return measured(Decimal(number), *comparator)


def fits(description: Measured, point: Decimal) -> bool:
    return description.meets(measured(point))


def moment(text: str) -> Moment:
    found = moment_from(text)
    assert found is not None
    return found
