"""The order hooks over HTTP, from the basket to the suggestion."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses
from fhir.resources.R4B.servicerequest import ServiceRequest
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.fhir_stub import bundle, observation, outcome
from tests.cds_service.hook_requests import PATIENT_ID, SERVER, authorization, body

B2M, CREATININE, LDH, URINE_B2M = "1952-1", "2160-0", "2532-0", "1953-9"
LOINC = "http://loinc.org"
LOCAL = {"system": "https://lab.example.org/codes", "code": "SB2M", "display": "B2M, serum"}
LOCAL_CREATININE = LOCAL | {"code": "CREA", "display": "Creatinine"}
EMPTY = {"resourceType": "Bundle", "type": "searchset", "total": 0}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    settings = {"fhir": {"servers": [SERVER]}, "orders": {B2M: LOCAL, CREATININE: LOCAL_CREATININE}}
    return create_app(Settings.model_validate(settings)).test_client()


def draft(code: str, number: int = 1, /, **elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": f"d{number}",
        "status": "draft",
        "intent": "order",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
    } | elements


def sign(client: FlaskClient, *drafts: dict[str, Any], **members: Any) -> Any:
    return called(client, "order-sign", drafts, {}, members)


def select(client: FlaskClient, *drafts: dict[str, Any], **members: Any) -> Any:
    """The first draft is selected."""
    chosen = {"selections": [f"ServiceRequest/{drafts[0]['id']}"]}
    return called(client, "order-select", drafts, chosen, members)


def called(
    client: FlaskClient,
    hook: str,
    drafts: tuple[dict[str, Any], ...],
    context: dict[str, Any],
    members: dict[str, Any],
) -> Any:
    basket = {"resourceType": "Bundle", "entry": [{"resource": item} for item in drafts]}
    known = {"userId": "Practitioner/1", "patientId": PATIENT_ID, "draftOrders": basket}
    request = body(**{"hook": hook, "context": known | context} | members)
    response = client.post(f"/cds-services/b2m-{hook}", json=request)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return response.get_json()["cards"]


def everything(client: FlaskClient) -> dict[str, Any]:
    """Prefetch that says: asked for all of it, nothing there."""
    services = client.get("/cds-services").get_json()["services"]
    return dict.fromkeys(services[1]["prefetch"], EMPTY)


def labels(card: dict[str, Any]) -> list[str]:
    return [item["label"] for item in card.get("suggestions", [])]


@pytest.mark.parametrize("call", [select, sign])
def test_b2m_without_kidney_function_gets_one_card_with_a_draft_order(client, call):
    (card,) = call(client, draft(B2M), prefetch=everything(client))

    assert card["summary"] == "Serum B2M is ordered; not on file or on order: creatinine with eGFR"
    assert card["indicator"] == "info"
    assert labels(card) == ["Order creatinine with eGFR"]
    assert card["selectionBehavior"] == "any"


def test_what_is_drafted_is_never_suggested(client):
    found = sign(client, draft(B2M), draft(CREATININE, 2), prefetch=everything(client))

    assert found == []


def test_order_select_speaks_of_the_selected_draft_only(client):
    found = select(client, draft(LDH), draft(B2M, 2), prefetch=everything(client))

    assert found == []


def test_the_sites_own_code_is_understood_and_used(client):
    coded = draft(B2M, code={"coding": [{"system": LOCAL["system"], "code": LOCAL["code"]}]})

    (card,) = sign(client, coded, prefetch=everything(client))

    order = card["suggestions"][0]["actions"][0]["resource"]
    assert order["code"]["coding"][1] == LOCAL_CREATININE


def test_the_suggested_order_is_valid_and_says_when_it_belongs_with_the_draft(client):
    due = "2027-01-05T08:00:00+01:00"
    (card,) = sign(client, draft(B2M, occurrenceDateTime=due), prefetch=everything(client))

    order = card["suggestions"][0]["actions"][0]["resource"]
    valid = ServiceRequest.model_validate(order)
    assert (valid.status, valid.intent, valid.id) == ("draft", "proposal", None)
    assert order["occurrenceDateTime"] == due


def test_a_reason_on_record_is_the_reason_of_the_suggested_order(client):
    myeloma = {
        "resourceType": "Condition",
        "id": "mm-1",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "109989006"}]},
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
    }
    delivered = everything(client) | {"conditions": bundle(myeloma)}

    (card,) = sign(client, draft(B2M), prefetch=delivered)

    orders = [item["actions"][0]["resource"] for item in card["suggestions"]]
    assert len(orders) == 4
    for order in orders:
        ServiceRequest.model_validate(order)
        assert order["reasonReference"] == [{"reference": "Condition/mm-1"}]


def test_an_order_that_is_open_on_file_is_not_suggested_again(client):
    active = draft(CREATININE, status="active", authoredOn="2099-01-01")
    delivered = everything(client) | {"orders": bundle(active)}

    assert sign(client, draft(B2M), prefetch=delivered) == []


def test_open_orders_that_could_not_be_read_are_said_beside_a_suggestion(client):
    delivered = everything(client) | {"orders": outcome("error", "forbidden")}

    (card,) = sign(client, draft(URINE_B2M), prefetch=delivered)

    assert card["detail"].endswith("a test suggested here may be ordered already.")


def test_without_a_suggestion_open_orders_do_not_matter(client):
    dialysis = {
        "resourceType": "Condition",
        "id": "z99",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "Z99.2"}]},
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
    }
    delivered = everything(client) | {
        "conditions": bundle(dialysis),
        "orders": outcome("error", "forbidden"),
    }

    (card,) = sign(client, draft(B2M), prefetch=delivered)

    assert card["source"]["topic"]["code"] == "b2morderdialysis"
    assert "Open orders" not in card["detail"]


def test_nothing_delivered_and_no_access_is_said_instead_of_suggesting(client):
    (card,) = sign(client, draft(B2M))

    assert "could not be read in full" in card["summary"]
    assert labels(card) == []
    assert "creatinine (no access)" in card["detail"]


def test_orders_that_are_no_concern_ask_no_server_for_anything(client):
    with responses.RequestsMock() as server:
        found = sign(
            client,
            draft(LDH),
            fhirServer=SERVER,
            fhirAuthorization=authorization(),
        )

        assert len(server.calls) == 0
    assert found == []


def test_a_missing_key_is_fetched_for_orders_too(client):
    delivered = everything(client)
    del delivered["creatinine"]
    recent = observation("c1", code=CREATININE, effectiveDateTime="2099-01-01")

    with responses.RequestsMock() as server:
        server.get(f"{SERVER}/Observation", json=bundle(recent))
        sign(
            client,
            draft(B2M),
            prefetch=delivered,
            fhirServer=SERVER,
            fhirAuthorization=authorization(),
        )

        assert len(server.calls) == 1


@pytest.mark.parametrize("user", ["Patient/1", "RelatedPerson/1"])
def test_a_user_who_is_no_clinician_gets_no_card(client, user):
    context = {
        "userId": user,
        "patientId": PATIENT_ID,
        "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": draft(B2M)}]},
    }

    response = client.post(
        "/cds-services/b2m-order-sign", json=body(hook="order-sign", context=context)
    )

    assert response.json == {"cards": []}


def test_a_draft_for_another_patient_is_no_order_of_this_one(client):
    foreign = draft(B2M, subject={"reference": "Patient/somebody-else"})

    assert sign(client, foreign, prefetch=everything(client)) == []


def test_the_same_basket_brings_the_same_card_again(client):
    first = sign(client, draft(B2M), prefetch=everything(client))
    again = select(client, draft(B2M, 7), prefetch=everything(client))

    assert [card["uuid"] for card in first] == [card["uuid"] for card in again]


def test_patient_view_suggests_nothing_that_is_on_order(client):
    services = client.get("/cds-services").get_json()["services"]
    raised = observation(
        "b1",
        status="final",
        code={"coding": [{"system": LOINC, "code": B2M}]},
        subject={"reference": f"Patient/{PATIENT_ID}"},
        effectiveDateTime=(datetime.now(UTC) - timedelta(days=2)).date().isoformat(),
        valueQuantity={"value": 6.3, "unit": "mg/L"},
    )
    active = draft(CREATININE, status="active", authoredOn="2099-01-01")
    known = dict.fromkeys(services[0]["prefetch"], EMPTY) | {"b2m": bundle(raised)}

    cards = [
        client.post("/cds-services/b2m-patient-view", json=body(prefetch=known | more)).get_json()
        for more in ({}, {"orders": bundle(active)})
    ]

    before, after = (answer["cards"][0] for answer in cards)
    assert labels(before) == ["Order creatinine with eGFR"]
    assert labels(after) == []
    assert "Already ordered: creatinine with eGFR." in after["detail"]
