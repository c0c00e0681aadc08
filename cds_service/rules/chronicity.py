"""Has eGFR been low for long? KDIGO: abnormal for a minimum of 3 months (policy KP-11: 90 days).

KDIGO 2024, doi:10.1016/j.kint.2023.10.018 ("minimum of 3 months", seen in a copy: secondary).
Reported whole numbers decide (KP-04).
"""

from __future__ import annotations

from cds_service.rules.estimate import Estimate
from cds_service.rules.gfr import highest_reported
from fhir_mappings.model import Moment

LOW_BELOW = 60  # mL/min/1.73 m2


def is_low(estimate: Estimate) -> bool:
    """Is every eGFR the estimate allows below 60?"""
    highest = highest_reported(estimate.egfr)
    return highest is not None and highest < LOW_BELOW


def days_low(series: list[Estimate], until: Moment) -> int:
    """Days over which every eGFR up to a moment was below 60, back from the last of them.

    An eGFR of which only the month or year is known belongs to them if it may.
    """
    past = [item for item in series if item.source.taken.earliest <= until.latest]
    run: list[Estimate] = []
    for item in reversed(past):
        if not is_low(item):
            break
        run.append(item)
    return _days_between(run[-1].source.taken, run[0].source.taken) if run else 0


def _days_between(earlier: Moment, later: Moment) -> int:
    """The fewest whole days that both dates allow, so that a vague date proves nothing."""
    return max((later.first_day - earlier.last_day).days, 0)
