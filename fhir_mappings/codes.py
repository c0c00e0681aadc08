"""The code tables: which analyte a LOINC code names, which diagnosis a coding stands for.

Codes are data (`loinc.csv`, `conditions.csv`); matching is exact in the code system, never by
display text. ICD codes match by prefix without their dot, the longest prefix wins.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fhir_mappings.model import Analyte, Course, Disease

LOINC = "http://loinc.org"
SNOMED_CT = "http://snomed.info/sct"


@dataclass(frozen=True)
class LaboratoryCode:
    """One row of `loinc.csv`: a code whose results the rules may read."""

    code: str
    display: str
    analyte: Analyte
    method: str
    role: str

    @property
    def fallback(self) -> bool:
        """Read only when no result under a preferred code exists."""
        return self.role.endswith("-fallback")


@dataclass(frozen=True)
class DiagnosisCode:
    """One row of `conditions.csv`: a coding that stands for a diagnosis."""

    disease: Disease
    system: str
    code: str
    prefix: bool
    label: str
    course: Course

    def names(self, code: str) -> bool:
        """Does a code of the same system fall under this row?"""
        if self.prefix:
            return _undotted(code).startswith(_undotted(self.code))
        return code == self.code


@cache
def laboratory_codes() -> dict[str, LaboratoryCode]:
    """Every LOINC code that is read, in the order of the table (preferred codes first)."""
    return {
        row["code"]: LaboratoryCode(
            row["code"], row["display"], Analyte[row["analyte"]], row["method"], row["role"]
        )
        for row in table("loinc.csv")
    }


def loinc_codes(analyte: Analyte) -> tuple[str, ...]:
    """The LOINC codes of one analyte, preferred ones first."""
    return tuple(row.code for row in laboratory_codes().values() if row.analyte is analyte)


def laboratory_code(codings: list[dict[str, Any]]) -> LaboratoryCode | None:
    """The first coding that names a quantity the rules read; None when there is none."""
    known = laboratory_codes()
    found = (known.get(str(coding.get("code"))) for coding in codings if _is_loinc(coding))
    return next((row for row in found if row is not None), None)


def diagnosis_codes(coding: dict[str, Any]) -> list[DiagnosisCode]:
    """All diagnoses one coding stands for, per diagnosis the row with the longest match."""
    system, code = coding.get("system"), coding.get("code")
    longest: dict[Disease, DiagnosisCode] = {}
    for row in _diagnoses().get(str(system), ()):
        if row.names(str(code)) and _longer(row, longest.get(row.disease)):
            longest[row.disease] = row
    return list(longest.values())


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
            row["match"] == "prefix",
            row["label"],
            Course(row["course"]),
        )
        by_system.setdefault(diagnosis.system, []).append(diagnosis)
    return {system: tuple(rows) for system, rows in by_system.items()}


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the package's CSV tables."""
    text = files("fhir_mappings").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _is_loinc(coding: dict[str, Any]) -> bool:
    return coding.get("system") == LOINC


def _undotted(code: str) -> str:
    return code.replace(".", "").upper()
