"""Estimated GFR: CKD-EPI 2021, creatinine (Inker 2021), adults, no race term.

142 x min(Scr/k, 1)^a x max(Scr/k, 1)^-1.200 x 0.9938^age [x 1.012 if female]

        k     a
female  0.7   -0.241
male    0.9   -0.302

Scr in mg/dL (IDMS-traceable), age in completed years, result in mL/min/1.73 m2.
doi:10.1056/NEJMoa2102953, verified (executed against four other implementations). KDIGO G
categories (2024, doi:10.1016/j.kint.2023.10.018, verified) are read on the reported whole number,
half up (policy KP-03): G1 >= 90, G2 60-89, G3a 45-59, G3b 30-44, G4 15-29, G5 < 15.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from cds_service.rules.powers import power
from fhir_mappings.model import Measured, Sex

KAPPA = {Sex.FEMALE: Decimal("0.7"), Sex.MALE: Decimal("0.9")}
ALPHA = {Sex.FEMALE: Decimal("-0.241"), Sex.MALE: Decimal("-0.302")}
SEX_FACTOR = {Sex.FEMALE: Decimal("1.012"), Sex.MALE: Decimal(1)}
SCALE, STEEP, AGE_FACTOR = Decimal(142), Decimal("-1.200"), Decimal("0.9938")
ONE = Decimal(1)

CATEGORY_FROM = (("G1", 90), ("G2", 60), ("G3a", 45), ("G3b", 30), ("G4", 15))


def ckd_epi_2021(creatinine: Decimal, age: int, sex: Sex) -> Decimal:
    """eGFR from serum creatinine in mg/dL, unrounded."""
    relative = creatinine / KAPPA[sex]
    bent = power(relative, ALPHA[sex] if relative < ONE else STEEP)
    return SCALE * bent * AGE_FACTOR**age * SEX_FACTOR[sex]


def reported(egfr: Decimal) -> int:
    """The whole number that a laboratory reports, half up."""
    return int(egfr.quantize(ONE, ROUND_HALF_UP))


def highest_reported(egfr: Measured) -> int | None:
    """The highest whole number that may be behind an eGFR: 59 for `< 60`; None without a bound."""
    if egfr.high.is_infinite():
        return None
    whole = reported(egfr.high)
    return whole if egfr.high_included or whole != egfr.high else whole - 1


def lowest_reported(egfr: Measured) -> int:
    """The lowest whole number that may be behind an eGFR: 61 for `> 60`; 0 without a bound."""
    if egfr.low.is_infinite():
        return 0
    whole = reported(egfr.low)
    return whole if egfr.low_included or whole != egfr.low else whole + 1


def gfr_category(egfr: Decimal) -> str:
    """The KDIGO G category of the reported whole number."""
    whole = reported(egfr)
    return next((name for name, lowest in CATEGORY_FROM if whole >= lowest), "G5")
