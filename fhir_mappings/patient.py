"""The FHIR Patient in context -> sex and date of birth, as far as they are recorded."""

from __future__ import annotations

from collections.abc import Iterable

from fhir.resources.R4B.patient import Patient as PatientResource
from pydantic import ValidationError

from fhir_mappings.bundle import Entry, Resource
from fhir_mappings.dates import moment_from
from fhir_mappings.model import Patient, Sex
from fhir_mappings.prune import Template, pruned
from fhir_mappings.subject import is_patient

ELEMENTS: Template = dict.fromkeys(("resourceType", "gender"))
SEXES = {sex.value: sex for sex in Sex}


def patient_from(entries: Iterable[Entry], patient_id: str) -> Patient:
    """Sex and birth of the patient in context, each on its own: an odd one spoils only itself."""
    entry = next((entry for entry in entries if is_patient(entry, patient_id)), None)
    if entry is None:
        return Patient()
    return Patient(_sex(entry.resource), moment_from(entry.resource.get("birthDate")))


def _sex(resource: Resource) -> Sex | None:
    gender = resource.get("gender")
    if isinstance(gender, str) and gender in SEXES:
        return SEXES[gender]
    try:
        known = PatientResource.model_validate(pruned(resource, ELEMENTS))
    except ValidationError:
        return None
    return SEXES.get(str(known.gender))
