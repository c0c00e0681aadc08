"""What a chart is drawn from: marks within a frame."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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


def day_text(day: date) -> str:
    """A day as cards write it."""
    return f"{day.day} {day:%b %Y}"


def lines_through(places: list[tuple[float, float]], look: str) -> list[Mark]:
    """The course of a series; a single point has none."""
    if len(places) < 2:
        return []
    return [Mark("path", look, path="M" + "L".join(f"{x} {y}" for x, y in places))]


def nothing(said: str, middle: float, y: float) -> Mark:
    """Words in the place of an empty panel."""
    return Mark("text", "nothing", middle, y, text=said)
