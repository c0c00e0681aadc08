"""Whose resource is this? Only results of the patient in context may ever be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from fhir_mappings.bundle import Entry, Resource, contained_in
from fhir_mappings.identifier import LogicalId, conditional, logical_ids
from fhir_mappings.model import Reason


@dataclass(frozen=True)
class Identity:
    """Every reference that means the patient in context, and the patient's own identifiers.

    `anchored`: the server is known, so that absolute references elsewhere are another patient's,
    wherever the resource was delivered.
    """

    patient_id: str
    references: frozenset[str]
    anchored: bool = False
    identifiers: frozenset[LogicalId] = frozenset()

    def refusal(self, entry: Entry) -> Reason | None:
        """Why a resource must not be read for this patient; None when it is this patient's."""
        subject = entry.resource.get("subject")
        if not isinstance(subject, dict):
            return Reason.NO_SUBJECT
        reference = subject.get("reference")
        if not isinstance(reference, str) or not reference:
            return self._unless_ours(logical_ids([subject.get("identifier")]))
        if reference.startswith("#") and (inside := contained_in(entry.resource, reference)):
            return self._unless_ours(logical_ids(inside.get("identifier")))
        if searched := conditional(reference):
            return self._unless_ours({searched})
        address = unversioned(reference)
        ours = address in self.references or address == self._beside(entry)
        return None if ours else Reason.OTHER_PATIENT

    def _unless_ours(self, given: AbstractSet[LogicalId]) -> Reason | None:
        """Identifiers settle it only within a system that this patient has a number in."""
        if given & self.identifiers:
            return None
        systems = {known.system for known in self.identifiers}
        foreign = any(item.system in systems for item in given)
        return Reason.OTHER_PATIENT if foreign else Reason.NO_SUBJECT

    def _beside(self, entry: Entry) -> str | None:
        """The patient's absolute address on the server that delivered this entry."""
        kind = f"/{entry.resource.get('resourceType')}/"
        base, found, _ = entry.full_url.rpartition(kind)
        return f"{base}/Patient/{self.patient_id}" if found and not self.anchored else None


@dataclass(frozen=True)
class Reading:
    """For whom, as of when and in which time zone resources are read, and beside which others."""

    patient: Identity
    at: datetime
    zone: tzinfo = UTC
    delivered: Mapping[str, Resource] = field(default_factory=dict)


def identity(patient_id: str, entries: Iterable[Entry], base_url: str = "") -> Identity:
    """The patient's references: relative, absolute on the server, and as a Bundle names them."""
    relative = f"Patient/{patient_id}"
    absolute = {f"{base_url.rstrip('/')}/{relative}"} if base_url else set()
    own = [entry for entry in entries if is_patient(entry, patient_id)]
    known = frozenset({relative} | absolute | {entry.full_url for entry in own} - {""})
    numbers = (logical_ids(entry.resource.get("identifier")) for entry in own)
    return Identity(patient_id, known, bool(base_url), frozenset().union(*numbers))


def is_patient(entry: Entry, patient_id: str) -> bool:
    """Is this the Patient resource of the patient in context?"""
    resource = entry.resource
    return resource.get("resourceType") == "Patient" and resource.get("id") == patient_id


def unversioned(reference: str) -> str:
    """A reference without the version it may end with."""
    return reference.partition("/_history/")[0]
