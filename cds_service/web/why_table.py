"""The published table of a rule as its module holds it, with the rows that still apply marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cds_service.web.reference import find_rule

BETWEEN_COLUMNS = re.compile(r"( {2,})")


@dataclass(frozen=True)
class Piece:
    """A stretch of a line; `marked`: it names a group that stays possible."""

    text: str
    marked: bool = False


Line = tuple[Piece, ...]


def published(rule_id: str, groups: Iterable[str]) -> tuple[tuple[Line, ...], ...]:
    """The tables of a rule, line by line, with what stands for these groups marked."""
    found = find_rule(rule_id)
    names = sorted(groups, key=len, reverse=True)
    blocks = found[1]["blocks"] if found else ()
    tables = (block["text"] for block in blocks if block["table"] and _has_rows(block["text"]))
    return tuple(tuple(_lines(text.splitlines(), names)) for text in tables)


def _has_rows(text: str) -> bool:
    return "\n" in text or "  " in text


def _lines(lines: list[str], names: list[str]) -> Iterator[Line]:
    """A line that is indented goes on with the row above it."""
    goes_on = False
    for line in lines:
        made = (Piece(line, marked=True),) if goes_on and line[:1] == " " else _line(line, names)
        goes_on = len(made) == 1 and made[0].marked
        yield made


def _line(line: str, names: list[str]) -> Line:
    parts = BETWEEN_COLUMNS.split(line)
    if any(_names_row(parts, name) for name in names):
        return (Piece(line, marked=True),)
    return tuple(_pieces(parts, names))


def _names_row(parts: list[str], name: str) -> bool:
    """Is this a row about the group: its name alone in the first or last column?"""
    ends = {parts[0], parts[-1]} if len(parts) > 1 else set()
    return name in ends or f"stage {name}" in ends or _is_sentence_on(parts, name)


def _is_sentence_on(parts: list[str], name: str) -> bool:
    said = name.replace("-", " ") if name.startswith("not-") else name
    words = parts[0].lower().replace("-", " ")
    return len(parts) == 1 and words.startswith(f"{said.replace('-', ' ')} if ")


def _pieces(parts: list[str], names: list[str]) -> Iterator[Piece]:
    for part in parts:
        yield Piece(part, marked=any(_opens(part, name) for name in names))


def _opens(part: str, name: str) -> bool:
    """`low 0-1` and `I: 0` open with their group."""
    return re.match(rf"{re.escape(name)}(:| (\d|or\b))", part) is not None
