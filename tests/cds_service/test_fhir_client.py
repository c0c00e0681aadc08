"""What the FHIR client asks, and what it makes of the answers."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

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
    assert stub.paths == ["/fhir/Observation?patient=b2m-001&code=http%3A%2F%2Floinc.org%7C1952-1"]
    assert stub.seen[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert stub.seen[0].headers["Accept"] == "application/fhir+json, application/json"
    assert stub.seen[0].headers["Prefer"] == "handling=lenient"


def test_asks_without_authorization_when_the_client_gave_no_token():
    with fhir_stub(lambda ask: ask.reply(bundle())) as stub:
        client = FhirClient(FhirSettings.model_validate({"servers": [stub.base]}))
        access = client.open(FhirAccessGiven(stub.base, barrier=None))
        assert isinstance(access, FhirAccess)

        access.search(SEARCH)

    assert "Authorization" not in stub.seen[0].headers


def test_numbers_arrive_as_the_server_wrote_them():
    row = json.dumps(observation("a", valueQuantity={"value": 77}))
    body = row.replace("77", "6.10").encode()

    answer, _ = searched(lambda ask: ask.reply(body))

    assert str(answer.entries[0].resource["valueQuantity"]["value"]) == "6.10"


def test_reads_compressed_answers():
    answer, _ = searched(lambda ask: ask.reply_gzip(json.dumps(observation("a")).encode()))

    assert ids(answer) == ["a"]


@pytest.mark.parametrize(
    ("status", "shortfall"),
    [
        (400, Shortfall.NOT_UNDERSTOOD),
        (401, Shortfall.UNAUTHORIZED),
        (403, Shortfall.FORBIDDEN),
        (404, Shortfall.NOT_FOUND),
        (410, Shortfall.NOT_FOUND),
        (405, Shortfall.REFUSED),
        (414, Shortfall.NOT_UNDERSTOOD),
        (422, Shortfall.NOT_UNDERSTOOD),
        (429, Shortfall.BUSY),
        (500, Shortfall.SERVER_ERROR),
        (503, Shortfall.BUSY),
    ],
)
def test_an_error_status_is_named_by_its_meaning(status, shortfall):
    answer, _ = searched(lambda ask: ask.reply(outcome("error", "exception"), status))

    assert answer == Answer(shortfall=shortfall)
    assert answer.state is Availability.UNAVAILABLE


def test_an_error_page_that_is_no_fhir_is_named_by_its_status():
    answer, _ = searched(lambda ask: ask.reply(b"<html>no such tenant", 400, "text/html"))

    assert answer == Answer(shortfall=Shortfall.NOT_UNDERSTOOD)


def test_an_endless_error_page_is_not_read_for_long():
    def behave(ask: Exchange) -> None:
        ask.head(403, {})
        while True:
            ask.wfile.write(b" " * 65536)

    answer, _ = searched(behave)

    assert answer == Answer(shortfall=Shortfall.FORBIDDEN)


@pytest.mark.parametrize(("first", "requests"), [(502, 2), (503, 2), (504, 2), (500, 1), (429, 1)])
def test_tries_once_more_only_when_a_server_is_briefly_away(first, requests):
    answers = iter([first, 200])

    _, stub = searched(lambda ask: ask.reply(bundle(), next(answers)))

    assert len(stub.seen) == requests


def away_then(*retry_after: str):
    """A server that is busy at first, with this Retry-After, and then answers."""
    waits = iter(retry_after)

    def behave(ask: Exchange) -> None:
        wait = next(waits, None)
        if wait is None:
            ask.reply(bundle(observation("a")))
        else:
            ask.head(429, {"Retry-After": wait, "Content-Length": "0"})

    return behave


def http_date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("wait", ["0", " 0 ", http_date(-60)], ids=["0", "blanks", "past"])
def test_waits_as_the_server_asks_when_there_is_time_for_it(wait):
    answer, stub = searched(away_then(wait))

    assert ids(answer) == ["a"]
    assert len(stub.seen) == 2


@pytest.mark.parametrize("wait", ["5", "999999999999", http_date(3600)], ids=["5", "ages", "date"])
def test_does_not_wait_beyond_the_deadline_nor_ask_sooner_than_wished(wait):
    answer, stub = searched(away_then(wait))

    assert answer.shortfall is Shortfall.BUSY
    assert len(stub.seen) == 1


def test_asks_no_third_time():
    answer, stub = searched(away_then("0", "0", "0"))

    assert answer.shortfall is Shortfall.BUSY
    assert len(stub.seen) == 2


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
