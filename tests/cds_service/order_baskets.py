"""Builders: drafts in a basket, and the order hooks called with them."""

from typing import Any

from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.hook_requests import PATIENT_ID, SERVER, body

B2M, CREATININE, LDH, URINE_B2M = "1952-1", "2160-0", "2532-0", "1953-9"
LOINC = "http://loinc.org"
LOCAL = {"system": "https://lab.example.org/codes", "code": "SB2M", "display": "B2M, serum"}
LOCAL_CREATININE = LOCAL | {"code": "CREA", "display": "Creatinine"}
EMPTY = {"resourceType": "Bundle", "type": "searchset", "total": 0}


def orders_client() -> FlaskClient:
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
