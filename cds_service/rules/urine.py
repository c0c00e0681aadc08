"""Serum and urine B2M side by side: which of them is raised, and what that can mean.

High urine B2M (policy KP-13): > 300 ug/L, > 300 ug/g creatinine, >= 370 ug/24 h (laboratory
wording, verified; per gram after 29 CFR 1910.1027, seen in a secondary source). Not under 2 years
(KP-16).

serum                                      urine   pattern
not raised                                 no      both-normal
raised                                     no      serum-only
not raised                                 high    urine-only-tubular
raised, < 4.5 mg/L, eGFR >= 30 or unknown  high    both-tubular-plus
4.5 to < 5.0, eGFR >= 30 or unknown        high    both-overflow-possible
>= 5.0, or raised with eGFR < 30           high    both-overflow-likely

Overflow (KP-15): from about 5 mg/L serum the tubule is saturated (Bernard and Lauwerys, verified);
4.5 is often quoted and unverified. eGFR counts as the reported whole number (KP-04). The overflow
rows come first, also under a report's limit of 4.5 mg/L or more: no tubular defect may be read
then.

Urine pH (KP-14; Donaldson 1989, verified): B2M is lost in acid urine, so a high result is a lower
bound at any pH. Not high: below 6.0 `urine-uninterpretable-acid`; 6.0 to below 7.0 a mild caveat;
no pH recorded a caveat that the result may be falsely low.

A bound ("< 900") with the limit inside it is neither high nor not high: that is said, and no row of
the table is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import partial

from cds_service.rules.gfr import reported
from cds_service.rules.policy import DEFAULT, Policy
from cds_service.rules.possible import Index, Number
from cds_service.rules.words import plain
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
    policy: Policy = DEFAULT


def adult_limits_hold(age: Decimal, policy: Policy = DEFAULT) -> bool:
    """Do the limits of urine B2M hold at this age in years?"""
    return age >= policy.urine_minimum_age


def urine_limit(form: UrineForm, policy: Policy) -> Decimal:
    """The limit of urine B2M in the unit of its report."""
    return {
        UrineForm.CONCENTRATION: policy.urine_limits_ug_l,
        UrineForm.PER_CREATININE: policy.urine_limits_ug_g,
        UrineForm.PER_DAY: policy.urine_limits_ug_24h,
    }[form]


def limit_text(form: UrineForm, policy: Policy) -> str:
    """The limit as a card shows it."""
    return f"{plain(urine_limit(form, policy))} {form.value.replace('(24.h)', '24 h')}"


def is_high(urine: Decimal, form: UrineForm, policy: Policy = DEFAULT) -> bool:
    """Is urine B2M high in the unit of its report? The limit of 24 h itself counts as high."""
    limit = urine_limit(form, policy)
    return urine > limit or (form is UrineForm.PER_DAY and urine == limit)


def urine_pattern(serum: Decimal, urine: Decimal, setting: UrineSetting) -> str:
    """The pattern of serum B2M in mg/L and urine B2M in the unit of `setting.form`."""
    raised = serum > setting.serum_limit
    if is_high(urine, setting.form, setting.policy):
        return _overflow(serum, raised, setting) or _tubular(raised)
    if setting.ph is not None and setting.ph < setting.policy.urine_ph_acid_below:
        return "urine-uninterpretable-acid"
    return "serum-only" if raised else "both-normal"


def pattern_index(setting: UrineSetting) -> Index:
    """The same table for results that are known only as bounds."""
    policy = setting.policy
    overflow = (policy.urine_overflow_possible_from, policy.urine_overflow_likely_from)
    serum = {setting.serum_limit, *overflow}
    return Index(
        classify=partial(urine_pattern, setting=setting),
        inputs={
            "serum": Number(tuple(sorted(serum))),
            "urine": Number((urine_limit(setting.form, policy),)),
        },
        groups=PATTERNS,
    )


def ph_caveats(ph: Decimal | None, *, high: bool, policy: Policy = DEFAULT) -> tuple[str, ...]:
    """What the pH leaves in doubt; nothing when urine is high or the pattern says it already."""
    if high:
        return ()
    if ph is None:
        return ("ph-unknown",)
    mild = policy.urine_ph_acid_below <= ph < policy.urine_ph_stable_from
    return ("ph-slightly-acid",) if mild else ()


def _overflow(serum: Decimal, raised: bool, setting: UrineSetting) -> str | None:
    policy, egfr = setting.policy, setting.egfr
    low_egfr = egfr is not None and reported(egfr) < policy.urine_overflow_egfr_below
    if serum >= policy.urine_overflow_likely_from or (raised and low_egfr):
        return "both-overflow-likely"
    return "both-overflow-possible" if serum >= policy.urine_overflow_possible_from else None


def _tubular(raised: bool) -> str:
    return "both-tubular-plus" if raised else "urine-only-tubular"
