from decimal import Decimal

import pytest

from cds_service.rules.policy import Policy
from cds_service.rules.reference_change import percent_change, reference_change
from cds_service.rules.trend import TrendPoint, movement, sustained_rise
from tests.tables import rows

# The table of section 9; Z 1.96 unless a row says otherwise, "-" = not given there.
REFERENCE = """
    CVi | CVa | Z     | RCV  | up   | down
    4.1 | 3   | 1.96  | 14.1 | 15.1 | -13.1
    4.1 | 5   | 1.96  | 17.9 | -    | -
    5.9 | 3   | 1.96  | 18.3 | -    | -
    5.9 | 5   | 1.96  | 21.4 | -    | -
    8.4 | 0   | 1.96  | 23.3 | 26.2 | -20.7
    8.4 | 0   | 1.645 | 19.5 | -    | -
"""

# Against 4.00 mg/L at eGFR 50.
MOVEMENTS = """
    B2M  | eGFR | change | reading
    5.00 | 50   | 25     | risen
    4.99 | 50   | 24.75  |
    3.00 | 50   | -25    | fallen
    3.01 | 50   | -24.75 |
    5.00 | 40.1 | 25     | risen
    5.00 | 40   | 25     | egfr-moved
    5.00 | 59.9 | 25     | risen
    5.00 | 60   | 25     | egfr-moved
    3.00 | 60   | -25    | egfr-moved
    5.00 | -    | 25     | egfr-unknown
    4.00 | 50   | 0      |
"""

ASSAYS = """
    unit | laboratory | method | bars
    mg/L | North      | neph   |
    ug/L | North      | neph   | other-assay
    mg/L | South      | neph   | other-assay
    mg/L | North      | turb   | other-assay
    mg/L |            | neph   | assay-unknown
    mg/L | North      |        | assay-unknown
    mg/L | South      |        | other-assay
"""

# Against 4.0 mg/L; eGFR steady.
SUSTAINED = """
    later values    | sustained
                    | no
    5.0             | no
    5.0 5.0         | yes
    5.0 4.9         | no
    4.9 5.0         | no
    4.9 5.0 5.2     | yes
    5.0 5.2 4.9     | no
    5.0 4.9 5.2     | no
    3.0 3.0         | no
"""


def _point(b2m: str, egfr: str = "50", **assay: str) -> TrendPoint:
    identity = {"unit": "mg/L", "laboratory": "North", "method": "neph"} | assay
    return TrendPoint(Decimal(b2m), egfr=None if egfr == "-" else Decimal(egfr), **identity)


@pytest.mark.parametrize(("within", "analytical", "z", "symmetric", "up", "down"), rows(REFERENCE))
def test_reference_change_follows_its_formulas(within, analytical, z, symmetric, up, down):
    limits = reference_change(*map(Decimal, (within, analytical, z)))

    for value, wanted in ((limits.symmetric, symmetric), (limits.up, up), (limits.down, down)):
        assert wanted == "-" or value.quantize(Decimal("0.1")) == Decimal(wanted)


def test_the_default_is_the_total_variation_of_serum_b2m():
    assert reference_change() == reference_change(Decimal("8.4"), Decimal(0), Decimal("1.96"))


def test_a_change_equal_to_a_limit_does_not_exceed_it():
    limits = reference_change()

    for limit in (limits.symmetric, -limits.symmetric):
        assert not limits.exceeds_symmetric(limit)
        assert limits.exceeds_symmetric(limit * Decimal("1.001"))
    for limit in (limits.up, limits.down):
        assert not limits.exceeds_lognormal(limit)
        assert limits.exceeds_lognormal(limit * Decimal("1.001"))


def test_change_is_a_percentage_of_the_earlier_value():
    assert percent_change(Decimal("2.0"), Decimal("2.5")) == 25
    assert percent_change(Decimal("2.5"), Decimal("2.0")) == -20


@pytest.mark.parametrize(("b2m", "egfr", "change", "reading"), rows(MOVEMENTS))
def test_a_change_counts_from_25_percent_while_egfr_moved_less_than_20(b2m, egfr, change, reading):
    found = movement(_point("4.00"), _point(b2m, egfr))

    readings = {"risen": found.risen, "fallen": found.fallen}
    readings |= {bar.value: True for bar in found.bars}
    assert found.change == Decimal(change)
    assert [name for name, holds in readings.items() if holds] == reading.split()


@pytest.mark.parametrize(("unit", "laboratory", "method", "bars"), rows(ASSAYS))
def test_only_one_assay_can_be_compared_with_itself(unit, laboratory, method, bars):
    found = movement(_point("4.0"), _point("6.0", unit=unit, laboratory=laboratory, method=method))

    assert [bar.value for bar in found.bars] == bars.split()
    assert found.risen == (not bars)


def test_a_method_unknown_on_both_sides_is_still_unknown():
    found = movement(_point("4.0", method=""), _point("6.0", method=""))

    assert [bar.value for bar in found.bars] == ["assay-unknown"]


def test_a_method_unknown_of_the_baseline_alone_is_unknown_not_another():
    found = movement(_point("4.0", method=""), _point("6.0"))

    assert [bar.value for bar in found.bars] == ["assay-unknown"]


def test_an_unknown_egfr_of_the_baseline_bars_too():
    found = movement(_point("4.0", "-"), _point("6.0"))

    assert [bar.value for bar in found.bars] == ["egfr-unknown"]


def test_both_bars_are_named():
    found = movement(_point("4.0"), _point("6.0", "30", method="turb"))

    assert [bar.value for bar in found.bars] == ["other-assay", "egfr-moved"]


@pytest.mark.parametrize(("later", "sustained"), rows(SUSTAINED))
def test_a_rise_is_sustained_when_the_last_two_results_show_it(later, sustained):
    points = [_point(value) for value in later.split()]

    assert sustained_rise(_point("4.0"), points) == (sustained == "yes")


def test_a_site_may_ask_for_a_larger_rise():
    demanding = Policy(trend_min_change_percent=Decimal(26))

    assert not sustained_rise(_point("4.0"), [_point("5.0"), _point("5.0")], demanding)
