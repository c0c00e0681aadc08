"""The OpenAPI document describes what the service does, and nothing it does not."""

from typing import Any

import pytest
from fhir.resources.R4B.servicerequest import ServiceRequest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import ValidationError

from cds_service.app import create_app
from cds_service.card_models import CardsAnswer, DiscoveryAnswer, FailureAnswer
from cds_service.demo.patients import demo_patients
from cds_service.demo.story_orders import ORDER_STORIES
from cds_service.errors import Failure, operation_outcome
from cds_service.openapi import FAILURES, document
from cds_service.services import SERVICES, discovery
from cds_service.settings import Settings
from fhir_mappings.bundle import Entry
from tests.patients.everything import ID, everything_at_once
from tests.patients.reading import TODAY, cards_of, entries_for, order_cards_of, sent


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Settings())


def test_the_document_is_valid_openapi():
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


def test_it_is_served_as_it_is_made(app):
    response = app.test_client().get("/openapi.json")

    assert response.json == document()
    assert response.content_type == "application/json"


def test_the_public_address_is_the_server_of_the_document():
    served = document("https://cds.example.org")

    assert served["servers"] == [{"url": "https://cds.example.org"}]


def test_every_route_of_the_service_is_described_and_no_other(app):
    # Pages are for people; everything else is the API.
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("cds_hooks.")]
    one_by_one = {"/cds-services/<service_id>", "/cds-services/<service_id>/feedback"}
    routes = {rule.rule for rule in rules} - one_by_one
    services = {f"/cds-services/{name}{end}" for name in SERVICES for end in ("", "/feedback")}

    assert document()["paths"].keys() == routes | services


def test_every_failure_has_its_status_in_the_document():
    kinds = {kind.status for kind in Failure.__subclasses__()}

    assert kinds <= FAILURES.keys()


def test_each_service_describes_its_hook_its_keys_and_its_context():
    for service in SERVICES.values():
        call = document()["paths"][f"/cds-services/{service.id}"]["post"]
        narrowed = call["requestBody"]["content"]["application/json"]["schema"]["allOf"][1]

        assert narrowed["properties"]["hook"] == {"const": service.hook}
        assert list(narrowed["properties"]["prefetch"]["properties"]) == list(service.prefetch)
        assert set(narrowed["properties"]["context"].get("required", ())) == service.context


def test_discovery_fits_its_model():
    DiscoveryAnswer.model_validate(discovery())


@pytest.mark.parametrize("kind", Failure.__subclasses__(), ids=lambda kind: kind.__name__)
def test_a_failure_fits_its_model(kind):
    made = {"InvalidHookRequest": ({"hook": "missing"},), "DataUnavailable": ("b2m", "no-access")}

    failure = kind(*made.get(kind.__name__, ("reference",) if kind.status == 500 else ()))

    FailureAnswer.model_validate(operation_outcome(failure))


@pytest.mark.parametrize("patient", demo_patients(TODAY), ids=lambda patient: patient.id)
def test_every_card_of_a_whole_patient_fits_the_card_model(patient):
    answer = {"cards": cards_of(entries_for(patient), patient.id)}

    CardsAnswer.model_validate(answer)
    assert None not in walked(answer)


@pytest.mark.parametrize("story", ORDER_STORIES, ids=lambda story: story.id)
def test_every_card_beside_orders_fits_the_card_model(story):
    answer = {"cards": order_cards_of(story)}

    CardsAnswer.model_validate(answer)
    assert None not in walked(answer)


@pytest.mark.parametrize("patient", demo_patients(TODAY), ids=lambda patient: patient.id)
def test_every_draft_order_of_a_whole_patient_is_fhir_r4(patient):
    for card in cards_of(entries_for(patient), patient.id):
        for item in card.get("suggestions", ()):
            order = ServiceRequest.model_validate(item["actions"][0]["resource"])

            assert (order.status, order.intent) == ("draft", "proposal")
            assert order.subject.reference == f"Patient/{patient.id}"


def everything() -> list[dict[str, Any]]:
    return cards_of([Entry(sent(item)) for item in everything_at_once(TODAY)], ID)


def walked(value: object) -> list[object]:
    """Every value anywhere inside."""
    if isinstance(value, dict):
        return [inner for item in value.values() for inner in walked(item)]
    if isinstance(value, list):
        return [inner for item in value for inner in walked(item)]
    return [value]


def altered(path: tuple[Any, ...], value: object) -> dict[str, Any]:
    """The cards of the patient who triggers everything, with one member replaced."""
    answer = {"cards": [card for card in everything() if "suggestions" in card]}
    place: Any = answer
    for name in path[:-1]:
        place = place[name]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return answer


BROKEN: list[tuple[tuple[Any, ...], object]] = [
    (("cards", 0, "summary"), "s" * 140),
    (("cards", 0, "summary"), ""),
    (("cards", 0, "summary"), ...),
    (("cards", 0, "indicator"), "critical"),
    (("cards", 0, "indicator"), ...),
    (("cards", 0, "uuid"), "1F0C2D3A-6F1B-8A43-9D53-0C9D6F2B7E01"),
    (("cards", 0, "uuid"), ...),
    (("cards", 0, "source"), {"label": ""}),
    (("cards", 0, "source", "topic", "code"), "b2m-kidney"),
    (("cards", 0, "selectionBehavior"), ...),
    (("cards", 0, "selectionBehavior"), "at-most-one"),
    (("cards", 0, "suggestions"), ...),
    (("cards", 0, "suggestions"), []),
    (("cards", 0, "suggestions", 0, "uuid"), ...),
    (("cards", 0, "suggestions", 0, "actions"), []),
    (("cards", 0, "suggestions", 0, "actions", 0, "type"), "delete"),
    (("cards", 0, "suggestions", 0, "actions", 0, "description"), ...),
    (("cards", 0, "suggestions", 0, "actions", 0, "resource", "status"), "active"),
    (("cards", 0, "suggestions", 0, "actions", 0, "resource", "id"), "x"),
    (("cards", 0, "overrideReasons", 0, "display"), ...),
    (("cards", 0, "overrideReasons"), []),
    (("cards", -1, "links", 0, "type"), "smart"),
    (("cards", 0, "detail"), None),
    (("cards", 0, "appContext"), "x"),
    (("cards",), [{}]),
    (("cards",), None),
]


@pytest.mark.parametrize(("path", "value"), BROKEN)
def test_the_card_model_refuses_what_clients_would_choke_on(path, value):
    with pytest.raises(ValidationError):
        CardsAnswer.model_validate(altered(path, value))
