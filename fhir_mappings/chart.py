"""All resources of one patient -> the chart the rules read. Never raises.

What cannot be used is listed in the chart with its reason; what is not read by any rule is left
out; one odd resource never spoils the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import TypeVar

from fhir_mappings.bundle import Entry
from fhir_mappings.condition import problems_from
from fhir_mappings.dates import moment_from
from fhir_mappings.delivered import addresses
from fhir_mappings.dialysis_order import ordered_dialysis
from fhir_mappings.local_codes import LocalCodes, translated
from fhir_mappings.model import (
    Chart,
    Coverage,
    LabResult,
    MarkerResult,
    Moment,
    OtherResult,
    Patient,
    Problem,
    RecordedStage,
    Therapy,
    Unusable,
    oldest_first,
)
from fhir_mappings.observations import found_in
from fhir_mappings.patient import patient_from
from fhir_mappings.shape import ORDER, is_older, older
from fhir_mappings.stage import stages_from_condition
from fhir_mappings.subject import Reading, identity
from fhir_mappings.therapy import RESOURCES, UNNAMED, therapies_from, transplants_from

Item = TypeVar("Item")

NO_CODES: LocalCodes = MappingProxyType({})

# Resources whose older forms hide a negation or a status; what is noted of one as treatment.
NEVER_GUESSED = {"Condition": "", ORDER: UNNAMED, **dict.fromkeys(RESOURCES, UNNAMED)}
LONGEST_ID = 64  # characters of a FHIR id
START = datetime.min.replace(tzinfo=UTC)


def chart_from(  # noqa: PLR0913 - each option is one fact about the source of the entries
    entries: Iterable[Entry],
    patient_id: str,
    *,
    at: datetime,
    coverage: tuple[Coverage, ...] = (),
    zone: tzinfo = UTC,
    base_url: str = "",
    local_codes: LocalCodes = NO_CODES,
) -> Chart:
    """The chart of one patient as of a moment.

    `at` is taken as now: later results are set aside. `zone` gives dates without time their day.
    `base_url` is the FHIR server's, so that absolute references to the patient are recognised.
    `local_codes`: the site's own codes (`system|code`) and the LOINC codes they are read as.
    """
    entries = each_once(entries)
    if local_codes:
        entries = [translated(entry, local_codes) for entry in entries]
    known = identity(patient_id, entries, base_url)
    reading = Reading(known, at, zone, addresses(entries, base_url))
    found = [item for entry in entries for item in found_in_resource(entry, reading)]
    return assembled(found, patient_from(entries, patient_id), coverage)


def assembled(found: Sequence[object], patient: Patient, coverage: tuple[Coverage, ...]) -> Chart:
    """The chart of what was found in the resources, in the order in which they were delivered."""
    return Chart(
        results=oldest_first(_of(LabResult, found)),
        problems=_of(Problem, found),
        patient=patient,
        unusable=_of(Unusable, found),
        coverage=coverage,
        markers=_dated(_of(MarkerResult, found), lambda item: item.taken),
        stages=_dated(_of(RecordedStage, found), lambda item: item.taken),
        therapies=_dated(_of(Therapy, found), lambda item: item.start),
        other_results=_dated(_of(OtherResult, found), lambda item: item.taken),
    )


def found_in_resource(entry: Entry, reading: Reading) -> Iterator[object]:
    """Whatever one resource holds, by its kind."""
    match entry.resource.get("resourceType"):
        case "Observation":
            yield from found_in(entry, reading)
        case str() as kind if kind in NEVER_GUESSED and is_older(entry.resource):
            yield older(entry, reading.patient, NEVER_GUESSED[kind])
        case "Condition":
            problems = problems_from(entry, reading)
            yield from [problems] if isinstance(problems, Unusable) else problems
            yield from stages_from_condition(entry, reading)
            yield from transplants_from(entry, reading)
        case str() as kind if kind in RESOURCES:
            yield from therapies_from(entry, reading)
        case "ServiceRequest":
            yield from ordered_dialysis(entry, reading)


def _of(kind: type[Item], found: Sequence[object]) -> tuple[Item, ...]:
    return tuple(item for item in found if isinstance(item, kind))


def _dated(items: tuple[Item, ...], when: Callable[[Item], Moment | None]) -> tuple[Item, ...]:
    """Oldest first, what has no date at the front."""
    return tuple(sorted(items, key=lambda item: _age(when(item))))


def _age(moment: Moment | None) -> tuple[datetime, datetime]:
    return (moment.latest, moment.earliest) if moment else (START, START)


def each_once(entries: Iterable[Entry]) -> list[Entry]:
    """A resource that several searches delivered counts once, as of its newest version (of equals
    the last delivered); one without an id stands alone."""
    kept: dict[object, Entry] = {}
    for entry in entries:
        has_address = entry.resource.get("id") or entry.full_url
        subject = str(entry.resource.get("subject"))
        key = (entry.reference, subject) if has_address else id(entry.resource)
        if key not in kept or _version(entry) >= _version(kept[key]):
            kept[key] = entry
    return list(kept.values())


def _version(entry: Entry) -> tuple[datetime, int]:
    """How new a version is: by its time, then by its number; what is not recorded is oldest."""
    meta = entry.resource.get("meta")
    said = meta if isinstance(meta, dict) else {}
    updated, number = moment_from(said.get("lastUpdated")), str(said.get("versionId"))
    numbered = number.isascii() and number.isdigit() and len(number) <= LONGEST_ID
    return updated.latest if updated else START, int(number) if numbered else 0
