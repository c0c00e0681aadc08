"""Is the patient on dialysis when a sample is taken? Policy KP-19, kidney rules 6.

An active diagnosis, or two or more dialysis treatments (or one that goes on) within 90 days of the
sample, by procedures or orders; encounters are not asked for. A single acute continuous treatment
is acute kidney injury, not dialysis. A transplant surely after the last dialysis and by the day of
the sample ends it; a diagnosis that surely began after the transplant says that the graft failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cds_service.rules.policy import Policy
from cds_service.rules.population import active
from fhir_mappings.model import Chart, Disease, Kind, Moment, Problem, Therapy


def on_dialysis(chart: Chart, at: Moment, policy: Policy) -> bool:
    """On dialysis at a moment, as far as the record shows."""
    treatments = [item for item in chart.therapies if item.kind is Kind.DIALYSIS]
    near = [item for item in treatments if _near(item, at, policy)]
    evident = len(near) >= policy.dialysis_detection_treatments or any(item.active for item in near)
    if not (evident or active(chart, Disease.DIALYSIS)):
        return False
    return not _transplanted_since(chart, at)


def dialysis_since(chart: Chart) -> date | None:
    """The earliest dialysis date on record; None when none is recorded: it is not guessed."""
    onsets = [item.onset for item in chart.problems if item.disease is Disease.DIALYSIS]
    starts = [item.start for item in chart.therapies if item.kind is Kind.DIALYSIS]
    known = (moment.last_day for moment in (*onsets, *starts) if moment is not None)
    return min(known, default=None)


def _near(item: Therapy, at: Moment, policy: Policy) -> bool:
    if item.active:
        return item.start is None or item.start.earliest <= at.latest
    return item.start is not None and item.start.days_from(at) <= policy.dialysis_detection_days


def _transplanted_since(chart: Chart, at: Moment) -> bool:
    """Does a transplant surely lie between the last treatment and the sample, and no diagnosis
    surely after it? By the day."""
    begun = _begun(_starts(chart, Kind.KIDNEY_TRANSPLANT), at)
    transplants = [start.first_day for start in begun if start.last_day <= at.first_day]
    if not transplants:
        return False
    latest = max(transplants)
    treatments = _begun(_starts(chart, Kind.DIALYSIS), at)
    onsets = _begun((item.onset for item in chart.problems if _is_dialysis(item)), at)
    return all(item.last_day < latest for item in treatments) and all(
        item.first_day < latest for item in onsets
    )


def _is_dialysis(item: Problem) -> bool:
    return item.disease is Disease.DIALYSIS and item.active


def _starts(chart: Chart, kind: Kind) -> list[Moment | None]:
    return [item.start for item in chart.therapies if item.kind is kind]


def _begun(starts: Iterable[Moment | None], at: Moment) -> list[Moment]:
    return [start for start in starts if start and start.earliest <= at.latest]
