"""What the data of a patient were made to show: the intent, never read by the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


class Result(NamedTuple):
    """A result that is meant to be read: in the analyte's canonical unit, by its calendar day."""

    analyte: str
    value: Decimal
    comparator: str
    day: str


class Aside(NamedTuple):
    """A resource that is meant to be set aside, and why (names of the internal model)."""

    analyte: str
    reason: str


class Diagnosis(NamedTuple):
    """A diagnosis that is meant to be read, with its status codes."""

    disease: str
    clinical: str
    verification: str


@dataclass
class Truth:
    """The intent of one patient. `iss`: the stages that must stay possible, None where the data
    were not made to settle that; `staged` False: no stage may be given."""

    results: list[Result] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    markers: list[tuple[str, bool]] = field(default_factory=list)
    stages: list[tuple[str, str]] = field(default_factory=list)
    therapies: list[str] = field(default_factory=list)
    iss: tuple[str, ...] | None = None
    staged: bool = True
    note: str = ""

    def of(self, analyte: str) -> list[Result]:
        """The results of one analyte that are meant to be read."""
        return [result for result in self.results if result.analyte == analyte]
