"""The OpenAPI 3.1 document of this service, made from the very models it reads and answers with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from cds_service.card_models import AliveAnswer, CardsAnswer, DiscoveryAnswer, FailureAnswer
from cds_service.feedback_request import FeedbackAnswer, FeedbackBody
from cds_service.hook_request import RequestBody
from cds_service.services import SERVICES, CdsService

Schema = dict[str, Any]

MODELS: tuple[type[BaseModel], ...] = (
    RequestBody,
    CardsAnswer,
    DiscoveryAnswer,
    FailureAnswer,
    AliveAnswer,
    FeedbackBody,
    FeedbackAnswer,
)
FAILURES = {
    400: "The body is not a request of this hook; the issues name the members at fault.",
    401: "The client's token is missing or not accepted; no body.",
    404: "Nothing at this address.",
    405: "This address does not support the method.",
    412: "Required data could be had neither by prefetch nor from the FHIR server.",
    413: "The body is larger than this service accepts.",
    415: "The body is not declared as JSON.",
    500: "A fault of this service; the reference leads to its log.",
    503: "Feedback cannot be kept at the moment; send it again later.",
}
ANYWHERE = (400, 404, 405, 500)
OF_A_CALL = (400, 401, 404, 405, 412, 413, 415, 500)
OF_FEEDBACK = (400, 401, 404, 405, 413, 415, 500, 503)
RESOURCE: Schema = {
    "type": "object",
    "required": ["resourceType"],
    "properties": {"resourceType": {"type": "string", "minLength": 1}},
}
DRAFT_ORDERS: Schema = {
    "type": "object",
    "required": ["resourceType"],
    "properties": {
        "resourceType": {"const": "Bundle"},
        "entry": {
            "type": "array",
            "items": {"type": "object", "properties": {"resource": RESOURCE}},
        },
    },
}
SELECTIONS: Schema = {"type": "array", "items": {"type": "string", "minLength": 1}}
CONTEXT = {"draftOrders": DRAFT_ORDERS, "selections": SELECTIONS}


def document(public_base_url: str = "") -> Schema:
    """The document, as served at `GET /openapi.json`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "b2m-cds",
            "version": version("b2m-cds"),
            "description": "CDS Hooks 2.0 services for the laboratory test beta-2 microglobulin.",
        },
        "servers": [{"url": public_base_url or "/"}],
        "paths": {
            "/cds-services": {"get": _discovery()},
            **{f"/cds-services/{item.id}": {"post": _call(item)} for item in SERVICES.values()},
            **{
                f"/cds-services/{item.id}/feedback": {"post": _feedback(item)}
                for item in SERVICES.values()
            },
            **{path: {"get": _alive(path)} for path in ("/livez", "/readyz")},
            "/openapi.json": {"get": _itself()},
        },
        "components": {"schemas": _schemas()},
    }


def _discovery() -> Schema:
    tag = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}
    answers = _answers("The services on offer.", DiscoveryAnswer, ANYWHERE)
    answers["304"] = {"description": "Nothing has changed since the given ETag."}
    return {"summary": "Discovery", "operationId": "discover", "parameters": [tag]} | {
        "responses": answers
    }


def _call(service: CdsService) -> Schema:
    return {
        "summary": service.title,
        "description": service.description,
        "operationId": service.id,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _request(service)}},
        },
        "responses": _answers("The cards, most consequential first.", CardsAnswer, OF_A_CALL),
    }


def _feedback(service: CdsService) -> Schema:
    return {
        "summary": f"What became of cards of {service.id}",
        "operationId": f"{service.id}-feedback",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref(FeedbackBody)}},
        },
        "responses": _answers("What was kept, and what was not.", FeedbackAnswer, OF_FEEDBACK),
    }


def _request(service: CdsService) -> Schema:
    """The body of any hook, with the hook's name, its context and its prefetch keys."""
    context = {"type": "object", "properties": {name: CONTEXT[name] for name in service.context}}
    if service.context:
        context["required"] = sorted(service.context)
    delivered = {"anyOf": [RESOURCE, {"type": "null"}]}
    prefetch = {"type": "object", "properties": dict.fromkeys(service.prefetch, delivered)}
    narrowed = {"hook": {"const": service.hook}, "context": context, "prefetch": prefetch}
    return {"allOf": [_ref(RequestBody), {"type": "object", "properties": narrowed}]}


def _alive(path: str) -> Schema:
    return {
        "summary": "For an orchestrator",
        "operationId": path.strip("/"),
        "responses": _answers("The process answers and is ready.", AliveAnswer, ANYWHERE),
    }


def _itself() -> Schema:
    content = {"application/json": {"schema": {"type": "object"}}}
    answers = {"200": {"description": "This document.", "content": content}}
    return {
        "summary": "This document",
        "operationId": "openapi",
        "responses": answers | _failures(ANYWHERE),
    }


def _answers(description: str, model: type[BaseModel], failures: Iterable[int]) -> Schema:
    content = {"application/json": {"schema": _ref(model)}}
    return {"200": {"description": description, "content": content}} | _failures(failures)


def _failures(statuses: Iterable[int]) -> Schema:
    content = {"application/json": {"schema": _ref(FailureAnswer)}}
    return {
        str(status): {"description": FAILURES[status]}
        | ({} if status == HTTPStatus.UNAUTHORIZED else {"content": content})
        for status in statuses
    }


def _ref(model: type[BaseModel]) -> Schema:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _schemas() -> Schema:
    _, generated = models_json_schema(
        [(model, "validation") for model in MODELS], ref_template="#/components/schemas/{model}"
    )
    schemas: Schema = _without_defaults(generated["$defs"])
    return schemas


def _without_defaults(schema: Any) -> Any:
    """What is absent is absent: a default of ours says nothing to a client."""
    if isinstance(schema, Mapping):
        return {name: _without_defaults(item) for name, item in schema.items() if name != "default"}
    return [_without_defaults(item) for item in schema] if isinstance(schema, list) else schema
