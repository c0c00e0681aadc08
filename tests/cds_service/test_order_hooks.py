"""The order hooks over HTTP, from the basket to the suggestion."""

import pytest
from fhir.resources.R4B.servicerequest import ServiceRequest
from flask.testing import FlaskClient

from tests.cds_service.fhir_stub import bundle
from tests.cds_service.hook_requests import PATIENT_ID
from tests.cds_service.order_baskets import (
    B2M,
    CREATININE,
    LDH,
    LOCAL,
    LOCAL_CREATININE,
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
