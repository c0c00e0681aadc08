"""Revised International Staging System (R-ISS), newly diagnosed multiple myeloma. Palumbo 2015.

stage I    ISS I and LDH not above the laboratory's limit and no high-risk abnormality
stage III  ISS III and (LDH above the limit or a high-risk abnormality)
stage II   everything else

High-risk: del(17p), t(4;14) or t(14;16) by FISH on plasma cells. J Clin Oncol 33:2863,
doi:10.1200/JCO.2015.61.2267, verified. The abstract prints "B2M > 5.5" for ISS III; the stage is
defined as ISS III, so 5.5 itself counts. A marker that was not tested is unknown, never negative.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.iss import ISS, iss_stage
from cds_service.rules.options import AGAINST_LIMIT, MARKER
from cds_service.rules.possible import Index

HIGH_RISK_MARKERS = ("del17p", "t_4_14", "t_14_16")


def r_iss_stage(
    b2m: Decimal, albumin: Decimal, ldh: str, del17p: str, t_4_14: str, t_14_16: str
) -> str:
    """Stage I, II or III; `ldh` is "normal" or "high", each marker "absent" or "present"."""
    iss = iss_stage(b2m, albumin)
    high_risk = "present" in (del17p, t_4_14, t_14_16)
    if iss == "I" and ldh == "normal" and not high_risk:
        return "I"
    if iss == "III" and (ldh == "high" or high_risk):
        return "III"
    return "II"


R_ISS = Index(
    classify=r_iss_stage,
    inputs={
        **ISS.inputs,
        "ldh": AGAINST_LIMIT,
        **dict.fromkeys(HIGH_RISK_MARKERS, MARKER),
    },
    groups=("I", "II", "III"),
)
