"""Occupational cadmium: categories of biological monitoring, 29 CFR 1910.1027(l), United States.

                                     A        B               C
since 1999-01-01 (unverified)
  urine B2M, ug/g creatinine         <= 300   > 300 to 750    > 750
  urine cadmium, ug/g creatinine     <= 3     > 3 to 7        > 7
  blood cadmium, ug/L whole blood    <= 5     > 5 to 10       > 10
before (secondary)
  urine B2M                          <= 300   > 300 to 1500   > 1500
  urine cadmium                      <= 3     > 3 to 15       > 15
  blood cadmium                      <= 5     > 5 to 15       > 15

The table and its date were not read in the official text. A category is a duty of the employer, no
clinical diagnosis, and is named only with evidence of exposure. Category C of urine B2M alone does
not mean removal from exposure: that needs urine cadmium > 3 ug/g or blood cadmium > 5 ug/L as well
(unverified). The urine pH has to be given with B2M (1910.1027(l)(2)(ii)(B)).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial

from cds_service.rules.possible import Index, Number
from fhir_mappings.model import Measured

CURRENT_FROM = date(1999, 1, 1)


class Marker(Enum):
    """What is monitored, in ug/g creatinine or, in blood, ug/L."""

    URINE_B2M = "urine B2M"
    URINE_CADMIUM = "urine cadmium"
    BLOOD_CADMIUM = "blood cadmium"


# The highest value of A and of B.
Limits = Mapping[Marker, tuple[Decimal, Decimal]]
CURRENT: Limits = {
    Marker.URINE_B2M: (Decimal(300), Decimal(750)),
    Marker.URINE_CADMIUM: (Decimal(3), Decimal(7)),
    Marker.BLOOD_CADMIUM: (Decimal(5), Decimal(10)),
}
BEFORE_1999: Limits = {
    Marker.URINE_B2M: (Decimal(300), Decimal(1500)),
    Marker.URINE_CADMIUM: (Decimal(3), Decimal(15)),
    Marker.BLOOD_CADMIUM: (Decimal(5), Decimal(15)),
}


def limits_on(day: date) -> Limits:
    """The table in force on a day."""
    return CURRENT if day >= CURRENT_FROM else BEFORE_1999


def possible_categories(marker: Marker, value: Measured) -> tuple[str, ...]:
    """The categories that a result leaves open; one for a number."""
    return _TABLE[marker].possible({"value": value})


def cadmium_category(marker: Marker, value: Decimal, limits: Limits = CURRENT) -> str:
    """Category A, B or C of one marker."""
    highest_a, highest_b = limits[marker]
    if value <= highest_a:
        return "A"
    return "B" if value <= highest_b else "C"


def _category_of(marker: Marker, value: Decimal) -> str:
    return cadmium_category(marker, value)


_TABLE = {
    marker: Index(
        classify=partial(_category_of, marker),
        inputs={"value": Number(limits)},
        groups=("A", "B", "C"),
    )
    for marker, limits in CURRENT.items()
}
