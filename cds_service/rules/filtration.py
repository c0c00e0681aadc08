"""Does filtration alone explain a serum B2M? Project policy KP-05, KP-06; no guideline does this.

expected B2M = (133 / eGFR)^(1/0.852) mg/L, from eGFR = 133 x B2M^-0.852 (Inker 2016,
doi:10.1053/j.ajkd.2015.07.025; coefficients unverified until read in the paper's Table 3).
eGFR is capped at 90; below 15 nothing is compared.

ratio = B2M / expected
<= 1.5        filtration-explains
> 1.5 - 2.0   indeterminate
> 2.0         more-than-filtration

The reading annotates; it never alters a stage.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from cds_service.rules.policy import DEFAULT, Policy
from cds_service.rules.powers import power


class Verdict(Enum):
    """What can be said of filtration, rows K0 to K7 of the kidney rules."""

    DIALYSIS = "not-applicable-dialysis"
    NO_GFR = "not-assessable-no-gfr"
    CHILD = "not-assessable-under-18"
    PREGNANCY = "not-assessable-pregnancy"
    NON_STEADY = "not-assessable-non-steady-state"
    OLDER_FORMULA = "not-assessable-egfr-formula"
    INEXACT = "not-assessable-bound"
    EGFR_TOO_LOW = "not-assessable-egfr-too-low"
    NOT_RAISED = "not-raised"
    NOT_COMPARED = "comparison-switched-off"
    EXPLAINS = "filtration-explains"
    INDETERMINATE = "indeterminate"
    MORE = "more-than-filtration"

    # Members are singletons; Enum itself would hash a name for each look-up.
    __hash__ = object.__hash__


def egfr_from_b2m(b2m: Decimal, policy: Policy = DEFAULT) -> Decimal:
    """GFR that a serum B2M in mg/L corresponds to, mL/min/1.73 m2."""
    return policy.b2m_equation_scale * power(b2m, -policy.b2m_equation_exponent)


def expected_b2m(egfr: Decimal, policy: Policy = DEFAULT) -> Decimal:
    """Serum B2M in mg/L that goes with a GFR, without cap or floor."""
    return power(policy.b2m_equation_scale / egfr, 1 / policy.b2m_equation_exponent)


def expected_at(egfr: Decimal, policy: Policy) -> Decimal:
    """Serum B2M expected from filtration alone, eGFR capped by policy."""
    return expected_b2m(min(egfr, policy.egfr_comparison_cap), policy)


def ratio_verdict(b2m: Decimal, egfr: Decimal, policy: Policy) -> Verdict:
    """Where a raised serum B2M lies among the bands at this eGFR."""
    if egfr < policy.egfr_comparison_floor:
        return Verdict.EGFR_TOO_LOW
    ratio = b2m / expected_at(egfr, policy)
    if ratio <= policy.filtration_explained:
        return Verdict.EXPLAINS
    return Verdict.INDETERMINATE if ratio <= policy.filtration_indeterminate else Verdict.MORE
