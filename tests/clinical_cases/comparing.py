"""Expected against found, field by field, as the schema asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

# What an implementation that skips rounding would give; never the answer.
INFORMATION = {"category_if_not_rounded"}


def _not_among(wanted: list[str], found: list[str]) -> Iterator[str]:
    yield from (
        f"reasons: {code} is not among {_shown(found)}" for code in wanted if code not in found
    )


def _said(phrases: list[str], text: str) -> Iterator[str]:
    said = (phrase for phrase in phrases if phrase.casefold() in text.casefold())
    yield from (f"must_not_say: {phrase!r} was said" for phrase in said)


# Reasons beyond those asked for are welcome; phrases are looked for in all that was said.
PARTIAL: Mapping[str, Callable[[Any, Any], Iterator[str]]] = {
    "reasons": _not_among,
    "must_not_say": _said,
}


def mismatches(
    expected: Mapping[str, Any], found: Mapping[str, Any], tolerance: Decimal | int
) -> Iterator[str]:
    """A line for every field of `expected` that `found` does not have."""
    for field, wanted in expected.items():
        if field in PARTIAL and field in found:
            yield from PARTIAL[field](wanted, found[field])
        elif field not in INFORMATION and not _agrees(wanted, found.get(field, ...), tolerance):
            yield f"{field}: expected {_shown(wanted)}, found {_shown(found.get(field, ...))}"


def _agrees(wanted: object, found: object, tolerance: Decimal | int) -> bool:
    if isinstance(wanted, list):
        return isinstance(found, list) and sorted(wanted) == sorted(found)
    if isinstance(wanted, Decimal):
        return isinstance(found, int | Decimal) and abs(wanted - found) <= tolerance
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    return wanted == found


def _shown(value: object) -> str:
    if value is ...:
        return "nothing"
    return " ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
