"""Everything one Observation holds: a quantity, genetic findings, a recorded stage, or the mere
fact that something was tested; for a panel also what its components hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.bundle import Entry, listed
from fhir_mappings.codes import other_code
from fhir_mappings.dates import effective_moment
from fhir_mappings.genomics import markers_from
from fhir_mappings.model import (
    LabResult,
    MarkerResult,
    OtherResult,
    Reason,
    RecordedStage,
    Unusable,
)
from fhir_mappings.observation import result_from
from fhir_mappings.set_aside import SetAside, check_status, usable_moment
from fhir_mappings.stage import stages_from_observation
from fhir_mappings.subject import Reading

Found = LabResult | MarkerResult | RecordedStage | OtherResult | Unusable

# What a component says for itself; all else is the Observation's.
OWN = ("code", "dataAbsentReason", "interpretation", "referenceRange", "component")
TESTED = {"context", "kidney", "tubular", "show-only", "order"}
VARIANT = "69548-6"


def found_in(entry: Entry, reading: Reading) -> list[Found]:
    """What the rules can read of one Observation, and what of it was set aside."""
    if (result := result_from(entry, reading)) is not None:
        return [result]
    own = _without_number(entry, reading)
    if other_code(entry.codings) == (VARIANT, "genetics"):
        return own
    parts = [item for part in _components(entry) for item in _of_component(part, reading)]
    if any(isinstance(item, MarkerResult) for item in parts):
        own = [item for item in own if not _is_worded(item)]
    return [*own, *parts]


def _without_number(entry: Entry, reading: Reading) -> list[Found]:
    found = (*markers_from(entry, reading), *stages_from_observation(entry, reading))
    return [*found, *_tested(entry, reading)]


def _of_component(part: Entry, reading: Reading) -> list[Found]:
    result = result_from(part, reading)
    return [result] if result is not None else _without_number(part, reading)


def _tested(entry: Entry, reading: Reading) -> Iterator[OtherResult]:
    code, role = other_code(entry.codings) or ("", "")
    if role not in TESTED or reading.patient.refusal(entry) is not None:
        return
    try:
        check_status(entry.resource.get("status"))
        taken = usable_moment(effective_moment(entry.resource, reading.zone), reading.at)
    except SetAside:
        return
    yield OtherResult(code, taken, entry.reference)


def _components(entry: Entry) -> Iterator[Entry]:
    """Each component as an Observation of its own: its code and value, all else the panel's."""
    shared = {name: item for name, item in entry.resource.items() if not _is_own(name)}
    for component in listed(entry.resource.get("component")):
        own = {name: item for name, item in component.items() if _is_own(name)}
        yield Entry(shared | own, entry.full_url)


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith("value")


def _is_worded(item: Found) -> bool:
    return isinstance(item, Unusable) and item.reason is Reason.NOT_MACHINE_READABLE
