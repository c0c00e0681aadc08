"""GELTAMO-IPI, diffuse large B-cell lymphoma under R-chemotherapy. Montalban 2017.

item                               0       1        2
age, years                         < 65    65-79    >= 80
ECOG performance status            0-1     2        3-4
Ann Arbor stage                    I-II    III-IV
LDH above the laboratory's limit   no      yes
B2M above the laboratory's limit   no      yes

low 0    low-intermediate 1-3    high-intermediate 4    high 5-7

doi:10.1111/bjh.14489 (DOI unverified). Weights verified in the authors'
meeting abstract (Blood 130 Suppl 1:1559, which misprints ECOG 3-4 as ">= 2" and the stage as
"IV"); groups verified. At diagnosis, before therapy (unverified). Age in completed years.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.options import AGAINST_LIMIT, YES_NO
from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

AGE_ONE_FROM, AGE_TWO_FROM = Decimal(65), Decimal(80)  # years
ECOG_ONE_FROM, ECOG_TWO_FROM = Decimal(2), Decimal(3)  # grade
LOWEST_TOTAL = {"low": 0, "low-intermediate": 1, "high-intermediate": 4, "high": 5}


def geltamo_ipi_points(
    age: Decimal, ecog: Decimal, ann_arbor_3_4: str, ldh: str, b2m: str
) -> dict[str, int]:
    """Points of each item; age in years, ECOG grade, `ldh` and `b2m` "normal" or "high"."""
    return {
        "age": (age >= AGE_ONE_FROM) + (age >= AGE_TWO_FROM),
        "ecog": (ecog >= ECOG_ONE_FROM) + (ecog >= ECOG_TWO_FROM),
        "ann_arbor_3_4": int(ann_arbor_3_4 == "yes"),
        "ldh": int(ldh == "high"),
        "b2m": int(b2m == "high"),
    }


geltamo_ipi_group = grouped(geltamo_ipi_points, LOWEST_TOTAL)

GELTAMO_IPI = Index(
    classify=geltamo_ipi_group,
    inputs={
        "age": Number((AGE_ONE_FROM, AGE_TWO_FROM)),
        "ecog": Number((ECOG_ONE_FROM, ECOG_TWO_FROM)),
        "ann_arbor_3_4": YES_NO,
        "ldh": AGAINST_LIMIT,
        "b2m": AGAINST_LIMIT,
    },
    groups=tuple(LOWEST_TOTAL),
)
