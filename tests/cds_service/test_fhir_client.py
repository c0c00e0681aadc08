"""What the FHIR client asks, and what it makes of the answers."""

import time

import pytest

from cds_service.fhir_answer import Answer
from cds_service.fhir_authorization import FhirAccessGiven
from cds_service.fhir_client import FhirAccess, FhirClient
from cds_service.settings_sections import FhirSettings
from cds_service.shortfall import Shortfall
from fhir_mappings.model import Availability
from tests.cds_service.fhir_stub import Exchange, bundle, fhir_stub, observation, outcome
from tests.cds_service.searches import SEARCH, TOKEN, ids, searched


def test_sends_the_token_and_asks_for_fhir_json():
    answer, stub = searched(lambda ask: ask.reply(bundle(observation("a"))))

    assert ids(answer) == ["a"]
    assert answer.state is Availability.COMPLETE
    assert stub.paths == ["/fhir/Observation?patient=p1&code=http%3A%2F%2Floinc.org%7C1952-1"]
    assert stub.seen[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert stub.seen[0].headers["Accept"] == "application/fhir+json, application/json"


def test_asks_without_authorization_when_the_client_gave_no_token():
    with fhir_stub(lambda ask: ask.reply(bundle())) as stub:
        client = FhirClient(FhirSettings.model_validate({"servers": [stub.base]}))
        access = client.open(FhirAccessGiven(stub.base, barrier=None))
        assert isinstance(access, FhirAccess)

        access.search("Observation", SEARCH)

    assert "Authorization" not in stub.seen[0].headers


def test_numbers_arrive_as_the_server_wrote_them():
    body = b'{"resourceType": "Observation", "id": "a", "valueQuantity": {"value": 6.10}}'

    answer, _ = searched(lambda ask: ask.reply(body))

    assert str(answer.entries[0].resource["valueQuantity"]["value"]) == "6.10"


def test_reads_compressed_answers():
    answer, _ = searched(lambda ask: ask.reply_gzip(b'{"resourceType": "Patient", "id": "a"}'))

    assert ids(answer) == ["a"]


@pytest.mark.parametrize(
    ("status", "shortfall"),
    [
        (400, Shortfall.REFUSED),
        (401, Shortfall.UNAUTHORIZED),
        (403, Shortfall.FORBIDDEN),
        (404, Shortfall.NOT_FOUND),
        (410, Shortfall.NOT_FOUND),
        (429, Shortfall.SERVER_ERROR),
        (500, Shortfall.SERVER_ERROR),
        (503, Shortfall.SERVER_ERROR),
    ],
)
def test_an_error_status_is_named_by_its_meaning(status, shortfall):
    answer, _ = searched(lambda ask: ask.reply(outcome("error", "exception"), status))

    assert answer == Answer(shortfall=shortfall)
    assert answer.state is Availability.UNAVAILABLE


@pytest.mark.parametrize(("first", "requests"), [(502, 2), (503, 2), (504, 2), (500, 1), (429, 1)])
def test_tries_once_more_only_when_a_server_is_briefly_away(first, requests):
    answers = iter([first, 200])

    _, stub = searched(lambda ask: ask.reply(bundle(), next(answers)))

    assert len(stub.seen) == requests


def test_does_not_wait_as_long_as_the_server_wishes():
    def away(ask: Exchange) -> None:
        ask.head(503, {"Retry-After": "5", "Content-Length": "0"})

    began = time.monotonic()
    answer, stub = searched(away)

    assert answer.shortfall is Shortfall.SERVER_ERROR
    assert len(stub.seen) == 2
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("behave", "shortfall"),
    [
        (lambda ask: ask.reply(b"<html>", 200, "text/html"), Shortfall.NOT_JSON),
        (lambda ask: ask.reply(b'{"resourceType": "Bun'), Shortfall.NOT_JSON),
        (lambda ask: ask.reply(b'{"a": NaN}'), Shortfall.NOT_JSON),
        (lambda ask: ask.reply(b"[" * 200_000), Shortfall.NOT_JSON),
        (lambda ask: ask.reply(b"[]"), Shortfall.NOT_FHIR),
        (lambda ask: ask.reply(b"{}"), Shortfall.NOT_FHIR),
        (
            lambda ask: (
                ask.head(200, {"Content-Encoding": "gzip", "Content-Length": "9"}),
                ask.wfile.write(b"not gzip!"),
            ),
            Shortfall.NOT_JSON,
        ),
        (lambda ask: ask.wfile.write(b"nonsense\r\n\r\n"), Shortfall.UNREACHABLE),
        (lambda ask: ask.close_connection, Shortfall.UNREACHABLE),
        (lambda ask: ask.reply(outcome("error", "forbidden")), Shortfall.FORBIDDEN),
        (lambda ask: ask.reply(outcome("fatal", "required")), Shortfall.OUTCOME),
    ],
)
def test_an_answer_that_is_no_fhir_is_a_shortfall_never_an_exception(behave, shortfall):
    answer, _ = searched(behave)

    assert answer == Answer(shortfall=shortfall)


@pytest.mark.parametrize(
    ("given", "settings", "barrier"),
    [
        (FhirAccessGiven(), {}, Shortfall.NO_ACCESS),
        (
            FhirAccessGiven("https://a.example/fhir", barrier=Shortfall.ACCESS_UNUSABLE),
            {},
            Shortfall.ACCESS_UNUSABLE,
        ),
        (FhirAccessGiven("https://b.example/fhir", barrier=None), {}, Shortfall.NOT_ALLOWED),
        (
            FhirAccessGiven("https://a.example/fhir", barrier=None),
            {"fallback": False},
            Shortfall.FALLBACK_OFF,
        ),
    ],
)
def test_says_why_a_server_is_not_asked(given, settings, barrier):
    limits = FhirSettings.model_validate({"servers": ["https://a.example/fhir"]} | settings)

    assert FhirClient(limits).open(given) is barrier
