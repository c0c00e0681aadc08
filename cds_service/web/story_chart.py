"""The two-stories chart as marks to draw: serum B2M above, kidney function below, one time axis.

Server-side SVG without scripts. Shape and pattern tell what colour tells, so that it reads in black
and white; every mark carries its words as a title, and a table beneath the chart holds all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from string import ascii_uppercase

from cds_service.rules.words import plain
from cds_service.web.scales import TimeScale, ValueScale, time_scale, value_scale
from cds_service.web.story_series import AsidePoint, B2mPoint, Event, Series

EGFR_TOP = Decimal(120)
EGFR_LOW = Decimal(60)
BEFORE = timedelta(days=366)
SHORT_DAYS, LONG_DAYS = 90, 4 * 366
TITLE_ROOM, LANE, GAP, AXIS = 20, 22, 44, 26


@dataclass(frozen=True)
class Mark:
    """One thing to draw: `kind` line, path, text or a shape; `look` its class in the stylesheet."""

    kind: str
    look: str
    x: float = 0.0
    y: float = 0.0
    x2: float = 0.0
    y2: float = 0.0
    text: str = ""
    path: str = ""


@dataclass(frozen=True)
class Drawing:
    """All marks of one size of the chart."""

    width: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Frame:
    """The size of a drawing: plot edges and the heights of both panels."""

    width: int
    left: int
    b2m: int
    egfr: int

    @property
    def right(self) -> int:
        """The right edge of both plots."""
        return self.width - 12


WIDE = Frame(width=860, left=52, b2m=250, egfr=120)
NARROW = Frame(width=328, left=38, b2m=230, egfr=110)


def drawing(series: Series, frame: Frame) -> Drawing | None:
    """The chart; None where there is nothing to put on a time axis."""
    time = _time(series, frame)
    if time is None:
        return None
    top = TITLE_ROOM + LANE
    b2m = value_scale(_values(series), top + frame.b2m, top)
    below = top + frame.b2m + GAP
    egfr = ValueScale(0.0, float(_egfr_top(series)), below + frame.egfr, below)
    marks = (*_b2m_panel(series, time, b2m, frame), *_egfr_panel(series, time, egfr, frame))
    return Drawing(frame.width, below + frame.egfr + AXIS, marks)


def lettered(series: Series) -> list[tuple[str, Event]]:
    """The events on the chart with the letter that stands for each; "" for those before it."""
    time = _time(series, WIDE)
    if time is None:
        return []
    letters = iter(ascii_uppercase)
    held = ((time.first <= event.day <= time.last, event) for event in series.events)
    return [(next(letters, "") if shown else "", event) for shown, event in held]


def _time(series: Series, frame: Frame) -> TimeScale | None:
    days = [*(point.day for point in series.b2m), *(point.day for point in series.aside)]
    if not days:
        return None
    start, end = min(days) - BEFORE, max(days)
    others = [*(point.day for point in series.egfr), *(event.day for event in series.events)]
    near = [day for day in others if start <= day <= end]
    return time_scale([*days, *near], frame.left, frame.right)


def _values(series: Series) -> Iterator[Decimal]:
    yield from series.cutoffs
    for point in series.b2m:
        yield point.value
        yield from (point.limit,) if point.limit else ()
        yield from point.expected or ()


def _egfr_top(series: Series) -> Decimal:
    return max([EGFR_TOP, *(point.high for point in series.egfr)])


def _b2m_panel(series: Series, time: TimeScale, scale: ValueScale, frame: Frame) -> Iterator[Mark]:
    yield Mark("text", "name", frame.left, 14, text=f"Serum B2M, mg/L{' (log axis)' * scale.log}")
    yield from _grid(scale, frame)
    yield from _limits(series.b2m, time, scale)
    yield from _expected(series.b2m, time, scale)
    yield from _events(series, time, scale)
    for cut in series.cutoffs:
        y = scale.at(cut)
        yield Mark("line", "cutoff", frame.left, y, frame.right, y)
        yield Mark("text", "cutoff-name", frame.left + 4, y - 4, text=f"ISS {plain(cut)}")
    yield from _course(series.b2m, time, scale)
    yield from (_aside(point, time, scale) for point in series.aside)


def _grid(scale: ValueScale, frame: Frame) -> Iterator[Mark]:
    for tick in scale.ticks:
        y = scale.at(tick)
        yield Mark("line", "grid", frame.left, y, frame.right, y)
        yield Mark("text", "tick", frame.left - 6, y + 4, text=f"{tick:g}")


def _limits(points: tuple[B2mPoint, ...], time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    """The laboratory's own limit, from each result half way to its neighbours."""
    for place, point in enumerate(points):
        if point.limit is not None:
            left, right = _reach(points, place, time)
            top = scale.at(point.limit)
            path = f"M{left} {top}H{right}V{scale.bottom}H{left}Z"
            yield Mark("path", "reference", path=path, text=f"up to the limit {plain(point.limit)}")


def _reach(points: tuple[B2mPoint, ...], place: int, time: TimeScale) -> tuple[float, float]:
    here = time.at(points[place].day)
    before = time.at(points[place - 1].day) if place else time.left
    after = time.at(points[place + 1].day) if place + 1 < len(points) else time.right
    left = (before + here) / 2 if place else before
    right = (here + after) / 2 if place + 1 < len(points) else after
    return round(left, 1), round(right, 1)


def _expected(points: tuple[B2mPoint, ...], time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    """What eGFR alone explains, as a hatched bar beside each result."""
    for point in points:
        if point.expected:
            low, high = point.expected
            x, top, bottom = time.at(point.day), scale.at(high), scale.at(low)
            path = f"M{x - 7:.1f} {top}h14V{bottom}h-14Z"
            said = f"expected from eGFR {point.egfr} alone: {low:.1f} to {high:.1f} mg/L"
            yield Mark("path", "expected", path=path, text=said)


def _events(series: Series, time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    for letter, event in lettered(series):
        if letter:
            x = time.at(event.day)
            yield Mark("line", "event", x, scale.top - LANE, x, scale.bottom, event.text)
            yield Mark("text", "event-name", x + 3, scale.top - LANE + 10, text=letter)


def _course(points: tuple[B2mPoint, ...], time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    places = [(time.at(point.day), scale.at(point.value)) for point in points]
    if len(places) > 1:
        yield Mark("path", "course", path="M" + "L".join(f"{x} {y}" for x, y in places))
    for point, (x, y) in zip(points, places, strict=True):
        shape = {"": "dot", ">": "up", "<": "down"}[point.bound]
        yield Mark(shape, "b2m", x, y, text=f"B2M {point.text}, {day_text(point.day)}")


def _aside(point: AsidePoint, time: TimeScale, scale: ValueScale) -> Mark:
    said = f"Set aside, {day_text(point.day)}: {point.text}, {point.reason}"
    return Mark("dot", "aside", time.at(point.day), scale.top - LANE / 2, text=said)


def _egfr_panel(series: Series, time: TimeScale, scale: ValueScale, frame: Frame) -> Iterator[Mark]:
    yield Mark("text", "name", frame.left, scale.top - 8, text="eGFR, mL/min/1.73 m2")
    for tick in (0, 30, 60, 90, 120):
        y = scale.at(tick)
        look = "grid" if Decimal(tick) != EGFR_LOW else "grid sixty"
        yield Mark("line", look, frame.left, y, frame.right, y)
        yield Mark("text", "tick", frame.left - 6, y + 4, text=f"{tick}")
    yield from _egfr_course(series, time, scale)
    for day in _ticks(series, time):
        x = time.at(day)
        yield Mark("line", "tick-line", x, scale.bottom, x, scale.bottom + 5)
        yield Mark("text", "day", x, scale.bottom + 18, text=_tick_text(day, time))


def _egfr_course(series: Series, time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    points = [point for point in series.egfr if time.first <= point.day <= time.last]
    if not points:
        middle = (time.left + time.right) / 2
        yield Mark("text", "nothing", middle, scale.at(45), text="no eGFR to show")
        return
    places = [(time.at(p.day), scale.at((p.low + p.high) / 2)) for p in points]
    if len(places) > 1:
        yield Mark("path", "course egfr", path="M" + "L".join(f"{x} {y}" for x, y in places))
    for point, (x, y) in zip(points, places, strict=True):
        said = f"eGFR {point.text} ({point.method}), {day_text(point.day)}"
        yield Mark("square", "egfr", x, y, text=said)


def day_text(day: date) -> str:
    """A day as cards write it."""
    return f"{day.day} {day:%b %Y}"


def _ticks(series: Series, time: TimeScale) -> list[date]:
    """Months or years; on a short axis the days of the first and last result."""
    if time.days > SHORT_DAYS:
        return time.ticks
    days = sorted([*(item.day for item in series.b2m), *(item.day for item in series.aside)])
    return list(dict.fromkeys((days[0], days[-1])))


def _tick_text(day: date, time: TimeScale) -> str:
    if time.days > LONG_DAYS:
        return f"{day:%Y}"
    return day_text(day) if time.days <= SHORT_DAYS else f"{day:%b %y}"
