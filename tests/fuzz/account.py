"""What must hold of a chart, whatever a resource looks like: judged from the tables as files.

The judge reads `loinc.csv`, `conditions.csv`, `treatment.csv` and `units.csv` itself and looks at
the resource as a dictionary; of the mapping it uses the internal model alone.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import fhir_mappings
from fhir_mappings.model import Chart, LabResult, measured

FOLDER = Path(fhir_mappings.__path__[0])
LOINC = "http://loinc.org"


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _plain(token: str) -> str:
    text = unicodedata.normalize("NFKC", token).replace("\u03bc", "u")
    return " ".join(text.split()).casefold()


def _factor(written: str) -> tuple[Decimal, Decimal]:
    times, _, by = written.partition("/")
    return Decimal(times), Decimal(by or 1)


FACTORS = {
    (row["analyte"], _plain(row["token"])): _factor(row["factor"]) for row in _rows("units.csv")
}
QUANTITIES = {row["code"] for row in _rows("loinc.csv") if row["analyte"] or row["set_aside"]}
DIAGNOSES = {
    (row["system"], row["code"]) for row in _rows("conditions.csv") if row["match"] == "exact"
}
TREATMENTS = {
    (row["system"], row["code"]) for row in _rows("treatment.csv") if row["match"] == "exact"
}
READ = {"final", "amended", "corrected"}


def is_relevant(resource: dict[str, Any]) -> bool:
    """Does a resource carry a code by which the rules read it, and no word that takes it back?"""
    codings = set(_codings(resource.get("code")))
    match resource.get("resourceType"):
        case "Observation":
            named = any(system == LOINC and code in QUANTITIES for system, code in codings)
            unnamed = not isinstance(resource.get("code"), dict) and is_own(resource)
            return named or unnamed
        case "Condition":
            said = {code for _, code in _codings(resource.get("verificationStatus"))}
            return bool(codings & DIAGNOSES) and not said & {"refuted", "entered-in-error"}
        case "MedicationAdministration":
            given = {*_codings(resource.get("medicationCodeableConcept"))}
            return bool(given & TREATMENTS) and resource.get("status") in {"completed", "unknown"}
    return False


def is_own(resource: dict[str, Any]) -> bool:
    """Is a resource the patient's own, by the only kind of reference that the corpus has?"""
    subject = resource.get("subject")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    return isinstance(reference, str) and reference.partition("/_history/")[0] == "Patient/p1"


def is_accounted_for(chart: Chart) -> bool:
    """Is anything of it used, or listed with a reason?"""
    used = (chart.results, chart.problems, chart.markers, chart.stages, chart.therapies)
    return any(used) or bool(chart.unusable) or bool(chart.other_results)


def holds_values(chart: Chart) -> bool:
    """Is anything of it read as the patient's?"""
    return any(
        (chart.results, chart.problems, chart.markers, chart.stages, chart.therapies)
    ) or bool(chart.other_results)


def is_sound(result: LabResult, resource: dict[str, Any]) -> bool:
    """Number, unit and status stand in the resource, and the factor is the table's own."""
    reported = result.reported
    times, by = FACTORS.get((result.analyte.name, _plain(reported.unit)), (None, Decimal(1)))
    texts, numbers = set(_texts(resource)), set(_numbers(resource))
    return (
        times is not None
        and result.factor == times / by
        and result.value == measured(reported.value * times / by, reported.comparator)
        and reported.value in numbers
        and any(_plain(reported.unit) in _plain(text) for text in texts)
        and result.status in READ & {text.strip() for text in texts}
    )


def _codings(concept: object) -> Iterator[tuple[str, str]]:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    for coding in codings if isinstance(codings, list) else []:
        if isinstance(coding, dict):
            yield str(coding.get("system")), str(coding.get("code"))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _texts(resource: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield from (leaf for leaf in _leaves(resource) if isinstance(leaf, str))


def _numbers(resource: dict[str, Any]) -> Iterator[Decimal]:
    for leaf in _leaves(resource):
        for part in str(leaf).replace(",", ".").replace("<", " ").replace(">", " ").split():
            digits = part.rstrip("=/%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip(
                "="
            )
            try:
                yield Decimal(digits)
            except InvalidOperation:
                continue
