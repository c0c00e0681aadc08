"""Reference change value: how far two results of a steady person may lie apart, in percent.

symmetric    RCV = sqrt(2) x Z x sqrt(CVa^2 + CVi^2)
log-normal   s^2 = ln(1 + CVi^2) + ln(1 + CVa^2), CV as fractions
             limits 100 x (exp(+-Z x sqrt(2 s^2)) - 1)

CVi within person, CVa analytical, both in percent; Z 1.96 for 95 % on both sides. For serum B2M the
total of both over about 18 days is 8.4 % (NHANES III, PMC3628297, verified): 23.3 %, log-normal
+26.2 and -20.7. Older figures (CVi 4.1 or 5.9 %) are unverified. The rule on a trend (`trend`) has
a fixed limit instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

PERCENT = Decimal(100)
Z_95 = Decimal("1.96")
CV_TOTAL = Decimal("8.4")  # percent, within person and analytical


@dataclass(frozen=True)
class ReferenceChange:
    """Limits of a change in percent; `down` is negative."""

    symmetric: Decimal
    up: Decimal
    down: Decimal

    def exceeds_symmetric(self, change: Decimal) -> bool:
        """Is a change larger, up or down, than the symmetric limit?"""
        return abs(change) > self.symmetric

    def exceeds_lognormal(self, change: Decimal) -> bool:
        """Does a change lie beyond the log-normal limit of its direction?"""
        return change > self.up or change < self.down


def reference_change(
    cv_within: Decimal = CV_TOTAL, cv_analytical: Decimal = Decimal(0), z: Decimal = Z_95
) -> ReferenceChange:
    """The limits that go with two coefficients of variation in percent."""
    symmetric = Decimal(2).sqrt() * z * (cv_analytical**2 + cv_within**2).sqrt()
    reach = z * (2 * (_log_variance(cv_within) + _log_variance(cv_analytical))).sqrt()
    return ReferenceChange(symmetric, _percent(reach.exp()), _percent((-reach).exp()))


def percent_change(previous: Decimal, current: Decimal) -> Decimal:
    """How far the current value lies above (or below) the previous one."""
    return _percent(current / previous)


def _log_variance(cv: Decimal) -> Decimal:
    return (1 + (cv / PERCENT) ** 2).ln()


def _percent(ratio: Decimal) -> Decimal:
    return PERCENT * (ratio - 1)
