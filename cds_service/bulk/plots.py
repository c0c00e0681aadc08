"""Small bar charts as SVG: no script, no font, no colour that is the only sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABELS, NUMBERS, ROW, BAR = 760, 240, 180, 26, 16
STYLE = (
    ".t{font:13px system-ui,sans-serif;fill:currentColor}"
    ".a{fill:#17616a}.b{fill:none;stroke:#17616a;stroke-width:1.5;stroke-dasharray:3 2}"
)


@dataclass(frozen=True)
class Bar:
    """One bar: its whole length, and the part at its start that is drawn full."""

    label: str
    whole: float
    full: float
    text: str


def bar_chart(title: str, description: str, bars: Sequence[Bar]) -> str:
    """A chart of horizontal bars with their numbers; the part that is not full is outlined."""
    height = ROW * len(bars) + 8
    longest = max([bar.whole for bar in bars] or [0]) or 1
    scale = (WIDTH - LABELS - NUMBERS) / longest
    rows = "".join(_row(bar, place, scale) for place, bar in enumerate(bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' width="{WIDTH}" height="{height}"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc><style>{STYLE}</style>{rows}</svg>\n"
    )


def _row(bar: Bar, place: int, scale: float) -> str:
    top = place * ROW + 6
    whole, full = bar.whole * scale, bar.full * scale
    rest = (
        f'<rect class="b" x="{LABELS + full:.1f}" y="{top}" width="{whole - full:.1f}"'
        f' height="{BAR}"/>'
        if whole > full
        else ""
    )
    label = escape(bar.label)
    return (
        f'<text class="t" x="{LABELS - 8}" y="{top + 13}" text-anchor="end">{label}</text>'
        f'<rect class="a" x="{LABELS}" y="{top}" width="{full:.1f}" height="{BAR}"/>{rest}'
        f'<text class="t" x="{LABELS + whole + 6:.1f}" y="{top + 13}">{escape(bar.text)}</text>'
    )
