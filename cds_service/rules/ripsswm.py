"""Revised IPSSWM, Waldenström macroglobulinaemia. Kastritis 2019.

age 66-75                1
age > 75                 2
B2M >= 4 mg/L            1
albumin < 35 g/L         1
LDH >= 250 U/L           1

very low 0    low 1    intermediate 2    high 3    very high 4-5

doi:10.1038/s41375-019-0431-y. Cut-offs verified in the abstract, points secondary. Other prints
have > 4 and > 250; the abstract decides (policy P-22). The LDH cut-off is absolute (the authors'
own limit was 225 U/L) and depends on the assay. Symptomatic patients who start first-line therapy
(unverified). Age in completed years.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

AGE_ONE_ABOVE, AGE_TWO_ABOVE = Decimal(65), Decimal(75)  # years
B2M_FROM = Decimal(4)  # mg/L
ALBUMIN_BELOW = Decimal(35)  # g/L
LDH_FROM = Decimal(250)  # U/L
LOWEST_TOTAL = {"very low": 0, "low": 1, "intermediate": 2, "high": 3, "very high": 4}


def ripsswm_points(age: Decimal, b2m: Decimal, albumin: Decimal, ldh: Decimal) -> dict[str, int]:
    """Points of each item; age in years, B2M in mg/L, albumin in g/L, LDH in U/L."""
    return {
        "age": (age > AGE_ONE_ABOVE) + (age > AGE_TWO_ABOVE),
        "b2m": int(b2m >= B2M_FROM),
        "albumin": int(albumin < ALBUMIN_BELOW),
        "ldh": int(ldh >= LDH_FROM),
    }


ripsswm_group = grouped(ripsswm_points, LOWEST_TOTAL)

RIPSSWM = Index(
    classify=ripsswm_group,
    inputs={
        "age": Number((AGE_ONE_ABOVE, AGE_TWO_ABOVE)),
        "b2m": Number((B2M_FROM,)),
        "albumin": Number((ALBUMIN_BELOW,)),
        "ldh": Number((LDH_FROM,)),
    },
    groups=tuple(LOWEST_TOTAL),
)
