"""Which groups can this patient still be in?

A staging table changes its answer only at its cut-offs. Every input therefore falls into a handful
of cells: each cut-off itself and each open stretch between two of them. Trying one value from every
cell that agrees with what is known gives exactly the groups that remain possible. An unknown input
agrees with all its cells, an exact one with a single cell. Inputs must be independent.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any

from fhir_mappings.model import Measured, measured

Known = Mapping[str, Any]  # Measured or frozenset of options, by input name; absent = unknown
Samples = tuple[tuple[Any, ...], ...]  # by input, one value of each cell that agrees
KEPT_ANSWERS = 4096


@dataclass(frozen=True)
class Number:
    """An input that matters only by where it lies among its cut-offs (ascending)."""

    cutoffs: tuple[Decimal, ...]

    def cells(self, known: Measured | None) -> list[Measured]:
        """The cells that agree with what is known."""
        return [cell for cell in self._all if known is None or cell.meets(known)]

    def samples(self, known: Measured | None) -> tuple[Decimal, ...]:
        """One value of each cell that agrees with what is known."""
        if known is not None and (value := known.exact) is not None:
            return (self._sample_beside(value),)
        return tuple(map(self.sample, self.cells(known)))

    @cached_property
    def _all(self) -> tuple[Measured, ...]:
        edges = (Decimal("-Infinity"), *self.cutoffs, Decimal("Infinity"))
        stretches = [Measured(low, high) for low, high in pairwise(edges)]
        return (*stretches, *map(measured, self.cutoffs))

    @cached_property
    def _of_stretches(self) -> tuple[Decimal, ...]:
        return tuple(map(self.sample, self._all[: len(self.cutoffs) + 1]))

    def _sample_beside(self, value: Decimal) -> Decimal:
        place = bisect_left(self.cutoffs, value)
        return value if value in self.cutoffs else self._of_stretches[place]

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

    def samples(self, known: frozenset[str] | None) -> tuple[str, ...]:
        """The options that agree with what is known."""
        return tuple(name for name in self.options if known is None or name in known)

    def sample(self, cell: frozenset[str]) -> str:
        """The option of a cell."""
        (option,) = cell
        return option


@dataclass(frozen=True, eq=False)
class Index:
    """A published table: a function of its inputs, each cut where the table cuts it.

    `groups` are all its groups in the order of the publication, best first.
    """

    classify: Callable[..., str]
    inputs: Mapping[str, Number | Choice]
    groups: tuple[str, ...]

    def possible(self, known: Known) -> tuple[str, ...]:
        """The groups that what is known leaves open, in the order of the publication."""
        return _possible(self, self._samples(known))

    def open_inputs(self, known: Known) -> tuple[str, ...]:
        """Inputs whose exact value could still change the group: the only ones worth asking for.

        An input is open when two rows of the table that differ in it alone differ in their group,
        that is, when the other inputs may turn out such that more than one group stays possible.
        """
        return _open_inputs(self, self._samples(known))

    def near_cutoff(self, name: str, value: Decimal, known: Known, share: Decimal) -> bool:
        """Would another group be possible if the value lay anywhere near one of its cut-offs?"""
        zones = self.zones(name, value, share)
        open_now = len(self.possible(known)) if zones else 0
        return any(len(self.possible({**known, name: zone})) > open_now for zone in zones)

    def zones(self, name: str, value: Decimal, share: Decimal) -> list[Measured]:
        """The surroundings of the cut-offs of an input that hold a value."""
        item = self.inputs[name]
        return item.zones(value, share) if isinstance(item, Number) else []

    def _samples(self, known: Known) -> Samples:
        given = known.get
        return tuple([item.samples(given(name)) for name, item in self.inputs.items()])


# The answers of a table are kept by the cells they follow from, which hold no value of a patient.
@lru_cache(maxsize=KEPT_ANSWERS)
def _possible(index: Index, samples: Samples) -> tuple[str, ...]:
    found = set(_table(index, samples).values())
    return tuple(group for group in index.groups if group in found)


@lru_cache(maxsize=KEPT_ANSWERS)
def _open_inputs(index: Index, samples: Samples) -> tuple[str, ...]:
    table = _table(index, samples)
    return tuple(name for at, name in enumerate(index.inputs) if _decides(at, table))


def _table(index: Index, samples: Samples) -> dict[tuple[Any, ...], str]:
    """The group of every combination of cells that agrees with what is known, a sample each."""
    return {
        values: index.classify(**dict(zip(index.inputs, values, strict=True)))
        for values in product(*samples)
    }


def _decides(at: int, table: Mapping[tuple[Any, ...], str]) -> bool:
    """Do two rows that differ only in the input at this place have different groups?"""
    seen: dict[tuple[Any, ...], str] = {}
    return any(
        seen.setdefault(values[:at] + values[at + 1 :], group) != group
        for values, group in table.items()
    )
