"""What the kidney does to a serum B2M: rows K0 to K7 of the kidney rules, read on a chart.

The first row that matches decides: dialysis; under 18 years; pregnancy; creatinine changing; no
usable kidney function; eGFR below 15; B2M not raised; else the ratio to the B2M expected from eGFR
alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cds_service.rules.aki import Change, baseline_ratio, change
from cds_service.rules.chronicity import days_low, is_low
from cds_service.rules.close_watch import is_watched
from cds_service.rules.estimate import Estimate, estimate_at, estimates
from cds_service.rules.filtration import Verdict, expected_at, ratio_verdict
from cds_service.rules.kidney_risk import KidneyRisk, kidney_risk
from cds_service.rules.misleading import misleading
from cds_service.rules.no_gfr import WhyNoGfr, why_no_gfr
from cds_service.rules.on_dialysis import on_dialysis
from cds_service.rules.pairing import nearest
from cds_service.rules.policy import Policy
from cds_service.rules.population import active, is_child
from cds_service.rules.raised import is_raised
from cds_service.rules.young_estimate import YoungEstimate, young_estimate
from fhir_mappings.model import Analyte, Chart, Disease, LabResult, Moment, measured


@dataclass(frozen=True)
class KidneyReading:
    """The verdict on one serum B2M and what it rests on; `expected` in mg/L. `young`: the eGFR of
    a child, which nothing is worked out from. `either_sex`: sex is not known, so that an estimate
    of ours is a range. `watched`: closely, so that hours count where days do otherwise.
    `misled_by`: sentences on what makes the eGFR read too low."""

    verdict: Verdict
    sample: LabResult
    estimate: Estimate | None = None
    creatinine: LabResult | None = None
    expected: Decimal | None = None
    change: Change | None = None
    days_low: int = 0
    ckd_on_record: bool = False
    transplanted: bool = False
    injury_on_record: bool = False
    baseline_ratio: Decimal | None = None
    risk: KidneyRisk | None = None
    young: YoungEstimate | None = None
    no_gfr: WhyNoGfr = WhyNoGfr.NOT_FOUND
    either_sex: bool = False
    watched: bool = False
    misled_by: tuple[str, ...] = ()


def read_kidney(chart: Chart, sample: LabResult, policy: Policy) -> KidneyReading:
    """Read kidney function beside a serum B2M sample."""
    if on_dialysis(chart, sample.taken, policy):
        return KidneyReading(Verdict.DIALYSIS, sample)
    child = is_child(chart, sample.taken, policy)
    estimate = None if child else estimate_at(chart, sample.taken, policy)
    changed = creatinine_change(chart, sample.taken, policy)
    injured = injury_on_record(chart, sample.taken, policy)
    verdict = _verdict(chart, sample, estimate, changed, policy)
    creatinine = nearest(chart.of(Analyte.CREATININE), sample.taken, policy.pairing_max_days)
    exact = _exact_creatinine(chart)
    ratio = baseline_ratio(exact, sample.taken, policy)
    return KidneyReading(
        verdict,
        sample,
        estimate,
        creatinine,
        _expected(estimate, verdict, policy),
        changed,
        _days_low(chart, estimate, policy),
        active(chart, Disease.CKD),
        active(chart, Disease.KIDNEY_TRANSPLANT),
        injured,
        ratio,
        _risk(chart, sample, estimate, verdict, policy),
        None if changed or injured or not child else young_estimate(chart, sample.taken, policy),
        why_no_gfr(chart, creatinine),
        chart.patient.sex is None,
        is_watched(chart, exact, ratio, sample.taken, policy),
        misleading(chart, estimate, sample.taken, policy),
    )


COMPARED = {Verdict.EXPLAINS, Verdict.INDETERMINATE, Verdict.MORE}
WITHOUT_CATEGORY = {Verdict.NON_STEADY, Verdict.PREGNANCY}


def creatinine_change(chart: Chart, around: Moment, policy: Policy) -> Change | None:
    """The last change of creatinine by the AKI amounts within days of a sample (KP-10)."""
    near = [
        item
        for item in _exact_creatinine(chart)
        if item.taken.days_from(around) <= policy.steady_state_days
    ]
    found = (change(near[:end]) for end in range(len(near), 1, -1))
    return next(filter(None, found), None)


def _verdict(
    chart: Chart,
    sample: LabResult,
    estimate: Estimate | None,
    changed: Change | None,
    policy: Policy,
) -> Verdict:
    if who := _not_adult_or_pregnant(chart, sample.taken, policy):
        return who
    if changed is not None or injury_on_record(chart, sample.taken, policy):
        return Verdict.NON_STEADY
    if estimate is None:
        return Verdict.NO_GFR
    if not estimate.egfr.meets(measured(policy.egfr_comparison_floor, ">=")):
        return Verdict.EGFR_TOO_LOW
    if not is_raised(sample, chart.patient, policy):
        return Verdict.NOT_RAISED
    return _compared(sample, estimate, policy)


def injury_on_record(chart: Chart, at: Moment, policy: Policy) -> bool:
    """Is an active acute kidney injury on record that began within weeks of the sample?"""
    return any(
        item.disease is Disease.ACUTE_KIDNEY_INJURY
        and item.active
        and (item.onset is None or item.onset.days_from(at) <= policy.pairing_max_days)
        for item in chart.problems
    )


def _exact_creatinine(chart: Chart) -> list[LabResult]:
    return [item for item in chart.of(Analyte.CREATININE) if item.value.exact is not None]


def _not_adult_or_pregnant(chart: Chart, at: Moment, policy: Policy) -> Verdict | None:
    if is_child(chart, at, policy):
        return Verdict.CHILD
    return Verdict.PREGNANCY if active(chart, Disease.PREGNANCY) else None


def _compared(sample: LabResult, estimate: Estimate, policy: Policy) -> Verdict:
    if not policy.filtration_bands:
        return Verdict.NOT_COMPARED
    if not estimate.comparable:
        return Verdict.OLDER_FORMULA
    ends = (estimate.egfr.low, estimate.egfr.high)
    if not all(end.is_finite() for end in ends):
        return Verdict.INEXACT
    verdicts = {
        _at_end(b2m, egfr, policy)
        for b2m in {sample.value.low, sample.value.high}
        for egfr in {*ends}
    }
    return verdicts.pop() if len(verdicts) == 1 else Verdict.INEXACT


def _at_end(b2m: Decimal, egfr: Decimal, policy: Policy) -> Verdict:
    """The verdict at one end of what is known of both; a B2M without an end lies beyond any band,
    or within the first."""
    if b2m.is_finite():
        return ratio_verdict(b2m, egfr, policy)
    return Verdict.MORE if b2m > 0 else Verdict.EXPLAINS


def _risk(
    chart: Chart,
    sample: LabResult,
    estimate: Estimate | None,
    verdict: Verdict,
    policy: Policy,
) -> KidneyRisk | None:
    if estimate is None or not estimate.comparable or verdict in WITHOUT_CATEGORY:
        return None
    return kidney_risk(chart, estimate, sample.taken, policy)


def _days_low(chart: Chart, estimate: Estimate | None, policy: Policy) -> int:
    if estimate is None or not is_low(estimate):
        return 0
    return days_low(estimates(chart, policy), estimate.source.taken)


def _expected(estimate: Estimate | None, verdict: Verdict, policy: Policy) -> Decimal | None:
    if verdict not in COMPARED:
        return None
    assert estimate is not None  # with nothing to compare the verdict is NO_GFR
    return expected_at(estimate.egfr.low, policy)
