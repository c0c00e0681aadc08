"""Thousands of requests made from the OpenAPI document: each is answered as the document says."""

from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cds_service.app import create_app
from cds_service.openapi import document
from cds_service.services import SERVICES
from cds_service.settings import Settings

# Thousands of requests through lines that other tests have counted long before.
pytestmark = pytest.mark.no_cover

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Requests to each service, more than 2,000 together; a basket of orders takes longer to make up.
AS_DESCRIBED = {"b2m-patient-view": 1100, "b2m-order-select": 430, "b2m-order-sign": 430}
ASTRAY = 25
SEED = 20261120


@pytest.fixture(scope="module")
def operations():
    schema = schemathesis.openapi.from_wsgi(
        "/openapi.json", create_app(Settings.model_validate({"store": {"url": "sqlite://"}}))
    )
    every = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    return {operation.label: operation for operation in every}


def sent(operation, mode, examples):
    """The statuses of so many requests; each answer is checked against the document."""
    statuses: Counter[int] = Counter()

    @seed(SEED)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def checked(case):
        response = case.call()
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    checked()
    return statuses


@pytest.mark.timeout(240)
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_answers_whatever_is_sent_as_its_document_says(operations, service):
    operation = operations[f"POST /cds-services/{service}"]

    good = sent(operation, GenerationMode.POSITIVE, AS_DESCRIBED[service])
    bad = sent(operation, GenerationMode.NEGATIVE, ASTRAY)

    assert good.total() + bad.total() >= AS_DESCRIBED[service] + ASTRAY
    assert good[200] > 0
    assert bad[400] > 0


def test_feedback_is_answered_as_the_document_says_whatever_is_sent(operations):
    operation = operations["POST /cds-services/b2m-patient-view/feedback"]

    good = sent(operation, GenerationMode.POSITIVE, 100)
    bad = sent(operation, GenerationMode.NEGATIVE, ASTRAY)

    assert good[200] > 0
    assert bad[400] > 0


@pytest.mark.parametrize("path", ["/cds-services", "/livez", "/readyz"])
def test_every_other_address_answers_as_the_document_says(operations, path):
    assert sent(operations[f"GET {path}"], GenerationMode.POSITIVE, 50)[200] > 0


def test_every_operation_of_the_document_could_be_read(operations):
    described = {
        f"{method.upper()} {path}" for path, item in document()["paths"].items() for method in item
    }

    # schemathesis leaves the document's own address out.
    assert set(operations) == described - {"GET /openapi.json"}
