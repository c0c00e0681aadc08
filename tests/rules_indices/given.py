"""Rows of a test table as inputs of an index: one cell per input, in the order of the index.

A number may carry a comparator (`>= 5.5`); `.` is the best option of a choice and `+` the worst,
`a/b` leaves two options open, `-` is unknown.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cds_service.rules.possible import Choice, Index
from fhir_mappings.model import measured


def values(index: Index, cells: Iterable[str]) -> dict[str, Any]:
    """A complete row as arguments of the function that classifies."""
    given = zip(index.inputs.items(), cells, strict=True)
    return {
        name: _option(item, cell) if isinstance(item, Choice) else Decimal(cell)
        for (name, item), cell in given
    }


def known(index: Index, cells: Iterable[str]) -> dict[str, Any]:
    """A row with gaps as what is known of each input."""
    given = zip(index.inputs.items(), cells, strict=True)
    return {name: _known(item, cell) for (name, item), cell in given if cell != "-"}


def groups(cell: str) -> tuple[str, ...]:
    """The groups in a cell, in the order of the publication."""
    return tuple(cell.split(", "))


def still_open(index: Index, cells: Iterable[str], open_cell: str) -> tuple[str, ...]:
    """The inputs a row names as open; `all` means every input that is unknown."""
    if open_cell != "all":
        return tuple(open_cell.split())
    return tuple(name for name, cell in zip(index.inputs, cells, strict=True) if cell == "-")


def _option(item: Choice, cell: str) -> str:
    option = {".": item.options[0], "+": item.options[-1]}.get(cell, cell)
    assert option in item.options
    return option


def _known(item: Any, cell: str) -> Any:
    if isinstance(item, Choice):
        return frozenset(_option(item, option) for option in cell.split("/"))
    *comparator, number = cell.split()
    return measured(Decimal(number), *comparator)
