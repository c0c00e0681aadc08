"""All resources of one patient -> the chart the rules read. Never raises.

What cannot be used is listed in the chart with its reason; what is not read by any rule is left
out; one odd resource never spoils the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from fhir_mappings.bundle import Entry
from fhir_mappings.condition import problems_from
from fhir_mappings.model import Chart, Coverage, LabResult, Problem, Unusable, oldest_first
from fhir_mappings.observation import result_from
from fhir_mappings.patient import patient_from
from fhir_mappings.subject import Reading, identity


def chart_from(
    entries: Iterable[Entry],
    patient_id: str,
    *,
    at: datetime,
    coverage: tuple[Coverage, ...] = (),
    zone: tzinfo = UTC,
    base_url: str = "",
) -> Chart:
    """The chart of one patient as of a moment.

    `at` is taken as now: later results are set aside. `zone` gives dates without time their day.
    `base_url` is the FHIR server's, so that absolute references to the patient are recognised.
    """
    entries = _each_once(entries)
    reading = Reading(identity(patient_id, entries, base_url), at, zone)
    results, unusable = _results(entries, reading)
    problems, without_use = _problems(entries, reading)
    return Chart(
        results=oldest_first(results),
        problems=tuple(problems),
        patient=patient_from(entries, patient_id),
        unusable=(*unusable, *without_use),
        coverage=coverage,
    )


def _each_once(entries: Iterable[Entry]) -> list[Entry]:
    """A resource that several searches delivered counts once; one without an id stands alone."""
    kept: dict[object, Entry] = {}
    for entry in entries:
        has_address = entry.resource.get("id") or entry.full_url
        subject = str(entry.resource.get("subject"))
        kept[(entry.reference, subject) if has_address else id(entry.resource)] = entry
    return list(kept.values())


def _results(entries: Iterable[Entry], reading: Reading) -> tuple[list[LabResult], list[Unusable]]:
    results: list[LabResult] = []
    unusable: list[Unusable] = []
    for entry in _of_type("Observation", entries):
        match result_from(entry, reading):
            case LabResult() as result:
                results.append(result)
            case Unusable() as aside:
                unusable.append(aside)
    return results, unusable


def _problems(entries: Iterable[Entry], reading: Reading) -> tuple[list[Problem], list[Unusable]]:
    problems: list[Problem] = []
    unusable: list[Unusable] = []
    for entry in _of_type("Condition", entries):
        match problems_from(entry, reading):
            case Unusable() as aside:
                unusable.append(aside)
            case found:
                problems.extend(found)
    return problems, unusable


def _of_type(kind: str, entries: Iterable[Entry]) -> Iterable[Entry]:
    return (entry for entry in entries if entry.resource.get("resourceType") == kind)
