"""The POST of a hook request: what is needed, what is optional, what is refused."""

from __future__ import annotations

import json
from typing import Any

from conformance.answer import Answer
from conformance.check import Problems, service_check
from conformance.samples import NOBODY
from conformance.target import Service
from conformance.wire import NoAnswer

TOKEN = {"access_token": "conformance", "token_type": "Bearer", "expires_in": 300, "scope": ""}
EPIC = {
    "com.epic.cdshooks.request.bpa-trigger-action": "18",
    "com.epic.cdshooks.request.cds-hooks-specification-version": "1.0",
    "com.epic.cdshooks.request.fhir-version": "R4",
}
TIME_BASED_UUID = "5a8f0c10-8d5e-11f0-9f6e-0242ac120002"


def same(service: Service, body: object, why: str) -> Problems:
    """A problem when this request is not answered as the sample is."""
    answer = service.post(body)
    if (answer.status, answer.summaries) != (service.answer.status, service.answer.summaries):
        yield f"{why}: {_in_short(answer)}; the sample: {_in_short(service.answer)}"


def _in_short(answer: Answer) -> str:
    count = len(answer.cards)
    return f"{answer}, {count} card" + "s" * (count != 1)


def refused(answer: Answer, what: str) -> Problems:
    """A problem when the service does not answer with 4xx."""
    if not answer.refused:
        yield f"{what}: {answer}"


def stands(answer: Answer, what: str) -> Problems:
    """A problem when the service gives way."""
    if answer.broken:
        yield f"{what}: {answer}"


def _context_without(service: Service, field: str) -> dict[str, Any]:
    context = {name: v for name, v in service.sample["context"].items() if name != field}
    return service.changed(context=context)


@service_check("REQ-01")
def is_called_by_post(service: Service) -> Problems:
    if service.answer.status in {404, 405} or 300 <= service.answer.status < 400:
        yield str(service.answer)
    answer = service.target.wire.send("GET", service.path)
    if "cards" in answer.object:
        yield f"GET {answer} with cards"


@service_check("REQ-01")
def an_unknown_service_is_not_found(service: Service) -> Problems:
    body = json.dumps(service.sample).encode()
    answer = service.target.wire.send("POST", f"{service.path}-conformance-unknown", body)
    if answer.status < 400:
        yield f"an unknown service: {answer}"


@service_check("REQ-02")
def hook_is_needed(service: Service) -> Problems:
    yield from refused(service.post(service.changed(hook=None)), "without hook")


@service_check("REQ-03")
def hook_instance_is_needed(service: Service) -> Problems:
    body = service.changed(hookInstance=None)
    yield from refused(service.post(body), "without hookInstance")


@service_check("REQ-03")
def any_uuid_may_come_twice(service: Service) -> Problems:
    body = service.changed(hookInstance=TIME_BASED_UUID)
    yield from same(service, body, "a time-based hookInstance")
    yield from same(service, body, "a hookInstance that comes twice")


@service_check("REQ-04")
def a_token_without_a_server_is_malformed(service: Service) -> Problems:
    alone = service.changed(fhirAuthorization=TOKEN, fhirServer=None, prefetch=None)
    yield from stands(service.post(alone), "fhirAuthorization without fhirServer")
    complete = service.changed(fhirAuthorization=TOKEN, fhirServer=None)
    yield from same(service, complete, "complete prefetch, a token without fhirServer")


@service_check("REQ-06")
def authorization_is_optional(service: Service) -> Problems:
    body = service.changed(fhirAuthorization=None, fhirServer=None)
    answer = service.post(body)
    if answer.status not in {200, 412}:
        yield f"without fhirAuthorization: {answer}"


@service_check("REQ-07")
def context_is_needed(service: Service) -> Problems:
    yield from refused(service.post(service.changed(context=None)), "without context")
    for field in ("patientId", "userId"):
        if field in service.sample["context"]:
            answer = service.post(_context_without(service, field))
            yield from refused(answer, f"without context.{field}")


@service_check("REQ-08")
def prefetch_is_optional(service: Service) -> Problems:
    yield from stands(service.post(service.changed(prefetch=None)), "without prefetch")


@service_check("REQ-09")
def another_hook_is_refused(service: Service) -> Problems:
    other = "order-sign" if service.hook != "order-sign" else "patient-view"
    yield from refused(service.post(service.changed(hook=other)), f"hook {other}")


@service_check("REQ-10")
def unknown_members_are_ignored(service: Service) -> Problems:
    body = service.changed(extension=EPIC, foo={"bar": [1]})
    yield from same(service, body, "with an extension and an unknown member")


@service_check("HOOK-03")
def unknown_context_members_are_ignored(service: Service) -> Problems:
    context = {**service.sample["context"], "conformanceField": "new in version 1.1"}
    yield from same(service, service.changed(context=context), "with an unknown context field")


@service_check("VER-01")
def clients_of_version_1_are_served(service: Service) -> Problems:
    body = service.changed(
        hookInstance=TIME_BASED_UUID,
        fhirServer=NOBODY,
        extension=EPIC,
        user=service.sample["context"].get("userId"),
    )
    yield from same(service, body, "the request of a client of 1.0")


@service_check("REQ-11", "RESP-07")
def what_is_no_json_object_is_refused(service: Service) -> Problems:
    for body in (b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"[" * 100_000):
        what = f"body {body[:8]!r}"
        try:
            yield from refused(service.post(body), what)
        except NoAnswer as reason:
            yield f"{what}: {reason}"


@service_check("REQ-11")
def another_media_type_is_refused_and_a_charset_accepted(service: Service) -> Problems:
    plain = {"Content-Type": "text/plain"}
    yield from refused(service.post(service.sample, plain), "Content-Type text/plain")
    charset = {"Content-Type": "application/json;charset=UTF-8"}
    answer = service.post(service.sample, charset)
    if answer.status != service.answer.status:
        yield f"Content-Type with a charset: {answer}"


@service_check("RESP-07")
def each_fault_has_its_status(service: Service) -> Problems:
    missing = service.post(service.changed(context=None))
    if missing.status != 400:
        yield f"without context: {missing}"
    unknown = service.target.wire.send("POST", f"{service.path}-conformance-unknown", b"{}")
    if unknown.status != 404:
        yield f"an unknown service: {unknown}"


@service_check("GEN-06")
def a_trailing_comma_is_no_json(service: Service) -> Problems:
    body = json.dumps(service.sample).encode()
    yield from refused(service.post(body.removesuffix(b"}") + b",}"), "a trailing comma")


@service_check("HOOK-02")
def any_fhir_version_is_borne(service: Service) -> Problems:
    old = {"resourceType": "DiagnosticOrder", "id": "dstu2", "orderer": {"reference": "x"}}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": old}]}
    context = service.sample["context"]
    changed = {name: bundle if isinstance(v, dict) else v for name, v in context.items()}
    prefetch = dict.fromkeys(service.templates, bundle)
    answer = service.post(service.changed(context=changed, prefetch=prefetch))
    yield from stands(answer, "resources of DSTU2")
