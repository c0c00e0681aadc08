"""Which groups can this patient still be in?

A staging table changes its answer only at its cut-offs. Every input therefore falls into a handful
of cells: each cut-off itself and each open stretch between two of them. Trying one value from every
cell that agrees with what is known gives exactly the groups that remain possible. An unknown input
agrees with all its cells, an exact one with a single cell. Inputs must be independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

    def zones(self, value: Decimal, share: Decimal) -> list[Measured]:
        """The surroundings (within `share` of the cut-off, limits included) that hold a value."""
        return [
            Measured(cut - cut * share, cut + cut * share, low_included=True, high_included=True)
            for cut in self.cutoffs
            if abs(value - cut) <= cut * share
        ]

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
        found = set(self._table(known).values())
        return tuple(group for group in self.groups if group in found)

    def open_inputs(self, known: Known) -> tuple[str, ...]:
        """Inputs whose exact value could still change the group: the only ones worth asking for.

        An input is open when two rows of the table that differ in it alone differ in their group,
        that is, when the other inputs may turn out such that more than one group stays possible.
        """
        table = self._table(known)
        return tuple(name for at, name in enumerate(self.inputs) if _decides(at, table))

    def near_cutoff(self, name: str, value: Decimal, known: Known, share: Decimal) -> bool:
        """Would another group be possible if the value lay anywhere near one of its cut-offs?"""
        open_now = len(self.possible(known))
        zones = self.zones(name, value, share)
        return any(len(self.possible({**known, name: zone})) > open_now for zone in zones)

    def zones(self, name: str, value: Decimal, share: Decimal) -> list[Measured]:
        """The surroundings of the cut-offs of an input that hold a value."""
        item = self.inputs[name]
        return item.zones(value, share) if isinstance(item, Number) else []

    def _table(self, known: Known) -> dict[tuple[Any, ...], str]:
        """The group of every combination of cells that agrees with what is known, a sample each."""
        samples = [self._samples(name, known) for name in self.inputs]
        return {
            values: self.classify(**dict(zip(self.inputs, values, strict=True)))
            for values in product(*samples)
        }

    def _samples(self, name: str, known: Known) -> list[Any]:
        item: Any = self.inputs[name]
        return [item.sample(cell) for cell in item.cells(known.get(name))]


def _decides(at: int, table: Mapping[tuple[Any, ...], str]) -> bool:
    """Do two rows that differ only in the input at this place have different groups?"""
    seen: dict[tuple[Any, ...], str] = {}
    return any(
        seen.setdefault(values[:at] + values[at + 1 :], group) != group
        for values, group in table.items()
    )
