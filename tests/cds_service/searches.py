"""Searching a misbehaving FHIR server."""

from cds_service.fhir_answer import Answer
from cds_service.fhir_authorization import FhirAccessGiven
from cds_service.fhir_client import FhirAccess, FhirClient
from cds_service.settings_sections import FhirSettings
from tests.cds_service.fhir_stub import Behave, Stub, fhir_stub

TOKEN = "canary-token-7f3a"
SEARCH = {"patient": "p1", "code": "http://loinc.org|1952-1"}


def opened(stub: Stub, **settings: object) -> FhirAccess:
    limits = FhirSettings.model_validate({"servers": [stub.base], "deadline_s": 2} | settings)
    access = FhirClient(limits).open(FhirAccessGiven(stub.base, TOKEN, barrier=None))
    assert isinstance(access, FhirAccess)
    return access


def searched(behave: Behave, **settings: object) -> tuple[Answer, Stub]:
    with fhir_stub(behave) as stub:
        return opened(stub, **settings).search("Observation", SEARCH), stub


def ids(answer: Answer) -> list[str]:
    return [entry.resource["id"] for entry in answer.entries]
