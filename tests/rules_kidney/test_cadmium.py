from datetime import date
from decimal import Decimal

import pytest

from cds_service.rules.cadmium import (
    BEFORE_1999,
    CURRENT,
    Marker,
    cadmium_category,
    limits_on,
)
from tests.tables import rows

CATEGORIES = """
    marker        | value  | since 1999 | before
    urine B2M     | 300    | A          | A
    urine B2M     | 300.1  | B          | B
    urine B2M     | 750    | B          | B
    urine B2M     | 750.1  | C          | B
    urine B2M     | 1500   | C          | B
    urine B2M     | 1500.1 | C          | C
    urine cadmium | 3      | A          | A
    urine cadmium | 3.1    | B          | B
    urine cadmium | 7      | B          | B
    urine cadmium | 7.1    | C          | B
    urine cadmium | 15     | C          | B
    urine cadmium | 15.1   | C          | C
    blood cadmium | 5      | A          | A
    blood cadmium | 5.1    | B          | B
    blood cadmium | 10     | B          | B
    blood cadmium | 10.1   | C          | B
    blood cadmium | 15     | C          | B
    blood cadmium | 15.1   | C          | C
"""


@pytest.mark.parametrize(("marker", "value", "current", "before"), rows(CATEGORIES))
def test_category_follows_the_table_in_force(marker, value, current, before):
    number = Decimal(value)

    assert cadmium_category(Marker(marker), number) == current
    assert cadmium_category(Marker(marker), number, CURRENT) == current
    assert cadmium_category(Marker(marker), number, BEFORE_1999) == before


def test_the_current_table_is_in_force_since_1999():
    assert limits_on(date(1998, 12, 31)) is BEFORE_1999
    assert limits_on(date(1999, 1, 1)) is CURRENT
