"""From values and days to places on a chart: floats for drawing, nothing is decided by them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

LOG_FROM = 8.0  # a range of more than this many times is drawn on a logarithmic axis
DECADE = (1.0, 2.0, 5.0)
STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
MOST_TICKS = 6
MARGIN_DAYS = 20


@dataclass(frozen=True)
class ValueScale:
    """An axis of values from `low` (drawn at `bottom`) to `high` (drawn at `top`)."""

    low: float
    high: float
    bottom: float
    top: float
    log: bool = False

    def at(self, value: Decimal | float) -> float:
        """Where a value is drawn; one beyond the axis at its end."""
        held = min(max(float(value), self.low), self.high)
        share = self._along(held) / self._along(self.high)
        return round(self.bottom + (self.top - self.bottom) * share, 1)

    def _along(self, value: float) -> float:
        return math.log(value / self.low) if self.log else value - self.low

    @property
    def ticks(self) -> list[float]:
        """Round values along the axis."""
        return _decades(self.low, self.high) if self.log else _steps(self.low, self.high)


@dataclass(frozen=True)
class TimeScale:
    """An axis of days between two places."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """Where a day is drawn."""
        share = (day - self.first).days / max(self.days, 1)
        return round(self.left + (self.right - self.left) * share, 1)

    @property
    def middle(self) -> float:
        """Half way along the axis."""
        return (self.left + self.right) / 2

    @property
    def days(self) -> int:
        """How long the axis is."""
        return (self.last - self.first).days

    @property
    def ticks(self) -> list[date]:
        """First days of months or years, few enough to be read."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / s <= MOST_TICKS - 1)
        starts = (date(year, month, 1) for year in _years(self) for month in range(1, 13))
        whole = [day for day in starts if (day.year * 12 + day.month - 1) % step == 0]
        return [day for day in whole if self.first <= day <= self.last]


def value_scale(values: Iterable[Decimal], bottom: float, top: float) -> ValueScale:
    """An axis that holds all values, logarithmic where they lie far apart; values are positive."""
    found = [float(value) for value in values if value > 0] or [1.0]
    low, high = min(found), max(found)
    if high / low > LOG_FROM:
        return ValueScale(low * 0.8, high * 1.25, bottom, top, log=True)
    return ValueScale(0.0, high * 1.15, bottom, top)


def time_scale(days: Iterable[date], left: float, right: float) -> TimeScale:
    """An axis that holds all days with a margin on both sides."""
    found = sorted(days)
    margin = max(timedelta(days=MARGIN_DAYS), (found[-1] - found[0]) / 20)
    return TimeScale(found[0] - margin, found[-1] + margin, left, right)


def _years(scale: TimeScale) -> range:
    return range(scale.first.year, scale.last.year + 1)


def _decades(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [m * 10.0**p for p in powers for m in DECADE if low <= m * 10.0**p <= high]


def _steps(low: float, high: float) -> list[float]:
    step = next((s for s in STEPS if (high - low) / s <= MOST_TICKS), STEPS[-1])
    return [step * n for n in range(math.ceil(low / step), math.floor(high / step) + 1)]
