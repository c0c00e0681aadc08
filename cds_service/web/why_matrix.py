"""What each missing result could still change, asked of the engine that every index runs on.

For one input of an index: every answer that would make a difference, with the groups it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from cds_service.explanation import neat
from cds_service.rules.facts import LABORATORY
from cds_service.rules.labels import needed_labels
from cds_service.rules.possible import Choice, Index, Known
from cds_service.rules.words import plain
from fhir_mappings.model import Measured

UNITS = {
    **{name: analyte.unit for name, analyte in LABORATORY.items()},
    "age": "years",
    "b2m_over_uln": "times the laboratory's limit",
    "longest_node": "cm",
    "time_since_last_therapy_start": "months",
}
AGAINST_LIMIT = {"normal": "up to the laboratory's limit", "high": "above the laboratory's limit"}


@dataclass(frozen=True)
class Answer:
    """One answer that an input may have, and the groups that would stay possible."""

    text: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """Inputs of an index with the same answers. `answers`: those that what is known allows,
    neighbours with the same consequence as one; `decides`: another value could change the group;
    `alone`: it could do so by itself, whatever the other inputs are."""

    labels: tuple[str, ...]
    known: bool
    decides: bool
    alone: bool
    answers: tuple[Answer, ...]


def rows(index: Index, known: Known) -> tuple[Row, ...]:
    """Every input of an index, in the order of the table, alike ones together."""
    open_now, now = index.open_inputs(known), index.possible(known)
    found: dict[tuple[bool, bool, tuple[Answer, ...]], list[str]] = {}
    for name in index.inputs:
        kind = (name in known, name in open_now, tuple(_answers(index, name, known)))
        found.setdefault(kind, []).append(_label(name))
    return tuple(
        Row(tuple(dict.fromkeys(labels)), given, decides, _narrows(answers, now), answers)
        for (given, decides, answers), labels in found.items()
    )


def _narrows(answers: tuple[Answer, ...], now: tuple[str, ...]) -> bool:
    return any(answer.groups != now for answer in answers)


def _label(name: str) -> str:
    return needed_labels([name], known=[name])[0]


def _answers(index: Index, name: str, known: Known) -> Iterator[Answer]:
    item = index.inputs[name]
    if isinstance(item, Choice):
        for option in item.samples(known.get(name)):
            left = index.possible({**known, name: frozenset({option})})
            yield Answer(AGAINST_LIMIT.get(option, option), left)
        return
    bound, unit = known.get(name), UNITS.get(name, "")
    if bound is not None and bound.exact is not None:
        yield Answer(f"{plain(neat(bound.exact))} {unit}".rstrip(), index.possible(known))
        return
    cells = sorted(item.cells(bound), key=lambda cell: (cell.low, cell.high))
    consequence = [(cell, index.possible({**known, name: cell})) for cell in cells]
    for groups, alike in groupby(consequence, key=lambda pair: pair[1]):
        cell = _within(_joined([cell for cell, _ in alike]), bound)
        yield Answer(range_text(cell, unit), groups)


def _joined(parts: list[Measured]) -> Measured:
    return replace(parts[0], high=parts[-1].high, high_included=parts[-1].high_included)


def _within(cell: Measured, bound: Measured | None) -> Measured:
    """What of a cell agrees with a bound."""
    if bound is None:
        return cell
    if bound.low > cell.low:
        cell = replace(cell, low=bound.low, low_included=bound.low_included)
    if bound.high < cell.high:
        cell = replace(cell, high=bound.high, high_included=bound.high_included)
    return cell


def range_text(cell: Measured, unit: str) -> str:
    """A stretch between cut-offs in words: `3.5 to below 5.5 mg/L`."""
    if cell.exact is not None:
        return f"{plain(cell.exact)} {unit}".rstrip()
    if cell.low.is_infinite() and cell.high.is_infinite():
        return "any"
    low = plain(cell.low) if cell.low_included else f"above {plain(cell.low)}"
    if cell.high.is_infinite():
        return f"{low} {unit}".rstrip() + " or more" * cell.low_included
    if cell.low.is_infinite():
        return f"{'up to' if cell.high_included else 'below'} {plain(cell.high)} {unit}".rstrip()
    return f"{low} {'to' if cell.high_included else 'to below'} {plain(cell.high)} {unit}".rstrip()
