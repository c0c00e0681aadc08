"""Laboratory results the rules may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from fhir_mappings.model.values import Measured, Moment, Reported


class Analyte(Enum):
    """A laboratory quantity the rules read: its short name and its canonical unit (UCUM)."""

    SERUM_B2M = ("B2M", "mg/L")
    ALBUMIN = ("albumin", "g/L")
    LDH = ("LDH", "U/L")
    CREATININE = ("creatinine", "mg/dL")
    EGFR = ("eGFR", "mL/min/{1.73_m2}")

    def __init__(self, label: str, unit: str) -> None:
        self.label = label
        self.unit = unit


@dataclass(frozen=True)
class LabResult:
    """A usable result: `value` in `analyte.unit`, `reported` as the laboratory wrote it.

    `approximate`: converted by a molar mass. `fallback`: by a method that is read only when no
    other exists. `method`: the method that the code names, or "". `upper_limit`: the laboratory's
    upper reference limit in `analyte.unit`. `queries`: reasons to verify the value at its source.
    """

    analyte: Analyte
    value: Measured
    taken: Moment
    reference: str
    reported: Reported
    loinc: str = ""
    factor: Decimal = Decimal(1)
    status: str = "final"
    upper_limit: Decimal | None = None
    laboratory: str = ""
    method: str = ""
    approximate: bool = False
    fallback: bool = False
    issued: datetime | None = None
    queries: tuple[str, ...] = ()


def oldest_first(results: Iterable[LabResult]) -> tuple[LabResult, ...]:
    """Order by specimen time; on a tie the later issued comes later (policy P-15)."""
    return tuple(sorted(results, key=_age_key))


def _age_key(result: LabResult) -> tuple[datetime, datetime, datetime]:
    return result.taken.latest, result.taken.earliest, result.issued or result.taken.earliest
