"""The Markdown of a card's detail as plain text: paragraphs wrapped, tables aligned.

Reads the small part of GFM that cards use (paragraphs, lists, pipe tables, bold, links, escapes).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from html import unescape
from itertools import groupby, zip_longest

_MARKS = re.compile(
    r"\\([!-/:-@\[-`{-~])"  # an escaped character
    r"|\*\*"  # bold
    r"|\[([^\]]*)\]\(([^)]*)\)"  # a link
    r"|(&(?:#\d+|#x[0-9a-fA-F]+|\w+);)"  # a character reference
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # a terminal might obey them
    r"\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # unseen, and some turn the direction
)
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_ITEM = re.compile(r"(?:[-*]|\d+\.) ")
_GAP = "  "
_NARROWEST = 6


def blocks(markdown: str, width: int) -> Iterator[str]:
    """Each paragraph, list or table, ready to print."""
    for block in re.split(r"\n\s*\n", markdown.strip()):
        lines = block.splitlines()
        if lines and lines[0].lstrip().startswith("|"):
            yield _table(lines, width)
        else:
            yield "\n".join(_wrapped(lines, width))


def plain(markdown: str) -> str:
    """Inline Markdown as it reads, without control and invisible formatting characters."""
    return _CONTROL.sub("", _MARKS.sub(_meant, markdown))


def _meant(mark: re.Match[str]) -> str:
    escaped, label, address, reference = mark.groups()
    if address is not None:
        return f"{label} ({address})"
    return escaped or unescape(reference or "")


def _wrapped(lines: list[str], width: int) -> Iterator[str]:
    """Lines of one paragraph run on; list items each start a line of their own, hanging."""
    for is_list, group in groupby(lines, key=lambda line: bool(_ITEM.match(line))):
        if is_list:
            yield from (_filled(plain(item), width, "  ") for item in group)
        else:
            yield _filled(" ".join(map(plain, group)), width)


def _filled(text: str, width: int, hanging: str = "") -> str:
    return textwrap.fill(text, width, subsequent_indent=hanging, break_on_hyphens=False)


def _table(lines: list[str], width: int) -> str:
    header, _, *body = [_cells(line) for line in lines]
    rows = [header, *body]
    widths = _widths(rows, width)
    rule = _GAP.join("-" * column for column in widths)
    body_lines = (line for row in body for line in _row(row, widths))
    return "\n".join([*_row(header, widths), rule, *body_lines])


def _cells(line: str) -> list[str]:
    return [plain(cell.strip()) for cell in _CELL_EDGE.split(line.strip().strip("|"))]


def _widths(rows: list[list[str]], width: int) -> list[int]:
    """As wide as the longest cell; the widest column gives way until the table fits."""
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: list[str], widths: list[int]) -> Iterator[str]:
    wrapped = [
        textwrap.wrap(cell, width, break_on_hyphens=False)
        for cell, width in zip(cells, widths, strict=False)
    ]
    for line in zip_longest(*wrapped, fillvalue=""):
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=False))
        yield _GAP.join(padded).rstrip()
