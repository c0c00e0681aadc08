"""BALL score, relapsed or refractory chronic lymphocytic leukaemia. Soumerai 2019.

One point each
B2M >= 5 mg/L
Anaemia: haemoglobin < 11 g/dL (women), < 12 g/dL (men)
LDH above the laboratory's limit
Last therapy started less than 24 months ago

low 0-1    intermediate 2-3    high 4

doi:10.1016/S2352-3026(19)30085-7. Patients about to start another therapy. The
B2M cut-off is secondary: prints differ between > and >= (5.0 itself scores by policy P-21) and
write mg/dL where mg/L is meant, so a tenfold error waits for whoever copies the number.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.options import AGAINST_LIMIT, SEX
from cds_service.rules.possible import Index, Number
from cds_service.rules.score import grouped

B2M_FROM = Decimal(5)  # mg/L
HEMOGLOBIN_BELOW = {"female": Decimal(11), "male": Decimal(12)}  # g/dL
THERAPY_WITHIN = Decimal(24)  # months
LOWEST_TOTAL = {"low": 0, "intermediate": 2, "high": 4}


def ball_points(
    b2m: Decimal, hemoglobin: Decimal, sex: str, ldh: str, time_since_last_therapy_start: Decimal
) -> dict[str, int]:
    """Points of each item; B2M in mg/L, haemoglobin in g/dL, time in months."""
    return {
        "b2m": int(b2m >= B2M_FROM),
        "hemoglobin": int(hemoglobin < HEMOGLOBIN_BELOW[sex]),
        "ldh": int(ldh == "high"),
        "time_since_last_therapy_start": int(time_since_last_therapy_start < THERAPY_WITHIN),
    }


ball_group = grouped(ball_points, LOWEST_TOTAL)

BALL = Index(
    classify=ball_group,
    inputs={
        "b2m": Number((B2M_FROM,)),
        "hemoglobin": Number(tuple(HEMOGLOBIN_BELOW.values())),
        "sex": SEX,
        "ldh": AGAINST_LIMIT,
        "time_since_last_therapy_start": Number((THERAPY_WITHIN,)),
    },
    groups=tuple(LOWEST_TOTAL),
)
