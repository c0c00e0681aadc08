"""What the kidney does to a serum B2M: rows K0 to K7 of the kidney rules, read on a chart.

The first row that matches decides: dialysis; under 18 years; creatinine changing; no usable kidney
function; eGFR below 15; B2M not raised; else the ratio to the B2M expected from eGFR alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cds_service.rules.aki import Change, change
from cds_service.rules.chronicity import days_low
from cds_service.rules.estimate import Estimate, estimate_at, estimates
from cds_service.rules.filtration import Verdict, expected_at, ratio_verdict
from cds_service.rules.pairing import nearest
from cds_service.rules.policy import Policy
from cds_service.rules.raised import is_raised
from fhir_mappings.model import Analyte, Chart, Disease, LabResult, Moment


@dataclass(frozen=True)
class KidneyReading:
    """The verdict on one serum B2M and what it rests on; `expected` in mg/L."""

    verdict: Verdict
    sample: LabResult
    estimate: Estimate | None = None
    creatinine: LabResult | None = None
    expected: Decimal | None = None
    change: Change | None = None
    days_low: int = 0
    ckd_on_record: bool = False


def read_kidney(chart: Chart, sample: LabResult, policy: Policy) -> KidneyReading:
    """Read kidney function beside a serum B2M sample."""
    if on_record(chart, Disease.DIALYSIS):
        return KidneyReading(Verdict.DIALYSIS, sample)
    estimate = estimate_at(chart, sample.taken, policy)
    changed = creatinine_change(chart, sample.taken, policy)
    verdict = _verdict(chart, sample, estimate, changed, policy)
    return KidneyReading(
        verdict,
        sample,
        estimate,
        nearest(chart.of(Analyte.CREATININE), sample.taken, policy.pairing_max_days),
        _expected(estimate, policy) if verdict in COMPARED else None,
        changed,
        days_low(estimates(chart), estimate.source.taken) if estimate else 0,
        on_record(chart, Disease.CKD),
    )


COMPARED = {Verdict.EXPLAINS, Verdict.INDETERMINATE, Verdict.MORE}


def on_record(chart: Chart, disease: Disease) -> bool:
    """Is a diagnosis active on the problem list, confirmed or not?"""
    return any(item.disease is disease and item.active for item in chart.problems)


def creatinine_change(chart: Chart, around: Moment, policy: Policy) -> Change | None:
    """The last change of creatinine by the AKI amounts within days of a sample (KP-10)."""
    near = [
        item
        for item in chart.of(Analyte.CREATININE)
        if item.taken.days_from(around) <= policy.steady_state_days and item.value.exact is not None
    ]
    found = [change(near[: end + 1]) for end in range(len(near))]
    return next(filter(None, reversed(found)), None)


def is_child(chart: Chart, at: Moment, policy: Policy) -> bool:
    """May the patient be under age? An unknown age counts as adult (P-19)."""
    ages = chart.patient.ages(at)
    return ages is not None and ages[0] < policy.age_minimum


def _verdict(
    chart: Chart,
    sample: LabResult,
    estimate: Estimate | None,
    changed: Change | None,
    policy: Policy,
) -> Verdict:
    if is_child(chart, sample.taken, policy):
        return Verdict.CHILD
    if changed is not None:
        return Verdict.NON_STEADY
    if estimate is None:
        return Verdict.NO_GFR
    if estimate.egfr.high < policy.egfr_comparison_floor:
        return Verdict.EGFR_TOO_LOW
    if not is_raised(sample, chart.patient, policy):
        return Verdict.NOT_RAISED
    return _compared(sample, estimate, policy)


def _compared(sample: LabResult, estimate: Estimate, policy: Policy) -> Verdict:
    if not policy.filtration_bands:
        return Verdict.NOT_COMPARED
    if not estimate.comparable:
        return Verdict.OLDER_FORMULA
    ends = (estimate.egfr.low, estimate.egfr.high, sample.value.low, sample.value.high)
    if not all(end.is_finite() for end in ends):
        return Verdict.INEXACT
    verdicts = {ratio_verdict(b2m, egfr, policy) for b2m in ends[2:] for egfr in ends[:2]}
    return verdicts.pop() if len(verdicts) == 1 else Verdict.INEXACT


def _expected(estimate: Estimate | None, policy: Policy) -> Decimal | None:
    return expected_at(estimate.egfr.low, policy) if estimate else None
