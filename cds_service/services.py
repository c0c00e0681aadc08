"""The CDS services on offer, keyed by id, and what discovery says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cds_service.errors import UnknownService
from cds_service.prefetch_templates import order_templates, templates


@dataclass(frozen=True)
class CdsService:
    """One service as published; `required` are the prefetch keys it cannot do without. Without a
    row under any of the `deciding` keys there is nothing to say, and no other key is asked for;
    where there are none, every key is asked for. `context` is what the hook's context must hold."""

    id: str
    hook: str
    title: str
    description: str
    usage_requirements: str
    prefetch: Mapping[str, str]
    required: frozenset[str] = frozenset()
    deciding: frozenset[str] = frozenset()
    context: frozenset[str] = frozenset()


PATIENT_VIEW = CdsService(
    id="b2m-patient-view",
    hook="patient-view",
    title="Beta-2 microglobulin interpretation",
    description=(
        "Reads serum and urine beta-2 microglobulin together with albumin, LDH, kidney function, "
        "genetics, treatment records and recorded diagnoses, and returns prognostic grouping for "
        "confirmed diagnoses (for example ISS, R-ISS, CLL-IPI), what the kidney does to the number "
        "and which companion tests are missing. Decision support for clinicians; it does not "
        "diagnose."
    ),
    usage_requirements=(
        "Needs read access to Patient, Observation (laboratory), Condition, MedicationRequest, "
        "Procedure and ServiceRequest, by prefetch or by fhirAuthorization; MedicationDispense, "
        "MedicationAdministration and MedicationStatement too where they are kept, because an "
        "order alone does not show that a therapy began. Without a beta-2 microglobulin result it "
        "normally returns no cards."
    ),
    prefetch=templates(),
    required=frozenset({"b2m"}),
    deciding=frozenset({"b2m", "b2mUrine"}),
)

ORDER_DESCRIPTION = (
    "Speaks only while beta-2 microglobulin or a blood-cancer work-up is being ordered: which "
    "tests its result will be read with and that are neither on file nor ordered (creatinine with "
    "eGFR, albumin, LDH, FISH; urine pH and creatinine with urine B2M), and that B2M is no screen "
    "for amyloidosis on dialysis. Decision support for clinicians; it does not diagnose."
)
ORDER_USAGE = (
    "Works from the orders in the hook's context; reads results, diagnoses and open orders by "
    "prefetch or by fhirAuthorization where it can, and says what it could not read."
)
ORDER_SELECT = CdsService(
    id="b2m-order-select",
    hook="order-select",
    title="Companion tests of beta-2 microglobulin, while ordering",
    description=ORDER_DESCRIPTION,
    usage_requirements=ORDER_USAGE,
    prefetch=order_templates(),
    context=frozenset({"draftOrders", "selections"}),
)
ORDER_SIGN = CdsService(
    id="b2m-order-sign",
    hook="order-sign",
    title="Companion tests of beta-2 microglobulin, before signing",
    description=ORDER_DESCRIPTION,
    usage_requirements=ORDER_USAGE,
    prefetch=order_templates(),
    context=frozenset({"draftOrders"}),
)

SERVICES: Mapping[str, CdsService] = {
    service.id: service for service in (PATIENT_VIEW, ORDER_SELECT, ORDER_SIGN)
}


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
