"""Whose resource is this? Only results of the patient in context may ever be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from fhir_mappings.bundle import Entry, Resource
from fhir_mappings.model import Reason


@dataclass(frozen=True)
class Identity:
    """Every reference that means the patient in context. `anchored`: the server is known, so that
    absolute references elsewhere are another patient's, wherever the resource was delivered."""

    patient_id: str
    references: frozenset[str]
    anchored: bool = False

    def refusal(self, entry: Entry) -> Reason | None:
        """Why a resource must not be read for this patient; None when it is this patient's."""
        subject = entry.resource.get("subject")
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if not isinstance(reference, str) or not reference:
            return Reason.NO_SUBJECT
        means_patient = self.references | self._beside(entry)
        return None if unversioned(reference) in means_patient else Reason.OTHER_PATIENT

    def _beside(self, entry: Entry) -> set[str]:
        """The patient's absolute address on the server that delivered this entry."""
        kind = f"/{entry.resource.get('resourceType')}/"
        base, found, _ = entry.full_url.rpartition(kind)
        return {f"{base}/Patient/{self.patient_id}"} if found and not self.anchored else set()


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
    bundled = {entry.full_url for entry in entries if is_patient(entry, patient_id)}
    known = frozenset({relative} | absolute | bundled - {""})
    return Identity(patient_id, known, anchored=bool(base_url))


def is_patient(entry: Entry, patient_id: str) -> bool:
    """Is this the Patient resource of the patient in context?"""
    resource = entry.resource
    return resource.get("resourceType") == "Patient" and resource.get("id") == patient_id


def unversioned(reference: str) -> str:
    """A reference without the version it may end with."""
    return reference.partition("/_history/")[0]
