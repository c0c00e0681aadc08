"""Each probe that other services fail is held somewhere; those about our own answers are here."""

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cds_service.app import create_app
from cds_service.services import SERVICES
from cds_service.settings import Settings
from conformance.requirement import REQUIREMENTS
from tests.architecture.source import ROOT
from tests.cds_service.fhir_stub import Exchange, bundle, fhir_stub, outcome
from tests.cds_service.hook_requests import PATIENT_ID, authorization, body, everything_empty
from tests.conformance.probes import PROBES

SERVICE_URL = "/cds-services/b2m-patient-view"


def test_there_are_thirty_four_probes():
    assert list(PROBES) == list(range(1, 35))


@pytest.mark.parametrize("number", PROBES)
def test_a_probe_is_held_by_requirements_and_tests_that_exist(number):
    for name in PROBES[number].held_by:
        if "::" in name:
            path, _, test = name.partition("::")
            source = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"^def {test}\(", source, re.MULTILINE), name
        else:
            assert not REQUIREMENTS[name].not_testable, name


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings()).test_client()


def b2m(value: float = 6.3, name: str = "b2m-1", **members: Any) -> dict[str, Any]:
    """A serum B2M of today."""
    written = {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1952-1"}]},
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "effectiveDateTime": datetime.now(UTC).date().isoformat(),
        "valueQuantity": {
            "value": value,
            "unit": "mg/L",
            "system": "http://unitsofmeasure.org",
            "code": "mg/L",
        },
    }
    return written | members


def only_card(response: TestResponse) -> dict[str, Any]:
    """The card of an answer that has one."""
    assert response.status_code == 200
    assert response.json is not None
    (card,) = response.json["cards"]
    assert isinstance(card, dict)
    return card


def set_aside(response: TestResponse) -> list[str]:
    """The references that the explanation of the card lists as not used."""
    explanation = only_card(response)["extension"]["org.b2m-cds.explanation"]
    return [row["reference"] for row in explanation["setAside"]]


def asking(base: str) -> tuple[FlaskClient, dict[str, Any]]:
    """Our service with that FHIR server on its list, and a request that leaves all to be asked."""
    settings = Settings.model_validate({"fhir": {"servers": [base], "deadline_s": 1}})
    request = body(fhirServer=base, fhirAuthorization=authorization(), prefetch={})
    return create_app(settings).test_client(), request


def test_empty_prefetch_is_made_good_from_the_fhir_server():
    def behave(ask: Exchange) -> None:
        ask.reply(bundle(b2m()) if "1952-1" in ask.path else bundle())

    with fhir_stub(behave) as stub:
        client, request = asking(stub.base)
        response = client.post(SERVICE_URL, json=request)

    assert "6.3 mg/L" in only_card(response)["summary"]


def test_a_fhir_server_that_is_down_is_412():
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    client, request = asking(f"http://127.0.0.1:{port}/fhir")

    response = client.post(SERVICE_URL, json=request)

    assert response.status_code == 412


def test_refused_observations_are_412_and_not_asked_again():
    with fhir_stub(lambda ask: ask.reply(bundle())) as stub:
        client, request = asking(stub.base)
        request["prefetch"] = everything_empty(b2m=outcome("error", "forbidden"))
        response = client.post(SERVICE_URL, json=request)

        assert [path for path in stub.paths if path.startswith("/fhir")] == []
    assert response.status_code == 412


def test_a_withdrawn_result_is_set_aside_beside_a_good_one(client):
    withdrawn = b2m(9.9, "b2m-2", status="entered-in-error")
    delivered = everything_empty(b2m=bundle(b2m(), withdrawn))

    response = client.post(SERVICE_URL, json=body(prefetch=delivered))

    assert "9.9" not in response.text
    assert set_aside(response) == ["Observation/b2m-2"]


ODD_SHAPES: list[dict[str, Any]] = [
    {"conformanceElement": {"a": [1]}},
    {"instantiatesCanonical": "http://example.org/definition", "bodyStructure": {"display": "x"}},
    {"valueQuantity": {"value": {"odd": 1}}},
    {"code": {"concept": {"coding": []}}},
]


@pytest.mark.parametrize("members", ODD_SHAPES, ids=lambda members: next(iter(members)))
def test_an_observation_of_an_odd_shape_spoils_no_other(client, members):
    odd = b2m(1.1, "b2m-2", effectiveDateTime="2020-01-01") | members
    delivered = everything_empty(b2m=bundle(odd, b2m()))

    response = client.post(SERVICE_URL, json=body(prefetch=delivered))

    assert "6.3 mg/L" in only_card(response)["summary"]


def test_an_observation_that_cannot_be_read_is_listed(client):
    odd = b2m(name="b2m-2", valueQuantity={"value": {"odd": 1}})
    delivered = everything_empty(b2m=bundle(odd, b2m()))

    response = client.post(SERVICE_URL, json=body(prefetch=delivered))

    assert set_aside(response) == ["Observation/b2m-2"]


def test_each_service_answers_to_its_own_hook_only(client):
    hooks = {service.hook for service in SERVICES.values()}

    for service in SERVICES.values():
        for hook in (*hooks - {service.hook}, "conformance-hook"):
            response = client.post(f"/cds-services/{service.id}", json=body(hook=hook))
            assert response.status_code == 400
