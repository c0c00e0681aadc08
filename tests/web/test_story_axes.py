"""The axes of the two-stories chart: what they hold, and what stands on them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.web.scales import time_scale, value_scale
from cds_service.web.story_chart import drawing, egfr_drawn, lettered
from cds_service.web.story_marks import NARROW, WIDE
from fhir_mappings.model import Reason
from tests.rules.build import GOOD_KIDNEY, moment, result, therapy, unusable
from tests.web.story_drawing import MYELOMA, TWICE, marks, series, told


def test_the_axis_is_logarithmic_only_where_values_lie_far_apart():
    near = series(*TWICE, **told())
    far = series(result("SERUM_B2M", "31 @ 2026-02-01"), **told())

    assert "log" not in marks(near, "name")[0].text
    assert "log axis" in marks(far, "name")[0].text


def test_without_a_usable_value_there_is_no_axis_of_values():
    found = series(unusable=(unusable(Reason.UNKNOWN_UNIT, reported="4.1 arb"),))

    assert [mark.text for mark in marks(found, "nothing")] == [
        "no B2M that could be used",
        "no eGFR to show",
    ]
    assert [mark.text for mark in marks(found, "tick")] == ["0", "30", "60", "90", "120"]


def test_a_month_stands_with_its_whole_year():
    named = [mark.text for mark in marks(series(*TWICE, **told()), "day")]

    assert named == ["Apr 2026", "Jul 2026", "Oct 2026"]


def test_over_many_years_only_the_years_stand_on_the_axis():
    found = series(result("SERUM_B2M", "2.1 @ 2019-06-01"), **told())

    assert {mark.text for mark in marks(found, "day")} <= {str(year) for year in range(2019, 2028)}


def test_the_egfr_of_the_chart_are_listed_and_older_ones_are_not():
    found = series(*TWICE, result("EGFR", "50 @ 2019-01-01"), **told())

    assert [point.day.year for point in found.egfr] == [2019, 2026, 2026]
    assert [point.day.year for point in egfr_drawn(found)] == [2026, 2026]


def test_without_any_dated_b2m_there_is_nothing_to_draw():
    assert drawing(series(CREATININE=GOOD_KIDNEY), WIDE) is None
    assert lettered(series(CREATININE=GOOD_KIDNEY)) == []
    assert egfr_drawn(series(CREATININE=GOOD_KIDNEY)) == []


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_nothing_is_drawn_outside_its_frame(frame):
    found = series(*TWICE, problems=MYELOMA, therapies=(therapy("2026-03-01"),), **told())
    drawn = drawing(found, frame)

    assert drawn is not None
    assert all(0 <= mark.x <= frame.width for mark in drawn.marks)
    assert all(0 <= mark.y <= drawn.height for mark in drawn.marks)


@given(st.lists(st.decimals("0.2", "200", places=2), min_size=1, max_size=20))
@settings(max_examples=200, deadline=None)
def test_the_value_axis_holds_every_value_in_its_order(values):
    scale = value_scale(values, 300, 40)

    places = [scale.at(value) for value in sorted(values)]
    assert places == sorted(places, reverse=True)
    assert all(40 <= place <= 300 for place in places)
    assert 1 <= len(scale.ticks) <= 12
    assert all(scale.low <= tick <= scale.high for tick in scale.ticks)


@given(
    st.lists(st.dates(moment("1990-01-01").first_day, moment("2026-11-20").last_day), min_size=1)
)
@settings(max_examples=200, deadline=None)
def test_the_time_axis_holds_every_day_in_its_order(days):
    scale = time_scale(days, 50, 850)

    places = [scale.at(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(50 <= place <= 850 for place in places)
    assert len(scale.ticks) <= 8
