"""AITL score, angioimmunoblastic T-cell lymphoma. Advani 2021.

One point each
age >= 60
ECOG performance status > 2
C-reactive protein above the laboratory's limit
B2M above the laboratory's limit

low 0-1    intermediate 2    high 3-4

doi:10.1182/blood.2020010387. Factors verified in the abstract, the bounds of the groups
unverified. At diagnosis, before therapy (unverified). Age in completed years.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.options import AGAINST_LIMIT
from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

AGE_FROM = Decimal(60)  # years
ECOG_ABOVE = Decimal(2)  # grade
LOWEST_TOTAL = {"low": 0, "intermediate": 2, "high": 3}


def aitl_score_points(age: Decimal, ecog: Decimal, crp: str, b2m: str) -> dict[str, int]:
    """Points of each item; age in years, ECOG grade, `crp` and `b2m` "normal" or "high"."""
    return {
        "age": int(age >= AGE_FROM),
        "ecog": int(ecog > ECOG_ABOVE),
        "crp": int(crp == "high"),
        "b2m": int(b2m == "high"),
    }


aitl_score_group = grouped(aitl_score_points, LOWEST_TOTAL)

AITL_SCORE = Index(
    classify=aitl_score_group,
    inputs={
        "age": Number((AGE_FROM,)),
        "ecog": Number((ECOG_ABOVE,)),
        "crp": AGAINST_LIMIT,
        "b2m": AGAINST_LIMIT,
    },
    groups=tuple(LOWEST_TOTAL),
)
