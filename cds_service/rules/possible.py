"""Which groups can this patient still be in?

A staging table changes its answer only at its cut-offs. Every input therefore falls into a handful
of cells: each cut-off itself and each open stretch between two of them. Trying one value from every
cell that agrees with what is known gives exactly the groups that remain possible. An unknown input
agrees with all its cells, an exact one with a single cell. Inputs must be independent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from fhir_mappings.model import Measured, measured

Known = Mapping[str, Any]  # Measured or frozenset of options, by input name; absent = unknown


@dataclass(frozen=True)
class Number:
    """An input that matters only by where it lies among its cut-offs (ascending)."""

    cutoffs: tuple[Decimal, ...]

    def cells(self, known: Measured | None) -> list[Measured]:
        """The cells that agree with what is known."""
        edges = (Decimal("-Infinity"), *self.cutoffs, Decimal("Infinity"))
        stretches = [Measured(low, high) for low, high in pairwise(edges)]
        cells = [*stretches, *map(measured, self.cutoffs)]
        return [cell for cell in cells if known is None or cell.meets(known)]

    def sample(self, cell: Measured) -> Decimal:
        """One value of a cell."""
        if cell.low.is_infinite():
            return cell.high - 1
        if cell.high.is_infinite():
            return cell.low + 1
        return (cell.low + cell.high) / 2


@dataclass(frozen=True)
class Choice:
    """An input with named values: a FISH marker, LDH against its limit."""

    options: tuple[str, ...]

    def cells(self, known: frozenset[str] | None) -> list[frozenset[str]]:
        """The options that agree with what is known, each a cell."""
        return [frozenset({option}) for option in self.options if known is None or option in known]

    def sample(self, cell: frozenset[str]) -> str:
        """The option of a cell."""
        (option,) = cell
        return option


@dataclass(frozen=True)
class Index:
    """A published table: a function of its inputs, each cut where the table cuts it.

    `groups` are all its groups in the order of the publication, best first.
    """

    classify: Callable[..., str]
    inputs: Mapping[str, Number | Choice]
    groups: tuple[str, ...]

    def possible(self, known: Known) -> tuple[str, ...]:
        """The groups that what is known leaves open, in the order of the publication."""
        found = {self._group(cells) for cells in self._agreeing(self.inputs, known)}
        return tuple(group for group in self.groups if group in found)

    def open_inputs(self, known: Known) -> tuple[str, ...]:
        """Inputs whose exact value could still change the group: the only ones worth asking for."""
        return tuple(name for name in self.inputs if self._could_change(name, known))

    def near_cutoff(self, name: str, value: Decimal, known: Known, share: Decimal) -> bool:
        """Would another group be possible if the value lay anywhere near one of its cut-offs?"""
        open_now = len(self.possible(known))
        zones = self.zones(name, value, share)
        return any(len(self.possible({**known, name: zone})) > open_now for zone in zones)

    def zones(self, name: str, value: Decimal, share: Decimal) -> list[Measured]:
        """The surroundings (within `share` of the cut-off, limits included) that hold a value."""
        number = self.inputs[name]
        cutoffs = number.cutoffs if isinstance(number, Number) else ()
        return [
            Measured(cut - cut * share, cut + cut * share, low_included=True, high_included=True)
            for cut in cutoffs
            if abs(value - cut) <= cut * share
        ]

    def _group(self, cells: Mapping[str, Any]) -> str:
        return self.classify(**{name: self.inputs[name].sample(cells[name]) for name in cells})

    def _could_change(self, name: str, known: Known) -> bool:
        others = [other for other in self.inputs if other != name]
        return any(
            len(self.possible({**known, **cells})) > 1 for cells in self._agreeing(others, known)
        )

    def _agreeing(self, names: Iterable[str], known: Known) -> Iterator[dict[str, Any]]:
        names = list(names)
        for cells in product(*(self.inputs[name].cells(known.get(name)) for name in names)):
            yield dict(zip(names, cells, strict=True))
