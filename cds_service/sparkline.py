"""Serum B2M over time in one line of a terminal. It shows, it says nothing of what it means."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from decimal import Decimal

from cds_service.web.story_marks import day_text
from cds_service.web.story_series import B2mPoint

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII = "_.-~=+*#"
FEWEST = 2


def sparkline(points: Sequence[B2mPoint], width: int, encoding: str) -> str:
    """All results, oldest first, as heights above zero, so that a small change looks small; ""
    where there is nothing to compare. `encoding` is that of the terminal.

    Where the line is too narrow, the oldest results are left out, and the line says how many.
    """
    if len(points) < FEWEST:
        return ""
    marks = BLOCKS if _can_show(BLOCKS, encoding) else ASCII
    shown = points
    while len(line := _line(shown, len(points), marks)) > width and len(shown) > FEWEST:
        shown = shown[1:]
    return textwrap.fill(line, width)


def _line(shown: Sequence[B2mPoint], count: int, marks: str) -> str:
    first, last = shown[0], shown[-1]
    which = f"{count} results" if len(shown) == count else f"last {len(shown)} of {count}"
    ends = f"{first.text} ({day_text(first.day)}) to {last.text} ({day_text(last.day)})"
    return f"Serum B2M, {which}: {_heights(shown, marks)} {ends}"


def _heights(points: Sequence[B2mPoint], marks: str) -> str:
    highest = max(point.value for point in points) or Decimal(1)
    places = (int(point.value * (len(marks) - 1) / highest) for point in points)
    return "".join(marks[place] for place in places)


def _can_show(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
