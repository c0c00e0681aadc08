"""Logs: one line per request, and never a token or anything of a patient."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cds_service import cds_hooks
from cds_service.app import create_app
from cds_service.logs import JsonLines, configure_logging
from cds_service.settings import Settings
from tests.cds_service import signing
from tests.cds_service.feedback_entries import overridden
from tests.cds_service.fhir_stub import Behave, Exchange, bundle, fhir_stub, observation, outcome
from tests.cds_service.hook_requests import authorization, body, everything_empty

CANARY = "canary-4711"
PATIENT = f"patient-{CANARY}"
SERVICE_URL = "/cds-services/b2m-patient-view"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything the process logs, at the chattiest level, through our formatter."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def request_line(stream: io.StringIO) -> dict[str, Any]:
    (line,) = (line for line in lines(stream) if line["event"] == "request")
    return line


def call(behave: Behave, **members: Any) -> tuple[int, str]:
    with fhir_stub(behave) as stub:
        settings = Settings.model_validate({"fhir": {"servers": [stub.base], "deadline_s": 0.3}})
        response = (
            create_app(settings)
            .test_client()
            .post(
                SERVICE_URL,
                json={
                    "fhirServer": stub.base,
                    "fhirAuthorization": authorization(
                        access_token=f"token-{CANARY}", patient=PATIENT
                    ),
                    "context": {"userId": f"Practitioner/{CANARY}", "patientId": PATIENT},
                }
                | {"hook": "patient-view", "hookInstance": CANARY}
                | members,
            )
        )
        return response.status_code, response.text + str(response.headers)


def test_one_line_says_what_was_asked_and_how_it_ended(written):
    client = create_app(Settings()).test_client()

    response = client.post(SERVICE_URL, json=body(prefetch=everything_empty()))

    line = request_line(written)
    assert line.pop("milliseconds") >= 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "cds_service.request_log",
        "event": "request",
        "request_id": response.headers["X-Request-ID"],
        "method": "POST",
        "route": "/cds-services/<service_id>",
        "service": "b2m-patient-view",
        "hook_instance": "0f1f4f5e-94b5-4b0c-8f0a-7b8e4a3a2c55",
        "status": 200,
        "cards": 0,
        "coverage": dict.fromkeys(everything_empty(), "complete"),
    }


def test_the_line_names_who_has_signed_the_call(written):
    client = create_app(signing.settings()).test_client()
    signed_by_the_ehr = signing.bearer(signing.signed(signing.claims()))

    answers = [
        client.post(SERVICE_URL, json=body(prefetch=everything_empty()), headers=headers)
        for headers in (signed_by_the_ehr, {})
    ]

    assert [answer.status_code for answer in answers] == [200, 401]
    known, unknown = [line for line in lines(written) if line["event"] == "request"]
    assert known["issuer"] == signing.ISSUER
    assert known["request_id"] == answers[0].headers["X-Request-ID"]
    assert "issuer" not in unknown


@pytest.mark.parametrize("store", ["sqlite://", "sqlite:////nowhere/store.sqlite"])
def test_of_feedback_the_numbers_are_written_down_and_no_comment(store, written):
    app = create_app(Settings.model_validate({"store": {"url": store}}))
    reason = {"userComment": CANARY, "reason": {"system": CANARY, "code": CANARY}}
    entries = [overridden(None, overrideReason=reason), overridden(card=CANARY)]

    app.test_client().post(f"{SERVICE_URL}/feedback", json={"feedback": entries})
    app.extensions["b2m-cds"].store.close()

    line = request_line(written)
    failed = line.get("failure") == "StoreUnavailable"
    assert failed or (line["feedback"], line["rejected"]) == (1, 1)
    assert failed is (store != "sqlite://")
    assert CANARY not in written.getvalue()


def test_a_failure_is_named_by_its_class(written):
    create_app(Settings()).test_client().post(SERVICE_URL, json=body())

    assert request_line(written)["failure"] == "DataUnavailable"


def test_an_unknown_path_is_not_written_down(written):
    client = create_app(Settings()).test_client()

    client.get(f"/{CANARY}?{CANARY}")
    client.post(f"/cds-services/{CANARY}", json={})

    assert CANARY not in written.getvalue()


def fails_midway(ask: Exchange) -> None:
    ask.reply(f'{{"resourceType": "{CANARY}'.encode())


WITH_CANARIES: list[tuple[str, Behave]] = [
    ("odd rows", lambda ask: ask.reply(bundle(observation(CANARY, subject=CANARY, status=[])))),
    ("refused", lambda ask: ask.reply(outcome("error", CANARY), 403)),
    ("no JSON", fails_midway),
    ("redirected", lambda ask: ask.redirect(f"https://{CANARY}.example/")),
    ("next link elsewhere", lambda ask: ask.reply(bundle(next_link=f"https://{CANARY}.example"))),
    ("slow", lambda ask: ask.drip(0.05, 10)),
    ("cut", lambda ask: ask.wfile.write(CANARY.encode())),
]


@pytest.mark.parametrize("behave", [pytest.param(b, id=name) for name, b in WITH_CANARIES])
def test_no_token_and_nothing_of_a_patient_in_logs_or_failed_answers(behave, written):
    status, answer = call(behave)

    assert status in {200, 412}
    assert "request" in {line["event"] for line in lines(written)}
    assert CANARY not in written.getvalue()
    assert status == 200 or CANARY not in answer


@pytest.mark.parametrize(
    "members",
    [
        {"hook": CANARY},
        {"context": {"userId": CANARY, "patientId": f"{CANARY}/"}},
        {"context": CANARY},
        {"prefetch": [CANARY]},
        {"fhirServer": f"https://{CANARY}.example"},
        {"fhirServer": f"https://{CANARY}@evil.example"},
        {"fhirAuthorization": {"access_token": f"{CANARY}\r\nX: y", "token_type": CANARY}},
        {"fhirAuthorization": {"access_token": CANARY, "patient": CANARY}},
    ],
    ids=lambda members: next(iter(members)),
)
def test_a_refused_request_is_repeated_nowhere(members, written):
    status, answer = call(lambda ask: ask.reply(bundle()), **members)

    assert status in {400, 412}
    assert CANARY not in answer + written.getvalue()


def test_a_bug_leaves_its_type_and_places_but_not_its_message(written, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(cds_hooks, "cards_about", broken)
    status, answer = call(lambda ask: ask.reply(bundle()))

    (line,) = (line for line in lines(written) if line["level"] == "error")
    assert status == 500
    assert line["exception"] == "RuntimeError"
    assert "cds_hooks.py" in line["places"][-2]
    assert CANARY not in answer + written.getvalue()


def formatted(log: Callable[[logging.Logger], None]) -> dict[str, Any]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tests.formatted")
    logger.addHandler(handler)
    log(logger)
    logger.removeHandler(handler)
    line = json.loads(stream.getvalue())
    assert isinstance(line, dict)
    return line


def test_arguments_of_a_log_call_are_left_out():
    assert formatted(lambda logger: logger.warning("GET %s", CANARY))["event"] == "GET %s"


def test_an_exception_logged_as_the_message_is_named_by_its_type():
    assert formatted(lambda logger: logger.warning(ValueError(CANARY)))["event"] == "ValueError"


def test_fields_off_the_list_are_left_out():
    line = formatted(lambda logger: logger.warning("x", extra={"patient": CANARY, "cards": 2}))

    assert "patient" not in line
    assert line["cards"] == 2


def test_a_process_can_be_told_to_log_this_way(monkeypatch):
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root.handlers.clear()
    try:
        configure_logging()
        logging.getLogger("x").info("hello %s", CANARY)
    finally:
        root.handlers[:] = before
        root.setLevel(level)

    assert json.loads(stream.getvalue())["event"] == "hello %s"
