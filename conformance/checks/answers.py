"""Status and body of the answers to a call."""

from __future__ import annotations

from conformance.answer import Answer
from conformance.check import Problems, service_check
from conformance.checks.fhir_access import asking, knowing_stub
from conformance.target import NotChecked, Service

SEVERITIES = frozenset({"fatal", "error", "warning", "information"})
TRACES = (b"Traceback (most recent call last)", b"    at ", b'File "/', b"node_modules", b"java.")


@service_check("RESP-01")
def success_is_200_with_cards(service: Service) -> Problems:
    answer = service.answer
    if answer.refused and not service.given:
        raise NotChecked(f"the built-in sample was answered {answer.status}: give --request")
    if answer.status != 200:
        yield str(answer)
    elif not isinstance(answer.object.get("cards"), list):
        yield "the body is no object with a list 'cards'"
    elif len(answer.cards) < len(answer.object["cards"]):
        yield "'cards' holds something that is no object"


@service_check("RESP-02", "SYS-01")
def system_actions_are_a_list_and_carried_out_only_by_agreement(service: Service) -> Problems:
    actions = service.answer.object.get("systemActions", [])
    if not isinstance(actions, list):
        yield "systemActions is no list"


@service_check("RESP-03")
def no_guidance_is_an_empty_list(service: Service) -> Problems:
    null = dict.fromkeys(service.templates) if service.templates else None
    answer = service.post(service.changed(prefetch=null, fhirServer=None, fhirAuthorization=None))
    if answer.refused:
        raise NotChecked(f"a request without data was answered {answer.status}")
    if answer.status != 200 or not isinstance(answer.object.get("cards"), list):
        yield f'nothing to say is 200 {{"cards": []}}: {answer}'


@service_check("PREF-14", "RESP-04")
def data_that_cannot_be_had_is_412(service: Service) -> Problems:
    body = service.changed(prefetch=None, fhirServer=None, fhirAuthorization=None)
    yield from _says_so(service, service.post(body), "neither prefetch nor access")


@service_check("PREF-14", "RESP-04")
def a_fhir_server_that_refuses_is_412(service: Service) -> Problems:
    stub = knowing_stub(service)
    for status in (401, 403, 500):
        stub.misbehave(status)
        answer = service.post(asking(service))
        yield from _says_so(service, answer, f"the FHIR server answers {status}")


@service_check("RESP-05", "RESP-06")
def errors_tell_nothing_of_the_inside(service: Service) -> Problems:
    for answer in _errors(service):
        if any(trace in answer.body for trace in TRACES):
            yield f"{answer.what} {answer}: with a stack trace"


@service_check("RESP-06")
def errors_are_operation_outcomes(service: Service) -> Problems:
    for answer in _errors(service):
        issues = answer.object.get("issue")
        first = issues[0] if isinstance(issues, list) and issues else {}
        whole = isinstance(first, dict) and first.get("severity") in SEVERITIES and "code" in first
        if answer.object.get("resourceType") != "OperationOutcome" or not whole:
            yield f"{answer.what} {answer}: the body is no OperationOutcome"


def _says_so(service: Service, answer: Answer, what: str) -> Problems:
    """412, or a card that says it; never silence. Without a card to compare with, who knows?"""
    if answer.status == 412 or answer.cards:
        return
    if not answer.broken and service.answer.status != 200:
        raise NotChecked(f"the sample itself is {service.answer}: give --request")
    if answer.empty and not service.templates:
        raise NotChecked("the service declares no prefetch: it may need no data")
    if answer.empty and not service.answer.cards:
        raise NotChecked(
            "200 without cards: whether nothing was to be said or nothing to be had only a "
            "--request with data for a card can tell"
        )
    yield f"{what}: {answer}" + (", an empty card list as if all was well" * answer.empty)


def _errors(service: Service) -> list[Answer]:
    wire = service.target.wire
    answers = [
        service.post(b"{"),
        service.post(service.changed(context=None)),
        service.post(service.sample, {"Content-Type": "text/plain"}),
        service.post(service.changed(prefetch=None, fhirServer=None, fhirAuthorization=None)),
        wire.send("GET", service.path),
        wire.send("POST", f"{service.path}-conformance-unknown", b"{}"),
    ]
    return [answer for answer in answers if answer.status >= 400 and answer.status != 401]
