"""Everything one Observation holds: a quantity, genetic findings, a recorded stage, or the mere
fact that something was tested; for a panel also what its components and contained members hold.

Members of a panel that are resources of their own are read as such, wherever they were delivered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeGuard

from fhir_mappings.bundle import Entry, contained_in, listed
from fhir_mappings.codes import other_code
from fhir_mappings.genomics import markers_from
from fhir_mappings.model import (
    Analyte,
    LabResult,
    MarkerResult,
    OtherResult,
    Reason,
    RecordedStage,
    Unusable,
)
from fhir_mappings.observation import result_from
from fhir_mappings.set_aside import SetAside, check_status, usable_moment
from fhir_mappings.specimen import taken_moment
from fhir_mappings.stage import stages_from_observation
from fhir_mappings.subject import Reading
from fhir_mappings.words_only import unread_result

Found = LabResult | MarkerResult | RecordedStage | OtherResult | Unusable

# What a component says for itself; all else is the Observation's.
OWN = ("code", "dataAbsentReason", "interpretation", "referenceRange", "component")
TESTED = {"context", "kidney", "tubular", "show-only", "order"}
VARIANT = ("69548-6", "genetics")
PARTS = ("component", "hasMember")
HEADING = {Reason.NOT_MACHINE_READABLE, Reason.NO_VALUE, Reason.WORDS_ONLY}


def found_in(entry: Entry, reading: Reading) -> list[Found]:
    """What the rules can read of one Observation, and what of it was set aside."""
    if not isinstance(entry.resource.get("code"), dict):
        return _unnamed(entry, reading)
    own = _alone(entry, reading)
    if entry.resource.keys().isdisjoint(PARTS) or other_code(entry.codings) == VARIANT:
        return own
    parts = [item for part in _parts(entry) for item in _alone(part, reading)]
    read = {_analyte(item) for item in parts if isinstance(item, (MarkerResult, LabResult))}
    own = [item for item in own if not _is_heading(item, read)]
    said = set(map(_analyte, own)) - {None}
    return [*own, *(item for item in parts if _analyte(item) not in said)]


def _unnamed(entry: Entry, reading: Reading) -> list[Found]:
    """An Observation of this patient that does not say what was observed."""
    own = reading.patient.refusal(entry) is None
    return [Unusable(entry.reference, Reason.INVALID)] if own else []


def _analyte(item: Found) -> Analyte | None:
    return item.analyte if isinstance(item, (LabResult, Unusable)) else None


def _alone(entry: Entry, reading: Reading) -> list[Found]:
    """What an Observation says itself, without its parts."""
    if (result := result_from(entry, reading)) is not None:
        return [result]
    found = (*markers_from(entry, reading), *stages_from_observation(entry, reading))
    return [*found, *_tested(entry, reading)] or list(unread_result(entry, reading))


def _parts(entry: Entry) -> Iterator[Entry]:
    if "component" in entry.resource:
        yield from _components(entry)
    if "hasMember" in entry.resource:
        yield from _contained_members(entry)


def _tested(entry: Entry, reading: Reading) -> Iterator[OtherResult]:
    code, role = other_code(entry.codings) or ("", "")
    if role not in TESTED or reading.patient.refusal(entry) is not None:
        return
    try:
        check_status(entry.resource)
        taken = usable_moment(taken_moment(entry, reading), reading.at)
    except SetAside:
        return
    yield OtherResult(code, taken, entry.reference)


def _components(entry: Entry) -> Iterator[Entry]:
    """Each component as an Observation of its own: its code and value, all else the panel's."""
    shared = {name: item for name, item in entry.resource.items() if not _is_own(name)}
    for component in listed(entry.resource.get("component")):
        own = {name: item for name, item in component.items() if _is_own(name)}
        yield Entry(shared | own, entry.full_url)


def _contained_members(entry: Entry) -> Iterator[Entry]:
    """The members of a panel that stand inside it, each with what else stands there."""
    resource = entry.resource
    for member in listed(resource.get("hasMember")):
        address = member.get("reference")
        inside = contained_in(resource, address) if _is_local(address) else None
        if inside is None or inside.get("resourceType") != "Observation":
            continue
        own = {"id": f"{resource.get('id')}{address}", "contained": resource["contained"]}
        yield Entry({**inside, **own, "hasMember": None}, entry.full_url)


def _is_local(address: object) -> TypeGuard[str]:
    return isinstance(address, str) and address.startswith("#")


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith("value")


def _is_heading(item: Found, read: Collection[Analyte | None]) -> bool:
    """Does it say only that the panel itself is no result, where its parts are (`read`)?"""
    if not isinstance(item, Unusable) or item.reason not in HEADING:
        return False
    return item.analyte in read if item.analyte else bool(read)
