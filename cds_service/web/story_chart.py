"""The two-stories chart as marks to draw: serum B2M above, kidney function below, one time axis.

Server-side SVG without scripts. Shape and pattern tell what colour tells, so that it reads in black
and white; every mark carries its words as a title, and tables beneath the chart hold all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from string import ascii_uppercase

from cds_service.rules.words import plain
from cds_service.web.scales import TimeScale, ValueScale, time_scale, value_scale
from cds_service.web.story_egfr import egfr_panel, egfr_scale, egfr_within
from cds_service.web.story_marks import (
    WIDE,
    Drawing,
    Frame,
    Mark,
    day_text,
    lines_through,
    nothing,
)
from cds_service.web.story_series import AsidePoint, B2mPoint, EgfrPoint, Event, Series

BEFORE = timedelta(days=366)
TITLE_ROOM, LANE, GAP, AXIS = 20, 22, 44, 26
BAND_HALF, BAND_HALF_LEAST = 7.0, 2.0
LETTER_ROOM = 14.0  # letters closer than this would be written over each other


def drawing(series: Series, frame: Frame) -> Drawing | None:
    """The chart; None where there is nothing to put on a time axis."""
    time = _time(series, frame)
    if time is None:
        return None
    top = TITLE_ROOM + LANE
    b2m = value_scale(_values(series), top + frame.b2m, top)
    below = top + frame.b2m + GAP
    egfr = egfr_scale(series, below + frame.egfr, below)
    marks = (*_b2m_panel(series, time, b2m, frame), *egfr_panel(series, time, egfr, frame))
    return Drawing(frame.width, below + frame.egfr + AXIS, marks)


def lettered(series: Series) -> list[tuple[str, Event]]:
    """The events on the chart with the letter that stands for each; "" for those before it."""
    time = _time(series, WIDE)
    if time is None:
        return []
    letters = iter(ascii_uppercase)
    held = ((time.first <= event.day <= time.last, event) for event in series.events)
    return [(next(letters, "") if shown else "", event) for shown, event in held]


def egfr_drawn(series: Series) -> list[EgfrPoint]:
    """The eGFR that are on the chart, oldest first."""
    time = _time(series, WIDE)
    return egfr_within(series, time) if time else []


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


def _b2m_panel(series: Series, time: TimeScale, scale: ValueScale, frame: Frame) -> Iterator[Mark]:
    yield Mark("text", "name", frame.left, 14, text=f"Serum B2M, mg/L{' (log axis)' * scale.log}")
    yield from _grid(scale, frame) if series.b2m else _empty(time, scale)
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


def _empty(time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    """Without a value there is no axis of values."""
    yield nothing("no B2M that could be used", time.middle, (scale.top + scale.bottom) / 2)


def _limits(points: tuple[B2mPoint, ...], time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    """The laboratory's own limit, from each result half way to its neighbours."""
    for place, point in enumerate(points):
        if point.limit is not None:
            left, right = _reach(points, place, time)
            top = scale.at(point.limit)
            path = f"M{left} {top}H{right}V{scale.bottom}H{left}Z"
            yield Mark("path", "reference", path=path, text=f"up to the limit {plain(point.limit)}")
            yield Mark("line", "limit", left, top, right, top)


def _reach(points: tuple[B2mPoint, ...], place: int, time: TimeScale) -> tuple[float, float]:
    here = time.at(points[place].day)
    before = time.at(points[place - 1].day) if place else time.left
    after = time.at(points[place + 1].day) if place + 1 < len(points) else time.right
    left = (before + here) / 2 if place else before
    right = (here + after) / 2 if place + 1 < len(points) else after
    return round(left, 1), round(right, 1)


def _expected(points: tuple[B2mPoint, ...], time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    """What eGFR alone explains, as a hatched bar beside each result."""
    bands = [(time.at(p.day), p.egfr, p.expected) for p in points if p.expected]
    half = _half_width([x for x, _, _ in bands])
    for x, egfr, (low, high) in bands:
        path = f"M{x - half:.1f} {scale.at(high)}h{2 * half:g}V{scale.at(low)}h{-2 * half:g}Z"
        said = f"expected from eGFR {egfr} alone: {low:.1f} to {high:.1f} mg/L"
        yield Mark("path", "expected", path=path, text=said)


def _half_width(places: list[float]) -> float:
    """Half as wide as neighbours lie apart, so that two bars do not become one."""
    gaps = [after - before for before, after in pairwise(places)]
    return round(max(BAND_HALF_LEAST, min([BAND_HALF, *(gap / 2 for gap in gaps)])), 1)


def _events(series: Series, time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    shown = [(time.at(event.day), letter, event) for letter, event in lettered(series) if letter]
    for x, _, event in shown:
        yield Mark("line", "event", x, scale.top - LANE, x, scale.bottom, event.text)
    for x, letters in _together([(x, letter) for x, letter, _ in shown]):
        yield Mark("text", "event-name", x + 3, scale.top - LANE + 10, text=letters)


def _together(letters: list[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    """Letters that would be written over each other, as one text at the place of the first."""
    group: list[tuple[float, str]] = []
    for x, letter in letters:
        if group and x - group[0][0] >= LETTER_ROOM * len(group):
            yield group[0][0], " ".join(text for _, text in group)
            group = []
        group.append((x, letter))
    if group:
        yield group[0][0], " ".join(text for _, text in group)


def _course(points: tuple[B2mPoint, ...], time: TimeScale, scale: ValueScale) -> Iterator[Mark]:
    """The results, joined where both neighbours are exact: a bound has no place to draw to."""
    places = [(time.at(point.day), scale.at(point.value), point) for point in points]
    for exact, run in groupby(places, key=lambda place: not place[2].bound):
        if exact:
            yield from lines_through([(x, y) for x, y, _ in run], "course")
    for x, y, point in places:
        shape = {"": "dot", ">": "up", "<": "down"}[point.bound]
        yield Mark(shape, "b2m", x, y, text=f"B2M {point.text}, {day_text(point.day)}")


def _aside(point: AsidePoint, time: TimeScale, scale: ValueScale) -> Mark:
    said = f"Set aside, {day_text(point.day)}: {point.text}, {point.reason}"
    return Mark("dot", "aside", time.at(point.day), scale.top - LANE / 2, text=said)
