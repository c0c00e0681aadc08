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
    URINE_B2M = ("urine B2M", "ug/L")
    URINE_B2M_PER_CREATININE = ("urine B2M/creatinine", "ug/g{creat}")
    URINE_B2M_RATE = ("24 h urine B2M", "ug/(24.h)")
    CYSTATIN_C = ("cystatin C", "mg/L")
    CALCIUM = ("calcium", "mmol/L")
    CORRECTED_CALCIUM = ("albumin-corrected calcium", "mmol/L")
    IONISED_CALCIUM = ("ionised calcium", "mmol/L")
    HAEMOGLOBIN = ("haemoglobin", "g/dL")
    PLATELETS = ("platelets", "10*9/L")
    LEUKOCYTES = ("leukocytes", "10*9/L")
    LYMPHOCYTES = ("lymphocytes", "10*9/L")
    IGG = ("IgG", "g/L")
    IGA = ("IgA", "g/L")
    IGM = ("IgM", "g/L")
    M_PROTEIN = ("M-protein", "g/L")
    FREE_KAPPA = ("free kappa light chains", "mg/L")
    FREE_LAMBDA = ("free lambda light chains", "mg/L")
    FREE_LIGHT_CHAIN_RATIO = ("free light chain ratio (kappa/lambda)", "1")
    URINE_ALBUMIN_CREATININE = ("urine albumin/creatinine", "mg/g{creat}")
    URINE_PROTEIN_CREATININE = ("urine protein/creatinine", "mg/g{creat}")
    URINE_CREATININE = ("urine creatinine", "mg/dL")
    URINE_PH = ("urine pH", "[pH]")
    HEIGHT = ("height", "cm")
    CRP = ("CRP", "mg/L")
    URINE_CADMIUM = ("urine cadmium", "ug/g{creat}")
    BLOOD_CADMIUM = ("blood cadmium", "ug/L")

    # Members are singletons; Enum itself would hash a name for each look-up of a result.
    __hash__ = object.__hash__

    def __init__(self, label: str, unit: str) -> None:
        self.label = label
        self.unit = unit


@dataclass(frozen=True)
class LabResult:
    """A usable result: `value` in `analyte.unit`, `reported` as the laboratory wrote it.

    `approximate`: converted by a molar mass. `fallback`: by a method that is read only when no
    other exists. `method`: the method that the code names, or "". `upper_limit`: the laboratory's
    upper reference limit in `analyte.unit`. `queries`: reasons to verify the value at its source.
    `specimen`: the reference to the specimen as written, to tell which results share one; "" when
    there is none. `by_issue`: no time of the draw is recorded, so that `taken` is that of the
    report, the latest possible.
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
    specimen: str = ""
    by_issue: bool = False

    @property
    def when(self) -> str:
        """The day of the draw, or `reported` with that of the report where no other is known."""
        return f"reported {self.taken.text}" if self.by_issue else self.taken.text

    def __hash__(self) -> int:
        """Of the reference alone: results are looked up often, and rarely share one."""
        return hash(self.reference)


@dataclass(frozen=True)
class OtherResult:
    """A final result that no rule reads as a number: it says only that this was tested."""

    loinc: str
    taken: Moment
    reference: str


def oldest_first(results: Iterable[LabResult]) -> tuple[LabResult, ...]:
    """Order by specimen time; on a tie the later issued comes later (policy P-15)."""
    return tuple(sorted(results, key=_age_key))


def _age_key(result: LabResult) -> tuple[datetime, datetime, datetime]:
    return result.taken.latest, result.taken.earliest, result.issued or result.taken.earliest
