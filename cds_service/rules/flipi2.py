"""Follicular Lymphoma International Prognostic Index 2 (FLIPI2). Federico 2009.

One point each
B2M above the laboratory's limit
longest diameter of the largest node > 6 cm
bone marrow involved
haemoglobin < 12 g/dL
age > 60

low 0    intermediate 1-2    high 3-5

doi:10.1200/JCO.2008.21.3991, verified. Newly diagnosed follicular lymphoma
that receives therapy. B2M is compared with its own laboratory's limit, never with a fixed number
(P-12). Age in completed years.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.options import AGAINST_LIMIT, YES_NO
from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

NODE_ABOVE = Decimal(6)  # cm
HEMOGLOBIN_BELOW = Decimal(12)  # g/dL
AGE_ABOVE = Decimal(60)  # years
LOWEST_TOTAL = {"low": 0, "intermediate": 1, "high": 3}


def flipi2_points(
    b2m: str, longest_node: Decimal, marrow_involved: str, hemoglobin: Decimal, age: Decimal
) -> dict[str, int]:
    """Points of each item; `b2m` is "normal" or "high", node in cm, haemoglobin in g/dL."""
    return {
        "b2m": int(b2m == "high"),
        "longest_node": int(longest_node > NODE_ABOVE),
        "marrow_involved": int(marrow_involved == "yes"),
        "hemoglobin": int(hemoglobin < HEMOGLOBIN_BELOW),
        "age": int(age > AGE_ABOVE),
    }


flipi2_group = grouped(flipi2_points, LOWEST_TOTAL)

FLIPI2 = Index(
    classify=flipi2_group,
    inputs={
        "b2m": AGAINST_LIMIT,
        "longest_node": Number((NODE_ABOVE,)),
        "marrow_involved": YES_NO,
        "hemoglobin": Number((HEMOGLOBIN_BELOW,)),
        "age": Number((AGE_ABOVE,)),
    },
    groups=tuple(LOWEST_TOTAL),
)
