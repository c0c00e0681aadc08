"""What a report is made of: sections with sentences, tables of text and plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_ROWS = 40  # of a table in the report; the Parquet files hold all


@dataclass(frozen=True)
class Grid:
    """A table: its head, its rows as text, and how many rows there are in all."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


@dataclass(frozen=True)
class Plot:
    """A drawing: the name of its file, its title and its SVG."""

    name: str
    title: str
    svg: str


@dataclass(frozen=True)
class Section:
    """A heading, sentences, points, and a plot or a table where there is one."""

    title: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    plot: Plot | None = None
    grid: Grid | None = None


def grid_of(head: tuple[str, ...], rows: Sequence[Sequence[object]]) -> Grid | None:
    """The first rows as text; None when there are none at all."""
    shown = tuple(tuple(map(_text, row)) for row in rows[:MOST_ROWS])
    return Grid(head, shown, len(rows)) if rows else None


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def whole(number: float) -> str:
    """A number without decimals, its thousands apart."""
    return f"{number:,.0f}"


def share(part: int, total: int) -> str:
    """How much of a total, in per cent."""
    return f"{100 * part / total:.1f} %" if total else "0 %"


def number_of(count: int, thing: str) -> str:
    """A number with what it counts: 1 card, 2 cards."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
