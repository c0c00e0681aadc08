"""Modified Staging System for Waldenström (MSS-WM). Zanwar 2024. It no longer uses B2M.

age 66-75                          1
age > 75                           2
albumin < 35 g/L                   1
LDH above the laboratory's limit   2

low 0    low-intermediate 1    intermediate 2    high 3-5

doi:10.1200/JCO.23.02066, verified. Patients who start first-line therapy
(unverified). Age in completed years. Computed to check the reading of the paper; a card only says
that the newest Waldenström score does without B2M.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.options import AGAINST_LIMIT
from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

AGE_ONE_ABOVE, AGE_TWO_ABOVE = Decimal(65), Decimal(75)  # years
ALBUMIN_BELOW = Decimal(35)  # g/L
LOWEST_TOTAL = {"low": 0, "low-intermediate": 1, "intermediate": 2, "high": 3}


def mss_wm_points(age: Decimal, albumin: Decimal, ldh: str) -> dict[str, int]:
    """Points of each item; age in years, albumin in g/L, `ldh` is "normal" or "high"."""
    return {
        "age": (age > AGE_ONE_ABOVE) + (age > AGE_TWO_ABOVE),
        "albumin": int(albumin < ALBUMIN_BELOW),
        "ldh": 2 if ldh == "high" else 0,
    }


mss_wm_group = grouped(mss_wm_points, LOWEST_TOTAL)

MSS_WM = Index(
    classify=mss_wm_group,
    inputs={
        "age": Number((AGE_ONE_ABOVE, AGE_TWO_ABOVE)),
        "albumin": Number((ALBUMIN_BELOW,)),
        "ldh": AGAINST_LIMIT,
    },
    groups=tuple(LOWEST_TOTAL),
)
