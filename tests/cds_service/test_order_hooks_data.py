"""What the order hooks make of orders on file, of data that could not be had, and of users."""

from datetime import UTC, datetime, timedelta

import pytest
import responses
from flask.testing import FlaskClient

from tests.cds_service.fhir_stub import bundle, observation, outcome
from tests.cds_service.hook_requests import PATIENT_ID, SERVER, authorization, body
from tests.cds_service.order_baskets import (
    B2M,
    CREATININE,
    EMPTY,
    LDH,
    LOINC,
    URINE_B2M,
    draft,
    everything,
    labels,
    orders_client,
    select,
    sign,
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return orders_client()


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
