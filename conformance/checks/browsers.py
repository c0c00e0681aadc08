"""Cross-origin calls: without them no browser-based client can use a service."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.answer import Answer
from conformance.check import Problems, check
from conformance.target import DISCOVERY, Target

UNLISTED = "https://conformance-unlisted.example"
HEADERS_NEEDED = {"authorization", "content-type"}


def _preflight(target: Target, path: str, method: str, origin: str) -> Answer:
    wanted = "authorization" if method == "GET" else "authorization,content-type"
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": wanted,
    }
    return target.wire.send("OPTIONS", path, headers=headers)


def _places(target: Target) -> Iterator[tuple[str, str]]:
    yield DISCOVERY, "GET"
    for service in target.services:
        yield service.path, "POST"
        yield f"{service.path}/feedback", "POST"


def _allows(answer: Answer, origin: str) -> bool:
    return answer.headers.get("Access-Control-Allow-Origin") in {origin, "*"}


def _named_headers(answer: Answer) -> set[str]:
    """GET and POST need no permission, headers do; "*" does not cover Authorization (Fetch)."""
    value = answer.headers.get("Access-Control-Allow-Headers", "")
    return {name.strip().lower() for name in value.split(",") if name.strip()}


def _feedback_is_missing(target: Target, path: str) -> bool:
    return path.endswith("/feedback") and (
        target.wire.send("POST", path, b'{"feedback": []}').status == 404
    )


@check("CORS-01")
def preflight_lets_browsers_in(target: Target) -> Problems:
    origin = target.options.origin
    for path, method in _places(target):
        if _feedback_is_missing(target, path):
            continue
        answer = _preflight(target, path, method, origin)
        needed = {"authorization"} if method == "GET" else HEADERS_NEEDED
        if not 200 <= answer.status < 300 or not _allows(answer, origin):
            yield f"{answer.what} {answer}: {origin} is not let in (another origin? give --origin)"
        elif not needed <= _named_headers(answer):
            yield f"{answer.what} {answer}: not all of {', '.join(sorted(needed))} are named"


@check("CORS-02")
def preflight_needs_no_jwt(target: Target) -> Problems:
    for path, method in _places(target):
        answer = _preflight(target, path, method, target.options.origin)
        if answer.status in {401, 403}:
            yield f"{answer.what} {answer}"


@check("CORS-03")
def errors_let_browsers_in_too(target: Target) -> Problems:
    headers = {"Origin": target.options.origin}
    answers = [target.wire.send("GET", DISCOVERY, headers=headers)]
    for service in target.services:
        nothing = service.changed(prefetch=None, fhirServer=None, fhirAuthorization=None)
        answers += [service.post(body, headers) for body in (service.sample, nothing, b"{")]
    for answer in answers:
        if not _allows(answer, target.options.origin):
            yield f"{answer.what} {answer}: a browser may not read it"


@check("CORS-04")
def origins_are_a_list(target: Target) -> Problems:
    for service in target.services:
        answer = service.post(service.sample, {"Origin": UNLISTED})
        preflight = _preflight(target, service.path, "POST", UNLISTED)
        if _allows(answer, UNLISTED) or _allows(preflight, UNLISTED):
            yield "any origin is let in"
        if answer.headers.get("Access-Control-Allow-Credentials") == "true" and (
            answer.headers.get("Access-Control-Allow-Origin") == "*"
        ):
            yield "credentials together with *"
        listed = service.post(service.sample, {"Origin": target.options.origin})
        echoed = listed.headers.get("Access-Control-Allow-Origin") == target.options.origin
        if echoed and "origin" not in listed.headers.get("Vary", "").lower():
            yield "the answer depends on Origin and Vary does not say so"
