"""International Staging System (ISS), newly diagnosed multiple myeloma. Greipp 2005.

stage I    B2M < 3.5 mg/L and albumin >= 35 g/L (3.5 g/dL)
stage II   neither I nor III
stage III  B2M >= 5.5 mg/L, any albumin

J Clin Oncol 23:3412, doi:10.1200/JCO.2005.04.242, verified. Untreated symptomatic myeloma only.
Copies that print "> 3.5" or "> 5.5" lost the "or equal".
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.possible import Index, Number

B2M_STAGE_I_BELOW = Decimal("3.5")  # mg/L
B2M_STAGE_III_FROM = Decimal("5.5")  # mg/L
ALBUMIN_STAGE_I_FROM = Decimal(35)  # g/L


def iss_stage(b2m: Decimal, albumin: Decimal) -> str:
    """Stage I, II or III from serum B2M in mg/L and serum albumin in g/L."""
    if b2m >= B2M_STAGE_III_FROM:
        return "III"
    if b2m < B2M_STAGE_I_BELOW and albumin >= ALBUMIN_STAGE_I_FROM:
        return "I"
    return "II"


ISS = Index(
    classify=iss_stage,
    inputs={
        "b2m": Number((B2M_STAGE_I_BELOW, B2M_STAGE_III_FROM)),
        "albumin": Number((ALBUMIN_STAGE_I_FROM,)),
    },
    groups=("I", "II", "III"),
)
