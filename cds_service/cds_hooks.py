"""The CDS Hooks API: discovery, the call of a service, and the two questions of an orchestrator."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from flask import Blueprint, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from cds_service.answer import PatientContext, cards_about, nothing_to_read_for
from cds_service.errors import (
    BodyTooLarge,
    Failure,
    InternalError,
    MalformedBody,
    MethodNotAllowed,
    UnknownPage,
    UnsupportedMediaType,
    operation_outcome,
)
from cds_service.feedback_request import Feedback
from cds_service.fhir_client import FhirClient
from cds_service.hook_request import HookRequest
from cds_service.json_body import json_text
from cds_service.metrics import count_cards, count_chart, count_feedback, count_prefetch
from cds_service.openapi import document
from cds_service.prefetch import gather
from cds_service.quiet import QuietCards
from cds_service.services import CdsService, discovery, find_service
from cds_service.settings import Settings
from cds_service.store import Store
from cds_service.web.failure_page import HEADERS, failure_page

DISCOVERY_MAX_AGE_S = 300
_BY_STATUS: dict[int | None, type[Failure]] = {
    404: UnknownPage,
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
}

cds_hooks = Blueprint("cds_hooks", __name__)


@dataclass(frozen=True)
class Wiring:
    """What the views need, built once in `create_app`."""

    settings: Settings
    fhir_client: FhirClient
    store: Store
    quiet: QuietCards | None = None


@cds_hooks.get("/cds-services")
def discover() -> Response:
    body, tag = _discovery()
    response = Response(body, mimetype="application/json")
    response.set_etag(tag)
    response.cache_control.max_age = DISCOVERY_MAX_AGE_S
    response.make_conditional(request)
    return response


@cds_hooks.post("/cds-services/<service_id>")
def call(service_id: str) -> dict[str, Any]:
    service = find_service(service_id)
    g.service = service.id
    if not request.is_json:
        raise UnsupportedMediaType
    hook_request = HookRequest.parse(request.get_data(cache=False), service)
    g.hook_instance = hook_request.safe_instance
    count_prefetch(service.prefetch, hook_request.prefetch, g.get("issuer"))
    wiring: Wiring = current_app.extensions["b2m-cds"]
    cards = _without_quiet(_cards(service, hook_request, wiring), wiring)
    g.cards = len(cards)
    count_cards(cards)
    return {"cards": cards}


@cds_hooks.post("/cds-services/<service_id>/feedback")
def receive_feedback(service_id: str) -> dict[str, Any]:
    service = find_service(service_id)
    g.service = service.id
    if not request.is_json:
        raise UnsupportedMediaType
    feedback = Feedback.parse(request.get_data(cache=False))
    wiring: Wiring = current_app.extensions["b2m-cds"]
    _keep(feedback, service, wiring)
    g.feedback, g.rejected = len(feedback.entries), len(feedback.faults)
    count_feedback((entry.outcome for entry in feedback.entries), g.rejected)
    return feedback.answer()


@cds_hooks.get("/openapi.json")
def describe() -> dict[str, Any]:
    wiring: Wiring = current_app.extensions["b2m-cds"]
    return document(wiring.settings.http.public_base_url)


@cds_hooks.get("/livez")
@cds_hooks.get("/readyz")
def alive() -> dict[str, str]:
    """`create_app` warms up before the first request, so who answers is also ready."""
    return {"status": "ok"}


@cds_hooks.app_errorhandler(Exception)
def refuse(error: Exception) -> tuple[dict[str, Any] | str, int, dict[str, str]]:
    """Every failure leaves here, as an OperationOutcome that repeats nothing of the request; a
    browser that looks for a page gets one that says the same."""
    failure = _failure(error)
    g.failure = type(failure).__name__
    if failure.status >= 500:
        reason = failure.__cause__ or error
        current_app.logger.error("call failed", exc_info=reason, extra={"request_id": g.request_id})
    methods = getattr(error, "valid_methods", None) or ()
    headers = {"Allow": ", ".join(sorted(methods))} if methods else {}
    if page := failure_page(failure):
        return page, failure.status, {**headers, **HEADERS}
    return operation_outcome(failure), failure.status, headers


@cds_hooks.after_request
def forbid_caching(response: Response) -> Response:
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


def _cards(service: CdsService, hook_request: HookRequest, wiring: Wiring) -> list[dict[str, Any]]:
    if not hook_request.for_clinician:
        return []
    patient = PatientContext(
        hook_request.patient_id, hook_request.encounter_id, hook_request.fhir_server
    )
    drafts, at = hook_request.drafts, datetime.now(UTC)
    if drafts and nothing_to_read_for(drafts, patient, wiring.settings, at):
        return []
    gathered = gather(service, hook_request, wiring.fhir_client)
    g.coverage = {item.key: item.reason or item.state.value for item in gathered.coverage}
    return cards_about(
        gathered.entries,
        patient,
        wiring.settings,
        at=at,
        coverage=gathered.coverage,
        drafts=drafts,
        noticed=count_chart,
    )


def _without_quiet(cards: list[dict[str, Any]], wiring: Wiring) -> list[dict[str, Any]]:
    if wiring.quiet is None:
        return cards
    shown = wiring.quiet.without_quiet(cards, datetime.now(UTC))
    g.quieted = len(cards) - len(shown)
    return shown


def _keep(feedback: Feedback, service: CdsService, wiring: Wiring) -> None:
    from cds_service.feedback_store import keep, rows_from  # noqa: PLC0415 - costs half a second

    comments = wiring.settings.store.keep_comments
    rows = rows_from(feedback.entries, service.id, datetime.now(UTC), comments=comments)
    keep(wiring.store, rows)
    if wiring.quiet is not None:
        wiring.quiet.reread()


def _failure(error: Exception) -> Failure:
    if isinstance(error, Failure):
        return error
    if isinstance(error, HTTPException):
        return _BY_STATUS.get(error.code, MalformedBody)()
    return InternalError(cast(str, g.request_id))


@cache
def _discovery() -> tuple[str, str]:
    body = json_text(discovery())
    return body, hashlib.sha256(body.encode()).hexdigest()[:16]
