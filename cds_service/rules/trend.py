"""Has serum B2M changed by more than expected variation? Policy P-17; no guideline does this.

more than expected   >= 25 % against the baseline, same laboratory, method and unit, and eGFR
                     changed by less than 20 %
sustained rise       the last two results each risen by more than expected, against one baseline
else                 no significant change

25 % lies just above the reference change value of 23.3 % (`reference_change`). Percentages are not
rounded before they are compared. What is not recorded bars the statement like a difference does.
A trend is no response or progression criterion of the IMWG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from cds_service.rules.policy import DEFAULT, Policy
from cds_service.rules.reference_change import percent_change

SUSTAINED_RESULTS = 2


class Bar(Enum):
    """Why a change, however large, may not be called more than expected."""

    OTHER_ASSAY = "other-assay"
    ASSAY_UNKNOWN = "assay-unknown"
    EGFR_MOVED = "egfr-moved"
    EGFR_UNKNOWN = "egfr-unknown"


@dataclass(frozen=True)
class TrendPoint:
    """A serum B2M in mg/L with the eGFR of its days; "" and None = not recorded."""

    b2m: Decimal
    unit: str
    laboratory: str
    method: str
    egfr: Decimal | None


@dataclass(frozen=True)
class Movement:
    """The change between two points in percent and what bars a statement about it."""

    change: Decimal
    bars: tuple[Bar, ...]
    change_from: Decimal = DEFAULT.trend_min_change_percent

    @property
    def risen(self) -> bool:
        """Risen by more than expected variation?"""
        return not self.bars and self.change >= self.change_from

    @property
    def fallen(self) -> bool:
        """Fallen by more than expected variation?"""
        return not self.bars and self.change <= -self.change_from


def movement(baseline: TrendPoint, current: TrendPoint, policy: Policy = DEFAULT) -> Movement:
    """Compare a result with its baseline."""
    bars = (_assay_bar(baseline, current), _egfr_bar(baseline.egfr, current.egfr, policy))
    change = percent_change(baseline.b2m, current.b2m)
    found = tuple(bar for bar in bars if bar)
    return Movement(change, found, policy.trend_min_change_percent)


def sustained_rise(
    baseline: TrendPoint, later: Sequence[TrendPoint], policy: Policy = DEFAULT
) -> bool:
    """Are the last two results after a baseline (oldest first) both risen against it?"""
    last = later[-SUSTAINED_RESULTS:]
    enough = len(last) == SUSTAINED_RESULTS
    return enough and all(movement(baseline, point, policy).risen for point in last)


def _assay_bar(baseline: TrendPoint, current: TrendPoint) -> Bar | None:
    pairs = [
        (baseline.unit, current.unit),
        (baseline.laboratory, current.laboratory),
        (baseline.method, current.method),
    ]
    if any(before and after and before != after for before, after in pairs):
        return Bar.OTHER_ASSAY
    return None if all(all(pair) for pair in pairs) else Bar.ASSAY_UNKNOWN


def _egfr_bar(before: Decimal | None, after: Decimal | None, policy: Policy) -> Bar | None:
    if before is None or after is None:
        return Bar.EGFR_UNKNOWN
    moved = abs(percent_change(before, after)) >= policy.trend_egfr_moved_percent
    return Bar.EGFR_MOVED if moved else None
