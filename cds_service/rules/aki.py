"""Is creatinine steady? KDIGO acute kidney injury criteria on serial creatinine (2012).

rise  >= 0.3 mg/dL (>= 26.5 umol/L when both are reported in umol/L) within 48 h, or
      >= 1.5 x the lowest value of the last 7 d; both windows inclusive; two values in one unit are
      compared as reported, because 111 / 74 umol/L is 1.5 and a hair less after conversion
stage 1: 1.5-1.9 x or the rise; 2: 2.0-2.9 x; 3: >= 3 x, or >= 4.0 mg/dL (353.6 umol/L) once a
      criterion is met

doi:10.1038/kisup.2012.1 (DOI unverified; criteria seen in secondary sources). A fall by the same
amounts is also non-steady (policy KP-10): a recovering kidney makes eGFR read too low. Urine output
and renal replacement are not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from statistics import median

from cds_service.rules.policy import Policy
from fhir_mappings.model import LabResult, Moment

RISE_MG_DL = Decimal("0.3")
RISE_UMOL_L = Decimal("26.5")
UMOL_L = {"umol/l", "mcmol/l"}
RISE_WINDOW = timedelta(hours=48)
RATIO = Decimal("1.5")
RATIO_WINDOW = timedelta(days=7)
STAGE_RATIOS = ((3, Decimal(3)), (2, Decimal(2)))
STAGE_3_MG_DL = Decimal(4)


class Steadiness(Enum):
    """What serial creatinine says of eGFR's validity."""

    STEADY = "yes"
    CHANGING = "no"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """Two creatinine results between which the criteria are met."""

    before: LabResult
    after: LabResult

    @property
    def hours(self) -> int:
        """Hours between the latest times at which the two specimens may have been taken."""
        return round((self.after.taken.latest - self.before.taken.latest) / timedelta(hours=1))


def injury(series: Sequence[LabResult]) -> tuple[int, str | None]:
    """Stage (0 = none) and rule (`ratio-7d` before `rise-48h`) of the last of a series."""
    last = series[-1]
    ratio = max((_ratio(item, last) for item in _within(series, RATIO_WINDOW)), default=Decimal(0))
    risen = any(_rose(item, last) for item in _within(series, RISE_WINDOW))
    if ratio < RATIO and not risen:
        return 0, None
    return _stage(ratio, last), "ratio-7d" if ratio >= RATIO else "rise-48h"


def steadiness(series: Sequence[LabResult]) -> Steadiness:
    """Was creatinine steady up to the last of a series (oldest first, exact values)?"""
    if len(series) == 1:
        return Steadiness.ASSUMED
    if not _within(series, RATIO_WINDOW):
        return Steadiness.UNKNOWN
    return Steadiness.CHANGING if change(series) else Steadiness.STEADY


def change(series: Sequence[LabResult]) -> Change | None:
    """The earlier result against which the last of a series rose or fell by the criteria."""
    last = series[-1]
    recent = _within(series, RISE_WINDOW)
    far = [item for item in _within(series, RATIO_WINDOW) if _by_ratio(item, last)]
    near = [item for item in recent if _rose(item, last) or _rose(last, item)]
    pairs = [Change(item, last) for item in (*far, *near)]
    return max(pairs, key=_size, default=None)


def _by_ratio(before: LabResult, after: LabResult) -> bool:
    return _ratio(before, after) >= RATIO or _ratio(after, before) >= RATIO


def _size(pair: Change) -> Decimal:
    return max(_ratio(pair.before, pair.after), _ratio(pair.after, pair.before))


def _within(series: Sequence[LabResult], window: timedelta) -> list[LabResult]:
    """Those that may lie within a window before the last."""
    last = series[-1]
    return [item for item in series[:-1] if last.taken.earliest - item.taken.latest <= window]


def _ratio(before: LabResult, after: LabResult) -> Decimal:
    if before.factor == after.factor:
        return after.reported.value / before.reported.value
    return after.value.low / before.value.low


def _rose(before: LabResult, after: LabResult) -> bool:
    if {before.reported.unit.casefold(), after.reported.unit.casefold()} <= UMOL_L:
        return after.reported.value - before.reported.value >= RISE_UMOL_L
    return after.value.low - before.value.low >= RISE_MG_DL


def _stage(ratio: Decimal, last: LabResult) -> int:
    if last.value.low >= STAGE_3_MG_DL:
        return 3
    return next((stage for stage, least in STAGE_RATIOS if ratio >= least), 1)


def baseline_ratio(series: Sequence[LabResult], around: Moment, policy: Policy) -> Decimal | None:
    """The newest creatinine near a sample against the median of the year before (KP-10).

    The series is oldest first. None when an earlier value of the same days allows the criteria
    themselves, or when there is no older value.
    """
    near = [item for item in series if item.taken.days_from(around) <= policy.steady_state_days]
    if len(near) != 1:
        return None
    older = [
        item.value.low
        for item in series[: series.index(near[0])]
        if item.taken.days_from(around) <= policy.baseline_days
    ]
    return near[0].value.low / median(older) if older else None
