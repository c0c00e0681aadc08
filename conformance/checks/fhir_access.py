"""What a service does with fhirServer and fhirAuthorization (most of it needs --fhir-stub)."""

from __future__ import annotations

import secrets
from typing import Any

from conformance.answer import Answer
from conformance.check import Problems, service_check
from conformance.checks.calls import same, stands
from conformance.fhir_stub import FhirStub
from conformance.samples import NOBODY
from conformance.target import NotChecked, Service

SCOPES = (
    "patient/Observation.read patient/Condition.read",
    "patient/Observation.rs patient/Condition.rs?category=problem-list-item",
    "Observation.Read (Labs) (R4)",
)
REDIRECT = "redirect"
# What a FHIR server tells everybody about itself.
OPEN_TO_ALL = frozenset({"metadata", ".well-known"})


def authorization(service: Service, **changes: Any) -> dict[str, Any]:
    """A fhirAuthorization with a token that occurs nowhere else."""
    whole = {
        "access_token": f"conformance-{secrets.token_hex(16)}",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": SCOPES[0],
        "subject": "conformance",
        "patient": service.sample["context"].get("patientId"),
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def knowing_stub(service: Service) -> FhirStub:
    """The FHIR stub, well and holding the data of the sample."""
    stub = service.target.stub
    stub.knows(service.templates, service.sample)
    return stub


def asking(service: Service, **changes: Any) -> dict[str, Any]:
    """The sample without prefetch, but with access to the stub."""
    members: dict[str, Any] = {
        "prefetch": None,
        "fhirServer": service.target.stub.base,
        "fhirAuthorization": authorization(service),
    }
    return service.changed(**{**members, **changes})


def _asked(service: Service) -> tuple[FhirStub, Answer]:
    stub = knowing_stub(service)
    answer = service.post(asking(service))
    if not stub.queries:
        raise NotChecked("the service did not ask the FHIR stub: does it allow that server?")
    return stub, answer


@service_check("PREF-01")
def complete_prefetch_needs_no_fhir_server(service: Service) -> Problems:
    stub = knowing_stub(service)
    prefetch = dict.fromkeys(service.templates) | (service.sample.get("prefetch") or {})
    service.post(asking(service, prefetch=prefetch))
    if stub.queries:
        yield f"complete prefetch, yet the FHIR server is asked for {sorted(stub.keys_asked())}"


@service_check("PREF-04")
def prefetch_and_fhir_server_lead_to_the_same_cards(service: Service) -> Problems:
    expected = service.telling.summaries
    _, answer = _asked(service)
    if answer.summaries != expected:
        yield f"from the FHIR server: {answer} with {len(answer.cards)} cards, from prefetch others"


@service_check("PREF-05")
def what_is_missing_is_fetched(service: Service) -> Problems:
    _ = service.telling
    stub, _ = _asked(service)
    prefetch = dict.fromkeys(service.templates) | (service.sample.get("prefetch") or {})
    for left_out in service.templates:
        stub.knows(service.templates, service.sample)
        rest = {key: value for key, value in prefetch.items() if key != left_out}
        answer = service.post(asking(service, prefetch=rest))
        if answer.empty and left_out not in stub.keys_asked():
            yield f"key {left_out} missing: not asked of the FHIR server, and no card any more"


@service_check("FHIRACC-01", "FHIRACC-12")
def only_that_server_is_asked(service: Service) -> Problems:
    canary = service.target.canary
    knowing_stub(service).misbehave(302, to=f"{canary.origin}/{REDIRECT}-{service.id}")
    service.post(asking(service))
    if canary.sang_for(f"{REDIRECT}-{service.id}"):
        yield "a redirect of the FHIR server was followed to another server"


@service_check("FHIRACC-02")
def every_query_carries_the_token(service: Service) -> Problems:
    stub = knowing_stub(service)
    body = asking(service)
    service.post(body)
    if not stub.queries:
        raise NotChecked("the service did not ask the FHIR stub: does it allow that server?")
    expected = f"Bearer {body['fhirAuthorization']['access_token']}"
    for query in stub.queries:
        if query.authorization != expected and query.type not in OPEN_TO_ALL:
            yield f"the query for {query.type} does not present the access token"


@service_check("FHIRACC-03")
def a_token_that_is_no_text_breaks_nothing(service: Service) -> Problems:
    for token in (None, 7, {"value": "x"}):
        given = authorization(service, access_token=token)
        body = service.changed(prefetch=None, fhirServer=NOBODY, fhirAuthorization=given)
        yield from stands(service.post(body), f"access_token {token!r}")


@service_check("FHIRACC-04")
def another_token_type_is_not_used(service: Service) -> Problems:
    stub, _ = _asked(service)
    stub.knows(service.templates, service.sample)
    service.post(asking(service, fhirAuthorization=authorization(service, token_type="mac")))
    if stub.queries:
        yield "token_type mac, yet the FHIR server is asked"
    service.post(asking(service, fhirAuthorization=authorization(service, token_type="bearer")))
    if any(not query.authorization.startswith("Bearer ") for query in stub.queries):
        yield "the Authorization header is built from token_type"


@service_check("FHIRACC-05")
def an_expired_token_is_not_used(service: Service) -> Problems:
    stub, _ = _asked(service)
    for seconds in (0, -1):
        stub.knows(service.templates, service.sample)
        service.post(asking(service, fhirAuthorization=authorization(service, expires_in=seconds)))
        if stub.queries:
            yield f"expires_in {seconds}, yet the FHIR server is asked"


@service_check("FHIRACC-05")
def a_lifetime_written_as_text_is_borne(service: Service) -> Problems:
    given = authorization(service, expires_in="300")
    body = service.changed(fhirServer=NOBODY, fhirAuthorization=given)
    yield from same(service, body, "expires_in as text")


@service_check("FHIRACC-06")
def scopes_of_any_kind_are_borne(service: Service) -> Problems:
    for scope in SCOPES:
        given = authorization(service, scope=scope)
        body = service.changed(fhirServer=NOBODY, fhirAuthorization=given)
        yield from same(service, body, f"scope {scope!r}")


@service_check("FHIRACC-08")
def a_token_for_another_patient_is_not_used(service: Service) -> Problems:
    stub, _ = _asked(service)
    stub.knows(service.templates, service.sample)
    given = authorization(service, patient="conformance-somebody-else")
    service.post(asking(service, fhirAuthorization=given))
    if stub.queries:
        yield "fhirAuthorization.patient is not the patient in context, yet the token is used"


@service_check("FHIRACC-09")
def the_token_is_in_no_answer(service: Service) -> Problems:
    given = authorization(service)
    whole = {"fhirServer": NOBODY, "fhirAuthorization": given}
    bodies = (
        service.changed(**whole),
        service.changed(**whole, prefetch=None),
        service.changed(**whole, context=None),
    )
    for body in bodies:
        answer = service.post(body)
        if given["access_token"].encode() in answer.body or given["access_token"] in str(
            answer.headers
        ):
            yield f"the access token stands in an answer ({answer})"


@service_check("FHIRACC-12", "REQ-05")
def a_server_that_nobody_listed_is_not_asked(service: Service) -> Problems:
    canary = service.target.canary
    body = service.changed(
        prefetch=None,
        fhirServer=f"{canary.origin}/server-{service.id}",
        fhirAuthorization=authorization(service),
    )
    yield from stands(service.post(body), "an unknown fhirServer")
    if canary.sang_for(f"server-{service.id}"):
        yield "any fhirServer is asked, here http on loopback, and gets the token"


@service_check("FHIRACC-12")
def an_address_that_is_no_server_breaks_nothing(service: Service) -> Problems:
    for address in ("file:///etc/passwd", "not an address", "https://", 7):
        body = service.changed(
            prefetch=None, fhirServer=address, fhirAuthorization=authorization(service)
        )
        yield from stands(service.post(body), f"fhirServer {address!r}")


@service_check("PERF-01")
def a_fhir_server_that_hangs_does_not_hold_up_the_answer(service: Service) -> Problems:
    stub = knowing_stub(service)
    stub.misbehave(hang=True)
    try:
        answer = service.post(asking(service))
    finally:
        stub.knows(service.templates, service.sample)
    if answer.seconds > service.target.options.deadline_s:
        yield f"a FHIR server that hangs: the answer takes {answer.seconds:.1f} s"
