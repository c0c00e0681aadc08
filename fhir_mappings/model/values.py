"""Numbers and times as far as they are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Measured:
    """What is known of a number: an exact value, a bound, or (all defaults) nothing."""

    low: Decimal = Decimal("-Infinity")
    high: Decimal = Decimal("Infinity")
    low_included: bool = False
    high_included: bool = False

    @property
    def exact(self) -> Decimal | None:
        """The value itself, or None when only a bound (or nothing) is known."""
        return self.low if self.low == self.high else None

    def meets(self, other: Measured) -> bool:
        """Is there a number that both descriptions allow?"""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and self._holds(low) and other._holds(low))

    def _holds(self, point: Decimal) -> bool:
        above = point > self.low or (point == self.low and self.low_included)
        below = point < self.high or (point == self.high and self.high_included)
        return above and below


def measured(value: Decimal, comparator: str = "") -> Measured:
    """Quantity.value as qualified by Quantity.comparator; any other comparator is a KeyError."""
    match comparator:
        case "":
            return Measured(value, value, low_included=True, high_included=True)
        case "<" | "<=":
            return Measured(high=value, high_included=comparator == "<=")
        case ">" | ">=":
            return Measured(low=value, low_included=comparator == ">=")
    raise KeyError(comparator)


@dataclass(frozen=True)
class Moment:
    """When something happened, as precisely as it was recorded.

    `earliest` and `latest` bound the instant (aware datetimes); `first_day` and `last_day` are
    the calendar days as the source wrote them, so that a card shows the laboratory's own date.
    """

    earliest: datetime
    latest: datetime
    first_day: date
    last_day: date

    def days_from(self, other: Moment) -> int:
        """Whole days between two moments, the largest distance their precision allows."""
        return max(
            abs((self.last_day - other.first_day).days),
            abs((self.first_day - other.last_day).days),
        )

    @property
    def text(self) -> str:
        """18 Nov 2026, Nov 2026 or 2026, as precisely as it is known."""
        if self.first_day == self.last_day:
            return f"{self.first_day.day} {self.first_day:%b %Y}"
        if self.first_day.month == self.last_day.month:
            return f"{self.first_day:%b %Y}"
        return str(self.first_day.year)


@dataclass(frozen=True)
class Reported:
    """A number as the laboratory reported it, before any conversion."""

    value: Decimal
    unit: str
    comparator: str = ""

    @property
    def text(self) -> str:
        """For example `> 20 mg/L` or `6300 ug/L`."""
        return " ".join(filter(None, (self.comparator, f"{self.value:f}", self.unit)))
