"""The code tables: which analyte a LOINC code names, which diagnosis a coding stands for.

Codes are data (`loinc.csv`, `conditions.csv`); matching is exact in the code system, never by
display text. ICD codes match by prefix without their dot, the longest prefix wins; a row marked
`except` takes its codes out of a shorter prefix of the same diagnosis. `display` in `loinc.csv` is
LOINC's long common name, unchanged; it is empty where that name has not been seen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from fhir_mappings.model import Analyte, Course, Disease, Reason

LOINC = "http://loinc.org"
SNOMED_CT = "http://snomed.info/sct"

Row = TypeVar("Row")


@dataclass(frozen=True)
class LaboratoryCode:
    """One row of `loinc.csv`: a code whose results the rules may read.

    `specimen`: "blood" (serum and plasma too), "urine" or "" when the code does not settle it.
    """

    code: str
    display: str
    analyte: Analyte
    method: str
    role: str
    specimen: str = ""

    @property
    def fallback(self) -> bool:
        """Read only when no result under a preferred code exists."""
        return self.role.endswith("-fallback")


@dataclass(frozen=True)
class RefusedCode:
    """One row of `loinc.csv`: a code whose results must not be read, and why."""

    code: str
    analyte: Analyte | None
    reason: Reason


@dataclass(frozen=True)
class DiagnosisCode:
    """One row of `conditions.csv`: a coding that stands for a diagnosis."""

    disease: Disease
    system: str
    code: str
    match: str
    label: str
    course: Course
    confidence: str

    def names(self, code: str) -> bool:
        """Does a code of the same system fall under this row?"""
        if self.match == "exact":
            return code == self.code
        return _undotted(code).startswith(_undotted(self.code))


@cache
def laboratory_codes() -> dict[str, LaboratoryCode]:
    """Every LOINC code that is read as a quantity, in the order of the table (preferred first)."""
    return {
        row["code"]: LaboratoryCode(
            row["code"],
            row["display"],
            Analyte[row["analyte"]],
            row["method"],
            row["role"],
            row["specimen"],
        )
        for row in table("loinc.csv")
        if row["analyte"] and not row["set_aside"]
    }


@cache
def refused_codes() -> dict[str, RefusedCode]:
    """Every LOINC code whose results are set aside, with the reason."""
    return {
        row["code"]: RefusedCode(row["code"], _analyte(row["analyte"]), Reason[row["set_aside"]])
        for row in table("loinc.csv")
        if row["set_aside"]
    }


@cache
def other_codes() -> dict[str, tuple[str, str]]:
    """Code and role of every other LOINC code of the table: no quantity, but known."""
    return {
        row["code"]: (row["code"], row["role"])
        for row in table("loinc.csv")
        if not row["analyte"] and not row["set_aside"]
    }


def loinc_codes(analyte: Analyte) -> tuple[str, ...]:
    """The LOINC codes of one analyte, preferred ones first."""
    return tuple(row.code for row in laboratory_codes().values() if row.analyte is analyte)


def laboratory_code(codings: list[dict[str, Any]]) -> LaboratoryCode | None:
    """The first coding that names a quantity the rules read; None when there is none."""
    return _first(laboratory_codes(), codings)


def refused_code(codings: list[dict[str, Any]]) -> RefusedCode | None:
    """The first coding whose results must not be read, wherever it stands; else None."""
    return _first(refused_codes(), codings)


def other_code(codings: list[dict[str, Any]]) -> tuple[str, str] | None:
    """Code and role of the first other coding of the table; else None."""
    return _first(other_codes(), codings)


def _first(known: Mapping[str, Row], codings: list[dict[str, Any]]) -> Row | None:
    for coding in codings:
        if (
            coding.get("system") == LOINC
            and (row := known.get(str(coding.get("code")))) is not None
        ):
            return row
    return None


def diagnosis_systems() -> AbstractSet[str]:
    """The code systems in which diagnoses are read."""
    return _diagnoses().keys()


def diagnosis_codes(coding: dict[str, Any]) -> list[DiagnosisCode]:
    """All diagnoses one coding stands for, per diagnosis the row with the longest match."""
    return list(_diagnoses_of(str(coding.get("system")), str(coding.get("code"))))


@lru_cache(maxsize=4096)
def _diagnoses_of(system: str, code: str) -> tuple[DiagnosisCode, ...]:
    longest: dict[Disease, DiagnosisCode] = {}
    for row in _diagnoses().get(system, ()):
        if row.names(code) and _longer(row, longest.get(row.disease)):
            longest[row.disease] = row
    return tuple(row for row in longest.values() if row.match != "except")


def _longer(row: DiagnosisCode, best: DiagnosisCode | None) -> bool:
    return best is None or len(row.code) > len(best.code)


@cache
def _diagnoses() -> dict[str, tuple[DiagnosisCode, ...]]:
    by_system: dict[str, list[DiagnosisCode]] = {}
    for row in table("conditions.csv"):
        diagnosis = DiagnosisCode(
            Disease[row["disease"]],
            row["system"],
            row["code"],
            row["match"],
            row["label"],
            Course(row["course"]),
            row["confidence"],
        )
        by_system.setdefault(diagnosis.system, []).append(diagnosis)
    return {system: tuple(rows) for system, rows in by_system.items()}


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the package's CSV tables."""
    text = files("fhir_mappings").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _analyte(name: str) -> Analyte | None:
    return Analyte[name] if name else None


def _undotted(code: str) -> str:
    return code.replace(".", "").upper()
