"""The sum of points, and the group that it reaches."""

from decimal import Decimal

import pytest

from cds_service.rules.score import group_at, grouped, total
from tests.tables import rows

LOWEST = {"low": 0, "intermediate": 2, "high": 4}

GROUPS = """
    points | group
    0      | low
    1      | low
    2      | intermediate
    3      | intermediate
    4      | high
    9      | high
"""


@pytest.mark.parametrize(("points", "group"), rows(GROUPS))
def test_a_sum_reaches_the_last_group_whose_lowest_total_it_has(points, group):
    assert group_at(int(points), LOWEST) == group


def test_all_items_count_halves_too():
    assert total({"b2m": 1, "age": 2}) == 3
    assert total({"b2m": Decimal("0.5"), "ldh": Decimal(1)}) == Decimal("1.5")


def test_a_patient_is_grouped_by_the_points_of_all_inputs():
    def points(b2m: int, age: int) -> dict[str, int]:
        return {"b2m": b2m, "age": age}

    group = grouped(points, LOWEST)

    assert group(1, age=1) == "intermediate"
    assert group(b2m=0, age=1) == "low"
