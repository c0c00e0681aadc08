"""The FHIR Patient in context -> sex and date of birth, as far as they are recorded."""

from __future__ import annotations

from collections.abc import Iterable

from fhir.resources.R4B.patient import Patient as PatientResource
from pydantic import ValidationError

from fhir_mappings.bundle import Entry
from fhir_mappings.dates import moment_from
from fhir_mappings.model import Patient, Sex
from fhir_mappings.prune import Template, pruned
from fhir_mappings.subject import is_patient

ELEMENTS: Template = dict.fromkeys(("resourceType", "gender", "birthDate"))


def patient_from(entries: Iterable[Entry], patient_id: str) -> Patient:
    """Sex and birth of the patient in context; nothing known when there is no such resource."""
    entry = next((entry for entry in entries if is_patient(entry, patient_id)), None)
    if entry is None:
        return Patient()
    kept = pruned(entry.resource, ELEMENTS)
    try:
        resource = PatientResource.model_validate(kept)
    except ValidationError:
        return Patient()
    known = {sex.value: sex for sex in Sex}
    return Patient(known.get(str(resource.gender)), moment_from(kept.get("birthDate")))
