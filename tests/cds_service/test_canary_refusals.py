"""Canaries in calls that are refused, signed or not, and when our own code fails."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import cds_service.answer
import cds_service.web.readings
from cds_service.app import create_app
from tests.cds_service.canary import (
    ALL,
    HEADERS,
    PATIENT,
    SECRET,
    TOKEN,
    WRITTEN,
    call,
    nothing_shows,
    person,
    prefetch,
    result,
    service,
)
from tests.cds_service.feedback_entries import CARDS, overridden
from tests.cds_service.fhir_stub import bundle
from tests.cds_service.signing import (
    FEEDBACK,
    SERVICE,
    bearer,
    claims,
    ec_key,
    part,
    settings,
    signed,
)

NOWHERE = "sqlite:////nowhere/store.sqlite"
REFUSED: dict[str, tuple[int, Callable[[FlaskClient], TestResponse]]] = {
    "no JSON": (400, lambda c: c.post(SERVICE, data=ALL[:-1], content_type="application/json")),
    "a list": (400, lambda c: c.post(SERVICE, data=ALL, content_type="application/json")),
    "no hook": (400, lambda c: c.post(SERVICE, json=call(hook=ALL))),
    "no context": (400, lambda c: c.post(SERVICE, json=call(context=ALL))),
    "an odd patient": (400, lambda c: c.post(SERVICE, json=call(context={"patientId": f"{ALL}/"}))),
    "an odd token": (400, lambda c: c.post(SERVICE, json=call(fhirAuthorization=ALL))),
    "prefetch as text": (400, lambda c: c.post(SERVICE, json=call(prefetch=ALL))),
    "another service": (404, lambda c: c.post(f"/cds-services/{PATIENT}", json=call())),
    "another page": (404, lambda c: c.get(f"/{PATIENT}?name={SECRET['name']}&t={TOKEN}")),
    "another method": (405, lambda c: c.put(f"{SERVICE}?t={TOKEN}", json=call())),
    "another type": (415, lambda c: c.post(SERVICE, data=ALL, content_type=f"text/{WRITTEN}")),
    "too much": (413, lambda c: c.post(SERVICE, json=call(prefetch={WRITTEN: WRITTEN * 10_000}))),
    "feedback of no form": (400, lambda c: c.post(FEEDBACK, json={"feedback": [ALL, call()]})),
    "feedback of odd members": (400, lambda c: c.post(FEEDBACK, json={"feedback": [
        overridden(card=PATIENT), overridden(outcome=WRITTEN), overridden(outcomeTimestamp=ALL)]})),
    "feedback without a store": (503, lambda c: c.post(FEEDBACK, json={"feedback": [
        overridden(card=CARDS[1], overrideReason={"userComment": ALL})]})),
    "a chart of nothing": (400, lambda c: c.post("/chart", data=ALL)),
    "why of nothing": (400, lambda c: c.post("/why", data={"text": ALL})),
    "why of two patients": (400, lambda c: c.post(
        "/why", json=bundle(person(id="one"), person(id="two"), result()))),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_in_what_is_refused(name, debug_log):
    status, ask = REFUSED[name]
    client = service(store={"url": NOWHERE}, http={"max_body": 100_000})

    answer = ask(client)

    assert answer.status_code == status
    nothing_shows(answer, client, debug_log)


@pytest.mark.parametrize(("module", "broken", "page"), [
    (cds_service.answer, "chart_from", SERVICE),
    (cds_service.answer, "interpret", SERVICE),
    (cds_service.answer, "cards_for", SERVICE),
    (cds_service.answer, "interpret", "/why"),
    (cds_service.web.readings, "series_from", "/chart"),
])  # fmt: skip
def test_when_our_own_code_fails_and_quotes_it(module, broken, page, debug_log, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        try:
            raise ValueError(ALL)
        except ValueError as error:
            raise KeyError(TOKEN, PATIENT) from error

    client = service()
    monkeypatch.setattr(module, broken, fail)

    answer = client.post(page, json=call(prefetch=prefetch()), headers=HEADERS)

    assert answer.status_code == 500
    assert "KeyError" in debug_log.getvalue()
    nothing_shows(answer, client, debug_log)


def secret_claims(**changed: Any) -> dict[str, Any]:
    return claims(**{"jti": TOKEN, "sub": SECRET["user"], "tenant": WRITTEN} | changed)


TOKENS: dict[str, tuple[int, Callable[[], str]]] = {
    "good": (200, lambda: signed(secret_claims())),
    "expired": (401, lambda: signed(secret_claims(exp=1, iat=0))),
    "of somebody": (401, lambda: signed(secret_claims(iss=f"https://{WRITTEN}.example"))),
    "for somebody": (401, lambda: signed(secret_claims(aud=WRITTEN))),
    "forged": (401, lambda: signed(secret_claims(), ec_key(WRITTEN))),
    "of an odd key": (401, lambda: signed(secret_claims(), kid=WRITTEN, jku=f"https://{WRITTEN}")),
    "of odd parts": (401, lambda: f"{part({'alg': WRITTEN})}.{part(SECRET)}.{TOKEN}"),
    "no token": (401, lambda: TOKEN),
}


@pytest.mark.parametrize("name", TOKENS)
def test_in_a_signed_call(name, debug_log):
    status, make = TOKENS[name]
    client = create_app(settings()).test_client()
    token = make()

    answer = client.post(SERVICE, json=call(prefetch=prefetch()), headers=HEADERS | bearer(token))

    assert answer.status_code == status
    nothing_shows(answer, client, debug_log)
    for piece in token.split("."):
        assert piece not in debug_log.getvalue() + answer.text
