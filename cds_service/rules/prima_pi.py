"""PRIMA prognostic index (PRIMA-PI), follicular lymphoma. Bachy 2018.

high          B2M > 3 mg/L, with or without marrow involvement
intermediate  B2M <= 3 mg/L and bone marrow involved
low           B2M <= 3 mg/L and bone marrow not involved

doi:10.1182/blood-2017-11-816405, verified. First-line immunochemotherapy. The set
may have a gap: with B2M missing and the marrow free the patient is low or high.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.options import YES_NO
from cds_service.rules.possible import Index, Number

B2M_ABOVE = Decimal(3)  # mg/L


def prima_pi_group(b2m: Decimal, marrow_involved: str) -> str:
    """Risk group from serum B2M in mg/L and the bone marrow, "no" or "yes"."""
    if b2m > B2M_ABOVE:
        return "high"
    return "intermediate" if marrow_involved == "yes" else "low"


PRIMA_PI = Index(
    classify=prima_pi_group,
    inputs={"b2m": Number((B2M_ABOVE,)), "marrow_involved": YES_NO},
    groups=("low", "intermediate", "high"),
)
