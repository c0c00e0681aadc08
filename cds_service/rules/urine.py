"""Serum and urine B2M side by side: which of them is raised, and what that can mean.

High urine B2M (policy KP-13): > 300 ug/L, > 300 ug/g creatinine, >= 370 ug/24 h (laboratory
wording; per gram after 29 CFR 1910.1027, seen in a secondary source). Not under 2 years (KP-16).

serum                                      urine   pattern
not raised                                 no      both-normal
raised                                     no      serum-only
not raised                                 high    urine-only-tubular
raised, < 4.5 mg/L, eGFR >= 30 or unknown  high    both-tubular-plus
4.5 to < 5.0, eGFR >= 30 or unknown        high    both-overflow-possible
>= 5.0, or raised with eGFR < 30           high    both-overflow-likely

Overflow (KP-15): from about 5 mg/L serum the tubule is saturated (Bernard and Lauwerys); 4.5 is
often quoted and unverified. eGFR counts as the reported whole number (KP-04). The overflow rows
come first, also under a report's limit of 4.5 mg/L or more: no tubular defect may be read then.

Urine pH (KP-14; Donaldson 1989): B2M is lost in acid urine, so a high result is a lower bound at
any pH. Not high: below 6.0 `urine-uninterpretable-acid`; 6.0 to below 7.0 a mild caveat; no pH
recorded a caveat that the result may be falsely low.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import partial

from cds_service.rules.gfr import reported
from cds_service.rules.possible import Index, Number
from fhir_mappings.model import Analyte


class UrineForm(Enum):
    """How urine B2M was reported, by its UCUM unit."""

    CONCENTRATION = "ug/L"
    PER_CREATININE = "ug/g"
    PER_DAY = "ug/(24.h)"


FORM_OF = {
    Analyte.URINE_B2M: UrineForm.CONCENTRATION,
    Analyte.URINE_B2M_PER_CREATININE: UrineForm.PER_CREATININE,
    Analyte.URINE_B2M_RATE: UrineForm.PER_DAY,
}
HIGH_ABOVE = {UrineForm.CONCENTRATION: Decimal(300), UrineForm.PER_CREATININE: Decimal(300)}
HIGH_PER_DAY_FROM = Decimal(370)  # ug/24 h
LIMITS_FROM_AGE = Decimal(2)  # years
OVERFLOW_POSSIBLE_FROM = Decimal("4.5")  # mg/L serum
OVERFLOW_LIKELY_FROM = Decimal("5.0")  # mg/L serum
OVERFLOW_EGFR_BELOW = 30  # mL/min/1.73 m2
ACID_BELOW, STABLE_FROM = Decimal("6.0"), Decimal("7.0")  # pH

PATTERNS = (
    "both-normal",
    "serum-only",
    "urine-only-tubular",
    "both-tubular-plus",
    "both-overflow-possible",
    "both-overflow-likely",
    "urine-uninterpretable-acid",
)


@dataclass(frozen=True)
class UrineSetting:
    """What a pair of B2M results is read against; None = not recorded.

    `serum_limit` in mg/L; `egfr` of the same days, in mL/min/1.73 m2; `ph` of the same urine.
    """

    serum_limit: Decimal
    form: UrineForm
    ph: Decimal | None = None
    egfr: Decimal | None = None


def adult_limits_hold(age: Decimal) -> bool:
    """Do the limits of urine B2M hold at this age in years?"""
    return age >= LIMITS_FROM_AGE


def is_high(urine: Decimal, form: UrineForm) -> bool:
    """Is urine B2M high in the unit of its report?"""
    if form is UrineForm.PER_DAY:
        return urine >= HIGH_PER_DAY_FROM
    return urine > HIGH_ABOVE[form]


def urine_pattern(serum: Decimal, urine: Decimal, setting: UrineSetting) -> str:
    """The pattern of serum B2M in mg/L and urine B2M in the unit of `setting.form`."""
    raised = serum > setting.serum_limit
    if is_high(urine, setting.form):
        return _overflow(serum, raised, setting.egfr) or _tubular(raised)
    if setting.ph is not None and setting.ph < ACID_BELOW:
        return "urine-uninterpretable-acid"
    return "serum-only" if raised else "both-normal"


def pattern_index(setting: UrineSetting) -> Index:
    """The same table for results that are known only as bounds."""
    serum = {setting.serum_limit, OVERFLOW_POSSIBLE_FROM, OVERFLOW_LIKELY_FROM}
    return Index(
        classify=partial(urine_pattern, setting=setting),
        inputs={
            "serum": Number(tuple(sorted(serum))),
            "urine": Number((HIGH_ABOVE.get(setting.form, HIGH_PER_DAY_FROM),)),
        },
        groups=PATTERNS,
    )


def ph_caveats(ph: Decimal | None, *, high: bool) -> tuple[str, ...]:
    """What the pH leaves in doubt; nothing when urine is high or the pattern says it already."""
    if high:
        return ()
    if ph is None:
        return ("ph-unknown",)
    return ("ph-slightly-acid",) if ACID_BELOW <= ph < STABLE_FROM else ()


def _overflow(serum: Decimal, raised: bool, egfr: Decimal | None) -> str | None:
    low_egfr = egfr is not None and reported(egfr) < OVERFLOW_EGFR_BELOW
    if serum >= OVERFLOW_LIKELY_FROM or (raised and low_egfr):
        return "both-overflow-likely"
    return "both-overflow-possible" if serum >= OVERFLOW_POSSIBLE_FROM else None


def _tubular(raised: bool) -> str:
    return "both-tubular-plus" if raised else "urine-only-tubular"
