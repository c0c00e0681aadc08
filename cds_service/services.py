"""The CDS services on offer, keyed by id, and what discovery says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cds_service.errors import UnknownService
from fhir_mappings.codes import LOINC, loinc_codes
from fhir_mappings.model import Analyte

PATIENT_ID = "{{context.patientId}}"


@dataclass(frozen=True)
class CdsService:
    """One service as published; `required` are the prefetch keys it cannot do without."""

    id: str
    hook: str
    title: str
    description: str
    usage_requirements: str
    prefetch: Mapping[str, str]
    required: frozenset[str]


def laboratory_template(analyte: Analyte, count: int) -> str:
    """A prefetch template for the results of one analyte, newest first."""
    codes = ",".join(f"{LOINC}|{code}" for code in loinc_codes(analyte))
    return f"Observation?patient={PATIENT_ID}&code={codes}&_sort=-date&_count={count}"


PATIENT_VIEW = CdsService(
    id="b2m-patient-view",
    hook="patient-view",
    title="Beta-2 microglobulin interpretation",
    description=(
        "Reads serum beta-2 microglobulin together with albumin, LDH, kidney function and recorded "
        "diagnoses, and returns the stage of a confirmed multiple myeloma (ISS, R-ISS), what the "
        "kidney does to the number and which companion tests are missing. Decision support for "
        "clinicians; it does not diagnose."
    ),
    usage_requirements=(
        "Needs read access to Patient, Observation (laboratory) and Condition, by prefetch or by "
        "fhirAuthorization. Without a beta-2 microglobulin result it normally returns no cards."
    ),
    prefetch={
        "patient": f"Patient/{PATIENT_ID}",
        "b2m": laboratory_template(Analyte.SERUM_B2M, 50),
        "albumin": laboratory_template(Analyte.ALBUMIN, 20),
        "ldh": laboratory_template(Analyte.LDH, 20),
        "creatinine": laboratory_template(Analyte.CREATININE, 20),
        "egfr": laboratory_template(Analyte.EGFR, 20),
        # The problem list, not every encounter's coding: what was billed or ruled out is no
        # diagnosis on record.
        "conditions": f"Condition?patient={PATIENT_ID}&category=problem-list-item&_count=100",
    },
    required=frozenset({"b2m"}),
)

SERVICES: Mapping[str, CdsService] = {service.id: service for service in (PATIENT_VIEW,)}


def find_service(service_id: str) -> CdsService:
    """The service with this id; raises UnknownService."""
    if service_id not in SERVICES:
        raise UnknownService
    return SERVICES[service_id]


def discovery() -> dict[str, Any]:
    """The body of `GET /cds-services`."""
    return {"services": [_published(service) for service in SERVICES.values()]}


def _published(service: CdsService) -> dict[str, Any]:
    return {
        "hook": service.hook,
        "id": service.id,
        "title": service.title,
        "description": service.description,
        "usageRequirements": service.usage_requirements,
        "prefetch": dict(service.prefetch),
    }
