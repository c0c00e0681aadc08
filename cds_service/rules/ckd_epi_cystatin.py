"""Estimated GFR with cystatin C: CKD-EPI 2012 (cystatin C) and 2021 (creatinine and cystatin C).

2012  133 x min(Scys/0.8, 1)^-0.499 x max(Scys/0.8, 1)^-1.328 x 0.996^age [x 0.932 if female]
2021  135 x min(Scr/k, 1)^a x max(Scr/k, 1)^-0.544
          x min(Scys/0.8, 1)^-0.323 x max(Scys/0.8, 1)^-0.778 x 0.9961^age [x 0.963 if female]

        k     a
female  0.7   -0.219
male    0.9   -0.144

Scr in mg/dL (IDMS-traceable), Scys in mg/L (ERM-DA471), age in completed years from 18, result in
mL/min/1.73 m2. 2012: doi:10.1056/NEJMoa1114248 (DOI unverified; the formula was executed against
one independent implementation). 2021: doi:10.1056/NEJMoa2102953, verified (executed against two).
Neither has a race term.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.powers import power
from fhir_mappings.model import Sex

ADULT_FROM = 18  # years
ONE = Decimal(1)
CYSTATIN_KNOT = Decimal("0.8")  # mg/L

SCALE_2012, AGE_FACTOR_2012 = Decimal(133), Decimal("0.996")
CYSTATIN_2012 = (Decimal("-0.499"), Decimal("-1.328"))
SEX_FACTOR_2012 = {Sex.FEMALE: Decimal("0.932"), Sex.MALE: ONE}

SCALE_2021, AGE_FACTOR_2021 = Decimal(135), Decimal("0.9961")
CREATININE_KNOT = {Sex.FEMALE: Decimal("0.7"), Sex.MALE: Decimal("0.9")}  # mg/dL
CREATININE_2021 = {
    Sex.FEMALE: (Decimal("-0.219"), Decimal("-0.544")),
    Sex.MALE: (Decimal("-0.144"), Decimal("-0.544")),
}
CYSTATIN_2021 = (Decimal("-0.323"), Decimal("-0.778"))
SEX_FACTOR_2021 = {Sex.FEMALE: Decimal("0.963"), Sex.MALE: ONE}


def ckd_epi_2012_cystatin(cystatin_c: Decimal, age: int, sex: Sex) -> Decimal | None:
    """eGFR from cystatin C in mg/L, unrounded; None under 18 years."""
    if age < ADULT_FROM:
        return None
    bent = _bent(cystatin_c / CYSTATIN_KNOT, CYSTATIN_2012)
    return SCALE_2012 * bent * AGE_FACTOR_2012**age * SEX_FACTOR_2012[sex]


def ckd_epi_2021_combined(
    creatinine: Decimal, cystatin_c: Decimal, age: int, sex: Sex
) -> Decimal | None:
    """eGFR from creatinine in mg/dL and cystatin C in mg/L, unrounded; None under 18 years."""
    if age < ADULT_FROM:
        return None
    by_creatinine = _bent(creatinine / CREATININE_KNOT[sex], CREATININE_2021[sex])
    by_cystatin = _bent(cystatin_c / CYSTATIN_KNOT, CYSTATIN_2021)
    return SCALE_2021 * by_creatinine * by_cystatin * AGE_FACTOR_2021**age * SEX_FACTOR_2021[sex]


def _bent(relative: Decimal, slopes: tuple[Decimal, Decimal]) -> Decimal:
    """A power of what lies below the knot times another power of what lies above it."""
    below, above = slopes
    return power(relative, below if relative < ONE else above)
