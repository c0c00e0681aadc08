"""FHIR dates of any precision as comparable moments.

Accepts `YYYY`, `YYYY-MM`, `YYYY-MM-DD` and date-times with or without seconds and zone (the
specification demands both, real servers leave them out). A date without time is the whole day in
the site's time zone. http://hl7.org/fhir/R4/datatypes.html#dateTime
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from fhir_mappings.model import Moment

_SHAPE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:T(?P<time>.+))?)?)?", re.ASCII
)
_TIME = re.compile(
    r"(?P<clock>\d{2}:\d{2}(?::\d{2})?)(?:\.(?P<fraction>\d+))?(?P<zone>Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_INSTANT = timedelta(microseconds=1)
# What the specification demands of a date-time, as nearly all servers write it.
_REGULAR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})", re.ASCII)


def moment_from(value: object, zone: tzinfo = UTC) -> Moment | None:
    """The moment a FHIR date, dateTime or instant stands for; None when it is not one."""
    if not isinstance(value, str):
        return None
    try:
        if _REGULAR.fullmatch(value):
            return _moment(datetime.fromisoformat(value))
        if not (shape := _SHAPE.fullmatch(value.strip())):
            return None
        if shape["time"]:
            return _instant(shape, zone)
        return _span(*_days(shape), zone)
    except (ValueError, OverflowError):
        return None


def period_end(period: object, zone: tzinfo = UTC) -> Moment | None:
    """The end of a Period, else its start; None when it has neither."""
    if not isinstance(period, dict):
        return None
    return moment_from(period.get("end"), zone) or moment_from(period.get("start"), zone)


def effective_moment(resource: dict[str, Any], zone: tzinfo = UTC) -> Moment | None:
    """When something was observed, by `effective[x]`: of a Period or a Timing its end."""
    return (
        moment_from(resource.get("effectiveDateTime"), zone)
        or moment_from(resource.get("effectiveInstant"), zone)
        or period_end(resource.get("effectivePeriod"), zone)
        or _timing_end(resource.get("effectiveTiming"), zone)
    )


def _timing_end(timing: object, zone: tzinfo) -> Moment | None:
    """The last event of a Timing, else the end of its bounds."""
    if not isinstance(timing, dict):
        return None
    listed = timing.get("event")
    events = [moment_from(event, zone) for event in (listed if isinstance(listed, list) else [])]
    repeat = timing.get("repeat")
    bounds = repeat.get("boundsPeriod") if isinstance(repeat, dict) else None
    last = max(filter(None, events), key=lambda event: event.latest, default=None)
    return last or period_end(bounds, zone)


def _days(shape: re.Match[str]) -> tuple[date, date]:
    year = int(shape["year"])
    if shape["month"] is None:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(shape["month"])
    if shape["day"] is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = date(year, month, int(shape["day"]))
    return day, day


def _span(first: date, last: date, zone: tzinfo) -> Moment:
    start = datetime.combine(first, time.min, zone).astimezone(UTC)
    end = datetime.combine(last, time.max, zone).astimezone(UTC)
    return Moment(start, end, first, last)


def _instant(shape: re.Match[str], zone: tzinfo) -> Moment | None:
    if not (clock := _TIME.fullmatch(shape["time"])):
        return None
    offset = (clock["zone"] or "").replace("Z", "+00:00")
    written = datetime.fromisoformat(f"{_days(shape)[0]}T{clock['clock']}{offset}")
    written += int((clock["fraction"] or "")[:6].ljust(6, "0")) * _INSTANT
    return _moment(written if written.tzinfo else written.replace(tzinfo=zone))


def _moment(written: datetime) -> Moment:
    instant, day = written.astimezone(UTC), written.date()
    return Moment(instant, instant, day, day)
