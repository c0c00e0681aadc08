"""`b2m-cds interpret`: a Bundle or a CDS Hooks request from a file -> the cards. No network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cds_service.answer import Interpretation, PatientContext, interpretation
from cds_service.errors import Failure
from cds_service.fhir_client import FhirClient
from cds_service.hook_request import Drafts, HookRequest
from cds_service.json_body import InvalidJson, parse_json
from cds_service.no_card import why_no_card
from cds_service.prefetch import gather
from cds_service.services import SERVICES, CdsService
from cds_service.settings import Settings
from fhir_mappings.bundle import Entry, entries_of
from fhir_mappings.model import Coverage

NOT_FOR_PATIENTS = "No card: the user of this request is not a clinician."
NOTHING_TO_ADD = "No card: nothing to add to the orders in question."
BUNDLE_TYPES = ("transaction", "collection", "searchset")


class UnreadableInput(Exception):
    """The input is not something to interpret; the message says why, for a person."""


@dataclass(frozen=True)
class Delivered:
    """What the file holds: resources, whose they are, and which data sets are incomplete."""

    entries: tuple[Entry, ...]
    patient: PatientContext
    coverage: tuple[Coverage, ...] = ()
    for_clinician: bool = True
    drafts: Drafts | None = None

    def cards(self, settings: Settings, at: datetime) -> list[dict[str, Any]]:
        """The cards the service would answer with."""
        if not self.for_clinician:
            return []
        return self.interpretation(settings, at).cards

    def interpretation(self, settings: Settings, at: datetime) -> Interpretation:
        """The cards with what they were made from."""
        return interpretation(
            self.entries,
            self.patient,
            settings,
            at=at,
            coverage=self.coverage,
            drafts=self.drafts,
        )

    def why_no_card(self, settings: Settings, at: datetime) -> str:
        """The sentence to show when there are no cards."""
        if not self.for_clinician:
            return NOT_FOR_PATIENTS
        if self.drafts:
            return NOTHING_TO_ADD
        return why_no_card(self.entries, self.patient, settings, at)


def delivered(body: bytes, settings: Settings, patient_id: str | None = None) -> Delivered:
    """Read a file; `patient_id` overrides whom it names. Raises UnreadableInput."""
    value = _parsed(body)
    if value.get("resourceType") == "Bundle":
        return _from_bundle(value, patient_id)
    if "hook" in value:
        return _from_hook_request(value, settings, patient_id)
    raise UnreadableInput("This is neither a FHIR Bundle nor a CDS Hooks request.")


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        value = parse_json(body)
    except InvalidJson:
        raise UnreadableInput("This is not JSON.") from None
    if not isinstance(value, dict):
        raise UnreadableInput("This is JSON, but not an object.")
    return value


def _from_bundle(bundle: dict[str, Any], patient_id: str | None) -> Delivered:
    if bundle.get("type") not in BUNDLE_TYPES:
        raise UnreadableInput(f"Only a Bundle of type {', '.join(BUNDLE_TYPES)} can be read.")
    entries = tuple(map(_identified, entries_of(bundle)))
    found = tuple(dict.fromkeys(_patient_ids(entries)))
    return Delivered(entries, PatientContext(_the_patient(found, patient_id)))


def _identified(entry: Entry) -> Entry:
    """A Patient yet to be created has no id: its address in the Bundle stands for one."""
    resource, full_url = entry
    if resource.get("resourceType") != "Patient" or resource.get("id") or not full_url:
        return entry
    return Entry({**resource, "id": re.split("[/:]", full_url)[-1]}, full_url)


def _patient_ids(entries: tuple[Entry, ...]) -> Iterator[str]:
    for resource, _ in entries:
        if resource.get("resourceType") == "Patient" and isinstance(resource.get("id"), str):
            yield resource["id"]


def _the_patient(found: tuple[str, ...], wanted: str | None) -> str:
    named = ", ".join(found)
    if wanted is not None:
        if found and wanted not in found:
            raise UnreadableInput(f"No patient {wanted} in this Bundle; it holds {named}.")
        return wanted
    if not found:
        raise UnreadableInput("No Patient in this Bundle: say with --patient whose results count.")
    if len(found) > 1:
        raise UnreadableInput(f"Several patients ({named}): choose one with --patient.")
    return found[0]


def _from_hook_request(
    body: dict[str, Any], settings: Settings, patient_id: str | None
) -> Delivered:
    service = _service_for(body["hook"])
    offline = FhirClient(settings.fhir.model_copy(update={"fallback": False}))
    try:
        request = HookRequest.parse(body, service)
        gathered = gather(service, request, offline)
    except Failure as failure:
        raise UnreadableInput(" ".join(text for _, text in failure.issues())) from None
    patient = PatientContext(
        patient_id or request.patient_id, request.encounter_id, request.fhir_server
    )
    return Delivered(
        gathered.entries, patient, gathered.coverage, request.for_clinician, request.drafts
    )


def _service_for(hook: object) -> CdsService:
    for service in SERVICES.values():
        if service.hook == hook:
            return service
    offered = ", ".join(service.hook for service in SERVICES.values())
    raise UnreadableInput(f"Only requests of these hooks can be read: {offered}.")
