"""Fractional excretion of B2M: the share of the filtered amount that reaches the urine.

FE% = 100 x (urine B2M / serum B2M) x (serum creatinine / urine creatinine)

<= 0.3        normal (99.9 % is reabsorbed)
> 0.3 to 1    borderline
> 1 to 10     tubular
> 10          marked (Fanconi or Dent territory)

The formula is standard, seen in a secondary source; the bands are project policy KP-17, because
the published ones are unsourced. Not valid: serum B2M >= 5 mg/L or eGFR < 30 (reabsorption is
saturated), acute kidney injury, dialysis, urine pH < 6, neonates. The last is applied under
2 years, as for the limits of urine B2M (KP-16).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cds_service.rules.gfr import reported
from cds_service.rules.policy import DEFAULT, Policy
from cds_service.rules.urine import adult_limits_hold

UG_PER_MG, PERCENT = Decimal(1000), Decimal(100)


@dataclass(frozen=True)
class FeSetting:
    """What decides whether the percentage may be read; None = not known.

    `serum_b2m` in mg/L, `egfr` in mL/min/1.73 m2, `ph` of the urine, `age` in years.
    """

    serum_b2m: Decimal
    egfr: Decimal | None = None
    ph: Decimal | None = None
    age: Decimal | None = None
    kidney_injury: bool | None = None
    dialysis: bool | None = None
    policy: Policy = DEFAULT


def fractional_excretion(
    urine_b2m: Decimal, serum_b2m: Decimal, serum_creatinine: Decimal, urine_creatinine: Decimal
) -> Decimal:
    """Percent, from urine B2M in ug/L, serum B2M in mg/L and both creatinines in mg/dL."""
    b2m = urine_b2m / (serum_b2m * UG_PER_MG)
    return PERCENT * b2m * serum_creatinine / urine_creatinine


def fe_band(percent: Decimal, policy: Policy = DEFAULT) -> str:
    """The band of a fractional excretion that is valid."""
    if percent <= policy.fe_bands_normal:
        return "normal"
    if percent <= policy.fe_bands_borderline:
        return "borderline"
    return "tubular" if percent <= policy.fe_bands_tubular else "marked"


def invalid_because(setting: FeSetting) -> tuple[str, ...]:
    """Every known reason against reading the percentage."""
    return tuple(reason for reason, holds in _reasons(setting).items() if holds)


def not_checked(setting: FeSetting) -> tuple[str, ...]:
    """The reasons that what is known can neither confirm nor rule out."""
    return tuple(reason for reason, holds in _reasons(setting).items() if holds is None)


def _reasons(setting: FeSetting) -> dict[str, bool | None]:
    egfr, ph, age, policy = setting.egfr, setting.ph, setting.age, setting.policy
    return {
        "serum-b2m-saturates": setting.serum_b2m >= policy.urine_overflow_likely_from,
        "egfr-below-30": None
        if egfr is None
        else reported(egfr) < policy.urine_overflow_egfr_below,
        "acute-kidney-injury": setting.kidney_injury,
        "dialysis": setting.dialysis,
        "acid-urine": None if ph is None else ph < policy.urine_ph_acid_below,
        "age-under-2": None if age is None else not adult_limits_hold(age, policy),
    }
