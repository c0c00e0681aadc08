"""KDIGO criteria on serial creatinine (policies KP-09, KP-10)."""

import pytest

from cds_service.rules.aki import Steadiness, change, injury, steadiness
from tests.rules.build import result
from tests.tables import rows

FIRST = "2026-11-10T08:00"
AFTER = {
    "24 h": "2026-11-11T08:00",
    "48 h": "2026-11-12T08:00",
    "48 h 1 min": "2026-11-12T08:01",
    "7 d": "2026-11-17T08:00",
    "7 d 1 min": "2026-11-17T08:01",
}

TWO_VALUES = """
    before       | after        | within     | stage | rule     | steady
    1.1 mg/dL    | 1.4 mg/dL    | 48 h       | 1     | rise-48h | no
    1.1 mg/dL    | 1.4 mg/dL    | 48 h 1 min | 0     |          | yes
    1.1 mg/dL    | 1.39 mg/dL   | 48 h       | 0     |          | yes
    0.9 mg/dL    | 1.2 mg/dL    | 24 h       | 1     | rise-48h | no
    0.8 mg/dL    | 1.2 mg/dL    | 7 d        | 1     | ratio-7d | no
    0.8 mg/dL    | 1.19 mg/dL   | 7 d        | 0     |          | yes
    0.8 mg/dL    | 1.2 mg/dL    | 7 d 1 min  | 0     |          | unknown
    0.6 mg/dL    | 0.9 mg/dL    | 48 h       | 1     | ratio-7d | no
    1.0 mg/dL    | 1.99 mg/dL   | 7 d        | 1     | ratio-7d | no
    1.0 mg/dL    | 2.0 mg/dL    | 7 d        | 2     | ratio-7d | no
    1.0 mg/dL    | 2.99 mg/dL   | 7 d        | 2     | ratio-7d | no
    1.0 mg/dL    | 3.0 mg/dL    | 7 d        | 3     | ratio-7d | no
    3.7 mg/dL    | 4.0 mg/dL    | 48 h       | 3     | rise-48h | no
    3.69 mg/dL   | 3.99 mg/dL   | 48 h       | 1     | rise-48h | no
    4.5 mg/dL    | 4.6 mg/dL    | 48 h       | 0     |          | yes
    2.0 mg/dL    | 1.7 mg/dL    | 48 h       | 0     |          | no
    2.0 mg/dL    | 1.71 mg/dL   | 48 h       | 0     |          | yes
    2.0 mg/dL    | 1.7 mg/dL    | 48 h 1 min | 0     |          | yes
    1.8 mg/dL    | 1.2 mg/dL    | 7 d        | 0     |          | no
    1.8 mg/dL    | 1.21 mg/dL   | 7 d        | 0     |          | yes
    80 umol/L    | 106.5 umol/L | 48 h       | 1     | rise-48h | no
    80 umol/L    | 106.49 umol/L | 48 h      | 0     |          | yes
    80 umol/L    | 106.5 µmol/L | 48 h       | 1     | rise-48h | no
    80 mcmol/L   | 106.5 umol/L | 48 h       | 1     | rise-48h | no
    80 UMOL/L    | 106.5 UMOL/L | 48 h       | 1     | rise-48h | no
    106.5 umol/L | 80 umol/L    | 48 h       | 0     |          | no
    0.9 mg/dL    | 106.1 umol/L | 48 h       | 1     | rise-48h | no
    0.9 mg/dL    | 106.0 umol/L | 48 h       | 0     |          | yes
    100 umol/L   | 1.5 mg/dL    | 48 h       | 1     | rise-48h | no
    100 umol/L   | 1.4 mg/dL    | 48 h       | 0     |          | yes
    0.9 mg/dL    | 120 umol/L   | 7 d        | 1     | ratio-7d | no
    0.9 mg/dL    | 119 umol/L   | 7 d        | 0     |          | yes
    74 umol/L    | 111 umol/L   | 7 d        | 1     | ratio-7d | no
    111 umol/L   | 74 umol/L    | 7 d        | 0     |          | no
    46 umol/L    | 92 umol/L    | 7 d        | 2     | ratio-7d | no
    31 umol/L    | 93 umol/L    | 7 d        | 3     | ratio-7d | no
    327.1 umol/L | 353.6 umol/L | 48 h       | 3     | rise-48h | no
    327.0 umol/L | 353.5 umol/L | 48 h       | 1     | rise-48h | no
"""


def series(*values):
    return [result("CREATININE", f"{text} @ {when}") for text, when in values]


@pytest.mark.parametrize(("before", "after", "within", "stage", "rule", "steady"), rows(TWO_VALUES))
def test_two_creatinine_values_are_judged_on_both_sides_of_each_limit(
    before, after, within, stage, rule, steady
):
    pair = series((before, FIRST), (after, AFTER[within]))

    assert injury(pair) == (int(stage), rule or None)
    assert steadiness(pair) is Steadiness(steady)
    assert (change(pair) is not None) is (steady == "no")


BY_DAY = """
    before    | after     | day        | steady
    1.1 mg/dL | 1.4 mg/dL | 2026-11-12 | no
    1.1 mg/dL | 1.4 mg/dL | 2026-11-13 | yes
    0.8 mg/dL | 1.2 mg/dL | 2026-11-17 | no
    0.8 mg/dL | 1.2 mg/dL | 2026-11-18 | unknown
"""


@pytest.mark.parametrize(("before", "after", "day", "steady"), rows(BY_DAY))
def test_where_only_days_are_known_a_window_is_so_many_days(before, after, day, steady):
    pair = series((before, "2026-11-10"), (after, day))

    assert steadiness(pair) is Steadiness(steady)


MIXED = """
    first            | second           | steady
    2026-11-11T12:00 | 2026-11-13       | no
    2026-11-11T00:00 | 2026-11-13       | no
    2026-11-10T23:59 | 2026-11-13       | yes
    2026-11-11       | 2026-11-13T23:00 | no
    2026-11-11       | 2026-11-14T00:00 | yes
"""


@pytest.mark.parametrize(("first", "second", "steady"), rows(MIXED))
def test_a_rise_that_may_lie_within_48_hours_counts(first, second, steady):
    pair = series(("1.1 mg/dL", first), ("1.4 mg/dL", second))

    assert steadiness(pair) is Steadiness(steady)


@pytest.mark.parametrize("whole", range(20, 800, 2))
def test_one_and_a_half_times_is_met_exactly_in_either_unit(whole):
    for unit in ("umol/L", "mg/L"):
        pair = series((f"{whole} {unit}", FIRST), (f"{whole * 3 // 2} {unit}", AFTER["7 d"]))

        assert injury(pair)[1] == "ratio-7d"


def test_one_value_alone_assumes_a_steady_state():
    alone = series(("1.4 mg/dL", FIRST))

    assert steadiness(alone) is Steadiness.ASSUMED
    assert injury(alone) == (0, None)
    assert change(alone) is None


def test_the_lowest_value_of_the_window_is_the_baseline():
    three = series(
        ("1.3 mg/dL", "2026-11-10T08:00"),
        ("0.9 mg/dL", "2026-11-13T08:00"),
        ("1.4 mg/dL", "2026-11-16T08:00"),
    )

    found = change(three)

    assert injury(three) == (1, "ratio-7d")
    assert found is not None
    assert found.before is three[1]
    assert found.after is three[2]
    assert found.hours == 72


def test_hours_are_counted_between_the_latest_possible_times():
    timed = series(("1.0 mg/dL", "2026-11-10T08:00"), ("2.0 mg/dL", "2026-11-11"))
    undated = series(("1.0 mg/dL", "2026-11-10"), ("2.0 mg/dL", "2026-11-11T08:00"))

    hours = [found.hours for found in map(change, (timed, undated)) if found]

    assert hours == [40, 8]


def test_of_several_changes_the_largest_is_named():
    falling = series(
        ("3.0 mg/dL", "2026-11-10T08:00"),
        ("2.0 mg/dL", "2026-11-11T08:00"),
        ("1.0 mg/dL", "2026-11-12T20:30"),
    )

    found = change(falling)

    assert found is not None
    assert found.before is falling[0]
    assert found.hours == 60


def test_only_the_last_value_is_judged():
    recovered = series(
        ("1.0 mg/dL", "2026-11-01T08:00"),
        ("2.0 mg/dL", "2026-11-03T08:00"),
        ("1.9 mg/dL", "2026-11-12T08:00"),
        ("1.9 mg/dL", "2026-11-13T08:00"),
    )

    assert steadiness(recovered) is Steadiness.STEADY
    assert injury(recovered) == (0, None)
