"""Patients of the cohort generator among those of the demo, named as generated."""

from __future__ import annotations

from datetime import date
from itertools import count, islice

from cds_service.demo.cohort.patients import CohortPatient, cohort_patient
from cds_service.demo.patients import DemoPatient

NO_FHIR = {"two-values"}  # written against FHIR on purpose: a server refuses it


def generated_patients(number: int, today: date) -> tuple[DemoPatient, ...]:
    """The first patients of the cohort as of `today`; the same ones for the same day."""
    cohort = (cohort_patient(place, today) for place in count())
    loadable = (patient for patient in cohort if patient.scenario not in NO_FHIR)
    return tuple(map(_shown, islice(loadable, number)))


def _shown(patient: CohortPatient) -> DemoPatient:
    (person,) = (item for item in patient.resources if item["resourceType"] == "Patient")
    (written,) = person["name"]
    name = f"{' '.join(written['given'])} {written['family']}"
    told = f"Generated: {patient.scenario.replace('-', ' ')}"
    return DemoPatient(patient.id, name, told, patient.resources)
