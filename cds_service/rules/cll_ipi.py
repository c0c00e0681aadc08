"""International prognostic index for chronic lymphocytic leukaemia (CLL-IPI). 2016.

TP53: del(17p) and/or mutation                          4
IGHV unmutated (98 % identity to germline or more)      2
B2M > 3.5 mg/L                                          2
Rai I-IV or Binet B-C                                   1
age > 65                                                1

low 0-1    intermediate 2-3    high 4-6    very high 7-10

Lancet Oncol 17:779, doi:10.1016/S1470-2045(16)30029-8, verified. Untreated CLL; not for monoclonal
B-cell lymphocytosis, not after therapy. B2M of 3.5 mg/L itself scores nothing here, yet is ISS II.
Age in completed years. `tp53_aberrant` is "no" only if FISH for 17p and sequencing are both
negative; FISH alone leaves it unknown. Rai and Binet need an examination: blood counts may force
the stage point, they cannot rule it out. Sets may have gaps: with TP53 unknown and all else zero
the patient is low or high.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.options import YES_NO
from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

B2M_ABOVE = Decimal("3.5")  # mg/L
AGE_ABOVE = Decimal(65)  # years
LOWEST_TOTAL = {"low": 0, "intermediate": 2, "high": 4, "very high": 7}


def cll_ipi_points(
    age: Decimal, b2m: Decimal, advanced_stage: str, ighv_unmutated: str, tp53_aberrant: str
) -> dict[str, int]:
    """Points of each item; age in years, B2M in mg/L, the others "no" or "yes"."""
    return {
        "tp53_aberrant": 4 if tp53_aberrant == "yes" else 0,
        "ighv_unmutated": 2 if ighv_unmutated == "yes" else 0,
        "b2m": 2 if b2m > B2M_ABOVE else 0,
        "advanced_stage": 1 if advanced_stage == "yes" else 0,
        "age": 1 if age > AGE_ABOVE else 0,
    }


cll_ipi_group = grouped(cll_ipi_points, LOWEST_TOTAL)

CLL_IPI = Index(
    classify=cll_ipi_group,
    inputs={
        "age": Number((AGE_ABOVE,)),
        "b2m": Number((B2M_ABOVE,)),
        "advanced_stage": YES_NO,
        "ighv_unmutated": YES_NO,
        "tp53_aberrant": YES_NO,
    },
    groups=tuple(LOWEST_TOTAL),
)
