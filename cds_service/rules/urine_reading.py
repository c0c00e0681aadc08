"""Which pattern a urine B2M shows, as far as a chart allows (the table of `urine`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cds_service.rules.estimate import Estimate, estimate_at
from cds_service.rules.gfr import highest_reported
from cds_service.rules.on_dialysis import on_dialysis
from cds_service.rules.policy import Policy
from cds_service.rules.raised import upper_limit
from cds_service.rules.urine import PATTERNS, UrineSetting, adult_limits_hold, pattern_index
from cds_service.rules.urine_inputs import UrineInputs, urine_inputs
from fhir_mappings.model import Chart

ALONE = ""  # high, without a serum B2M that places it
ACID, PH_UNKNOWN = "urine-uninterpretable-acid", "ph-unknown"
OPEN = "urine-bound-open"  # a bound that lies on both sides of the limit
NOT_HIGH = {"both-normal", "serum-only"}
HIGH = set(PATTERNS) - NOT_HIGH - {ACID}


@dataclass(frozen=True)
class UrineReading:
    """A urine B2M with what belongs to it; `pattern` None where it is not high, whatever else the
    bounds leave open."""

    inputs: UrineInputs
    estimate: Estimate | None
    pattern: str | None

    @property
    def high(self) -> bool:
        """Is the result certainly high?"""
        return self.pattern in HIGH | {ALONE}


def read_urine(chart: Chart, at: datetime, policy: Policy) -> UrineReading | None:
    """The newest urine B2M; None without one, under 2 years and on dialysis."""
    inputs = urine_inputs(chart, at, policy)
    if inputs is None or not _adult_limits(chart, inputs, policy):
        return None
    if on_dialysis(chart, inputs.urine.taken, policy):
        return None
    estimate = estimate_at(chart, inputs.urine.taken, policy)
    return UrineReading(inputs, estimate, _pattern(chart, inputs, estimate, policy))


def _adult_limits(chart: Chart, inputs: UrineInputs, policy: Policy) -> bool:
    ages = chart.patient.ages(inputs.urine.taken)
    return ages is None or adult_limits_hold(Decimal(ages[0]), policy)


def _pattern(
    chart: Chart, inputs: UrineInputs, estimate: Estimate | None, policy: Policy
) -> str | None:
    """The one pattern that all readings agree on."""
    known, limit, serum = {"urine": inputs.urine.value}, policy.b2m_uln_under_50, inputs.serum
    if serum and (own := upper_limit(serum, chart.patient, policy)):
        known, limit = known | {"serum": serum.value}, own.value
    setting = UrineSetting(limit, inputs.form, inputs.ph_value(policy), _highest(estimate), policy)
    patterns = set(pattern_index(setting).possible(known))
    if patterns <= NOT_HIGH and setting.ph is None:
        return PH_UNKNOWN
    if len(patterns) == 1:
        return patterns.pop()
    if patterns <= NOT_HIGH:
        return None
    return ALONE if patterns <= HIGH else OPEN


def _highest(estimate: Estimate | None) -> Decimal | None:
    whole = highest_reported(estimate.egfr) if estimate else None
    return None if whole is None else Decimal(whole)
