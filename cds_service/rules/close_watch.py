"""Is kidney function watched closely, as in hospital or at risk of acute injury? Policy KP-12.

Then a creatinine more than 48 h from the B2M is paired loosely; else one more than 7 days from it.
Whether the patient is an inpatient is not asked (ADR 0025). What the chart shows instead, each
sign for itself:

two creatinine results within 48 h of each other, near the sample (KP-10: 7 days)
a creatinine of at least 1.5 x its median of the last year, without an earlier value of these days
an acute kidney injury on record that began within 30 days of the sample, resolved or not
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from cds_service.rules.aki import RATIO
from cds_service.rules.policy import Policy
from fhir_mappings.model import Chart, Disease, LabResult, Moment


def is_watched(
    chart: Chart,
    creatinine: Sequence[LabResult],
    baseline_ratio: Decimal | None,
    around: Moment,
    policy: Policy,
) -> bool:
    """By any of the signs; `creatinine`: the exact results, oldest first."""
    risen = baseline_ratio is not None and baseline_ratio >= RATIO
    return risen or _serial(creatinine, around, policy) or _injured(chart, around, policy)


def hours_apart(one: LabResult, other: LabResult) -> float:
    """Hours between two specimens, as far as their dates can tell."""
    return abs(one.taken.latest - other.taken.latest) / timedelta(hours=1)


def _serial(creatinine: Sequence[LabResult], around: Moment, policy: Policy) -> bool:
    near = [item for item in creatinine if item.taken.days_from(around) <= policy.steady_state_days]
    hours = policy.pairing_egfr_inpatient_hours
    return any(0 < hours_apart(before, after) <= hours for before, after in pairwise(near))


def _injured(chart: Chart, around: Moment, policy: Policy) -> bool:
    onsets = (item.onset for item in chart.problems if item.disease is Disease.ACUTE_KIDNEY_INJURY)
    return any(onset and onset.days_from(around) <= policy.pairing_max_days for onset in onsets)
