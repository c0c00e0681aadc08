"""Searching a misbehaving FHIR server."""

from cds_service.fhir_answer import Answer
from cds_service.fhir_authorization import FhirAccessGiven
from cds_service.fhir_client import FhirAccess, FhirClient
from cds_service.fhir_search import Search
from cds_service.settings_sections import FhirSettings
from tests.cds_service.fhir_stub import PATIENT_ID, Behave, Stub, fhir_stub

TOKEN = "canary-token-7f3a"
SEARCH = Search(
    "Observation", {"patient": PATIENT_ID, "code": "http://loinc.org|1952-1"}, PATIENT_ID
)


def client(stub: Stub, **settings: object) -> FhirClient:
    limits = FhirSettings.model_validate({"servers": [stub.base], "deadline_s": 2} | settings)
    return FhirClient(limits)


def opened(stub: Stub, known: FhirClient | None = None, **settings: object) -> FhirAccess:
    asking = known or client(stub, **settings)
    access = asking.open(FhirAccessGiven(stub.base, TOKEN, barrier=None))
    assert isinstance(access, FhirAccess)
    return access


def searched(behave: Behave, **settings: object) -> tuple[Answer, Stub]:
    with fhir_stub(behave) as stub:
        return opened(stub, client(stub, **settings)).search(SEARCH), stub


def ids(answer: Answer) -> list[str]:
    return [entry.resource["id"] for entry in answer.entries]
