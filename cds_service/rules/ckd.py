"""Is a low eGFR known to be chronic? KDIGO: abnormal for a minimum of 3 months (policy KP-11).

confirmed     the latest reported eGFR is below 60, and so were all over at least 90 days up to it,
              or CKD is on record
unconfirmed   the latest is below 60, without either
not met       the latest is 60 or more
unknown       no eGFR, or a latest that allows both

KDIGO 2024, doi:10.1016/j.kint.2023.10.018 ("minimum of 3 months", secondary: a copy); 2012,
doi:10.1038/kisup.2012.77 ("> 3 months", verified). Other markers of kidney damage are not judged.
"""

from __future__ import annotations

from enum import Enum

from cds_service.rules.chronicity import LOW_BELOW, days_low, is_low
from cds_service.rules.estimate import Estimate
from cds_service.rules.gfr import lowest_reported
from cds_service.rules.policy import Policy


class Chronicity(Enum):
    """What a series of eGFR says of chronic kidney disease."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


def ckd_chronicity(
    series: list[Estimate], policy: Policy, *, on_record: bool = False
) -> Chronicity:
    """The status at the last of a series of estimates, oldest first."""
    if not series:
        return Chronicity.UNKNOWN
    latest = series[-1]
    if not is_low(latest):
        return Chronicity.NOT_MET if _is_not_low(latest) else Chronicity.UNKNOWN
    if on_record or days_low(series, latest.source.taken) >= policy.ckd_chronicity_days:
        return Chronicity.CONFIRMED
    return Chronicity.UNCONFIRMED


def _is_not_low(estimate: Estimate) -> bool:
    return lowest_reported(estimate.egfr) >= LOW_BELOW
