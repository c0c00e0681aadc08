"""Bodies of CDS Hooks calls for tests."""

from typing import Any

from cds_service.fhir_client import FhirClient
from cds_service.fhir_style import Style
from cds_service.hook_request import HookRequest
from cds_service.prefetch import Gathered, gather
from cds_service.services import find_service
from cds_service.settings_sections import FhirSettings
from fhir_mappings.model import Availability
from tests.cds_service import fhir_stub

PATIENT_ID = fhir_stub.PATIENT_ID
TOKEN = "canary-token-7f3a"
SERVICE = find_service("b2m-patient-view")
SERVER = "https://ehr.example.org/fhir"


def body(**members: Any) -> dict[str, Any]:
    """A valid body; a member given as None is left out."""
    written = {
        "hook": "patient-view",
        "hookInstance": "0f1f4f5e-94b5-4b0c-8f0a-7b8e4a3a2c55",
        "context": {"userId": "Practitioner/onc-77", "patientId": PATIENT_ID},
    } | members
    return {name: value for name, value in written.items() if value is not None}


def authorization(**members: Any) -> dict[str, Any]:
    """A valid fhirAuthorization."""
    return {
        "access_token": TOKEN,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/Observation.read",
        "subject": "b2m-cds-client-id",
        "patient": PATIENT_ID,
    } | members


def everything_empty(**delivered: Any) -> dict[str, Any]:
    """Prefetch with every key: null, unless given."""
    return dict.fromkeys(SERVICE.prefetch, None) | delivered


def parsed(**members: Any) -> HookRequest:
    """The request as the service reads it."""
    return HookRequest.parse(body(**members), SERVICE)


def client_of(*, proven: bool = True, **settings: object) -> FhirClient:
    """A client whose `proven` servers are known to find rows as they are asked."""
    client = FhirClient(FhirSettings.model_validate({"servers": [SERVER]} | settings))
    for host in client.hosts.values():
        host.prefers(Style(), found_rows=proven)
    return client


def gathered(request: HookRequest, *, proven: bool = True, **settings: object) -> Gathered:
    """What is gathered by a client of its own."""
    return gather(SERVICE, request, client_of(proven=proven, **settings))


def with_access(**members: object) -> HookRequest:
    return parsed(fhirServer=SERVER, fhirAuthorization=authorization(), **members)


def ids(result: Gathered) -> list[str]:
    return [entry.resource["id"] for entry in result.entries]


def state_of(result: Gathered, key: str) -> tuple[Availability, str]:
    ((state, reason),) = [(c.state, c.reason) for c in result.coverage if c.key == key]
    return state, reason
