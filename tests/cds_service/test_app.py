"""The HTTP face: statuses, headers and bodies of every answer."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cds_service import warm_up
from cds_service.app import create_app
from cds_service.services import discovery
from cds_service.settings import Settings
from tests.cds_service.fhir_stub import Exchange, bundle, fhir_stub
from tests.cds_service.hook_requests import SERVICE, body, everything_empty

SERVICE_URL = "/cds-services/b2m-patient-view"


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def b2m(**members: Any) -> dict[str, Any]:
    """A serum B2M of the patient in context."""
    return {
        "resourceType": "Observation",
        "id": "b2m-1",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1952-1"}]},
        "subject": {"reference": "Patient/b2m-001"},
        "effectiveDateTime": "2026-01-05",
        "valueQuantity": {
            "value": 6.3,
            "unit": "mg/L",
            "system": "http://unitsofmeasure.org",
            "code": "mg/L",
        },
        **members,
    }


@pytest.mark.parametrize("path", ["/cds-services", "/cds-services/", "/cds-services//"])
def test_discovery_is_there_with_or_without_a_slash(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.json == discovery()


def test_discovery_can_be_cached_and_asked_again_cheaply(client):
    first = client.get("/cds-services")
    again = client.get("/cds-services", headers={"If-None-Match": first.headers["ETag"]})

    assert "max-age=300" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path", [SERVICE_URL, f"{SERVICE_URL}/", "/cds-services//b2m-patient-view"]
)
def test_known_empty_data_gives_an_empty_list_and_nothing_else(client, path):
    response = client.post(path, json=body(prefetch=everything_empty()))

    assert response.status_code == 200
    assert response.data == b'{"cards":[]}'
    assert response.headers["Cache-Control"] == "no-store"


def test_a_raised_result_gives_a_card(client):
    delivered = everything_empty(b2m=bundle(b2m()))

    response = client.post(SERVICE_URL, json=body(prefetch=delivered))

    assert response.status_code == 200
    (card,) = response.json["cards"]
    assert "6.3 mg/L" in card["summary"]


def test_the_same_cards_by_prefetch_and_by_asking_the_server():
    def behave(ask: Exchange) -> None:
        ask.reply(bundle(b2m()) if "1952-1" in ask.path else bundle())

    with fhir_stub(behave) as stub:
        asking = create_app(Settings.model_validate({"fhir": {"servers": [stub.base]}}))
        fetched = asking.test_client().post(SERVICE_URL, json=body(fhirServer=stub.base))
        delivered = asking.test_client().post(
            SERVICE_URL,
            json=body(fhirServer=stub.base, prefetch=everything_empty(b2m=bundle(b2m()))),
        )

        assert len(stub.seen) == len(SERVICE.prefetch)
    assert fetched.status_code == 200
    assert b"6.3 mg/L" in fetched.data
    assert fetched.data == delivered.data


@pytest.mark.parametrize("user", ["Patient/b2m-001", "RelatedPerson/7"])
def test_a_reader_who_is_no_clinician_gets_no_cards(client, user):
    context = {"userId": user, "patientId": "b2m-001"}
    delivered = everything_empty(b2m=bundle(b2m()))

    response = client.post(SERVICE_URL, json=body(context=context, prefetch=delivered))

    assert (response.status_code, response.json) == (200, {"cards": []})


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/json;charset=UTF-8", "application/fhir+json"]
)
def test_accepts_json_however_it_is_declared(client, media_type):
    text = json.dumps(body(prefetch=everything_empty()))

    assert client.post(SERVICE_URL, data=text, content_type=media_type).status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_answers_an_orchestrator(client, path):
    assert (client.get(path).status_code, client.get(path).json) == (200, {"status": "ok"})


def test_an_installation_that_cannot_read_a_plain_result_does_not_start(monkeypatch):
    monkeypatch.setattr(warm_up, "_RESOURCES", ())

    with pytest.raises(RuntimeError):
        create_app(Settings())
