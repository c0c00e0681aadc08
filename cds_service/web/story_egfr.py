"""The lower panel of the two-stories chart: kidney function, and the time axis of both panels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cds_service.web.scales import TimeScale, ValueScale
from cds_service.web.story_marks import Frame, Mark, day_text, lines_through, nothing
from cds_service.web.story_series import EgfrPoint, Series

EGFR_TOP = Decimal(120)
EGFR_LOW = Decimal(60)
EGFR_TICKS = (0, 30, 60, 90, 120)
SHORT_DAYS, LONG_DAYS = 90, 4 * 366


def egfr_scale(series: Series, bottom: float, top: float) -> ValueScale:
    """An axis from 0 to the highest eGFR, 120 at least."""
    highest = max([EGFR_TOP, *(point.high for point in series.egfr)])
    return ValueScale(0.0, float(highest), bottom, top)


def egfr_within(series: Series, time: TimeScale) -> list[EgfrPoint]:
    """The eGFR that lie on the time axis."""
    return [point for point in series.egfr if time.first <= point.day <= time.last]


def egfr_panel(series: Series, time: TimeScale, scale: ValueScale, frame: Frame) -> Iterator[Mark]:
    """Every mark of the panel."""
    yield Mark("text", "name", frame.left, scale.top - 8, text="eGFR, mL/min/1.73 m2")
    for tick in EGFR_TICKS:
        y = scale.at(tick)
        look = "grid" if Decimal(tick) != EGFR_LOW else "grid sixty"
        yield Mark("line", look, frame.left, y, frame.right, y)
        yield Mark("text", "tick", frame.left - 6, y + 4, text=f"{tick}")
    yield from _course(egfr_within(series, time), time, scale)
    for day in _ticks(series, time):
        x = time.at(day)
        yield Mark("line", "tick-line", x, scale.bottom, x, scale.bottom + 5)
        yield Mark("text", "day", x, scale.bottom + 18, text=_tick_text(day, time))


def _course(points: list[EgfrPoint], time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    if not points:
        yield nothing("no eGFR to show", time.middle, scale.at(45))
    places = [(time.at(p.day), scale.at((p.low + p.high) / 2)) for p in points]
    yield from lines_through(places, "course egfr")
    for point, (x, y) in zip(points, places, strict=True):
        said = f"eGFR {point.text} ({point.method}), {day_text(point.day)}"
        yield Mark("square", "egfr", x, y, text=said)


def _ticks(series: Series, time: TimeScale) -> list[date]:
    """Months or years; on a short axis the days of the first and last result."""
    if time.days > SHORT_DAYS:
        return time.ticks
    days = sorted([*(item.day for item in series.b2m), *(item.day for item in series.aside)])
    return list(dict.fromkeys((days[0], days[-1])))


def _tick_text(day: date, time: TimeScale) -> str:
    if time.days > LONG_DAYS:
        return f"{day:%Y}"
    return day_text(day) if time.days <= SHORT_DAYS else f"{day:%b %Y}"
