"""When the FHIR client stops: redirects, sizes, deadlines."""

import time
from functools import partial

import pytest

from cds_service.fhir_answer import Answer
from cds_service.shortfall import Shortfall
from tests.cds_service.fhir_stub import Exchange, bundle, fhir_stub, observation
from tests.cds_service.searches import SEARCH, ids, opened, searched


def test_does_not_follow_a_redirect_so_the_token_stays():
    with fhir_stub(lambda ask: ask.reply(bundle())) as elsewhere:
        answer, _ = searched(lambda ask: ask.redirect(f"{elsewhere.base}/Observation"))

    assert answer == Answer(shortfall=Shortfall.REDIRECTED)
    assert elsewhere.seen == []


def test_does_not_even_read_the_body_of_a_redirect():
    def huge_redirect(ask: Exchange) -> None:
        ask.head(302, {"Location": "/elsewhere"})
        while True:
            ask.wfile.write(b" " * 65536)

    began = time.monotonic()
    answer, _ = searched(huge_redirect)

    assert answer.shortfall is Shortfall.REDIRECTED
    assert time.monotonic() - began < 1


def test_keeps_no_cookies_between_calls():
    def with_cookie(ask: Exchange) -> None:
        ask.head(200, {"Set-Cookie": "session=1", "Content-Length": "2"})
        ask.wfile.write(b"{}")

    with fhir_stub(with_cookie) as stub:
        access = opened(stub)
        access.search(SEARCH)
        access.search(SEARCH)

    assert "Cookie" not in stub.seen[1].headers


def test_takes_no_proxy_from_the_environment(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    answer, _ = searched(lambda ask: ask.reply(bundle(observation("a"))))

    assert ids(answer) == ["a"]


def test_stops_reading_an_endless_answer_at_the_size_limit():
    answer, _ = searched(lambda ask: ask.endless(), max_bytes=200_000)

    assert answer == Answer(shortfall=Shortfall.TOO_LARGE)


def test_counts_the_size_after_decompression():
    answer, stub = searched(lambda ask: ask.reply_gzip(b" " * 5_000_000), max_bytes=200_000)

    assert answer == Answer(shortfall=Shortfall.TOO_LARGE)
    assert len(stub.seen) == 1


@pytest.mark.parametrize(
    "behave",
    [
        lambda ask: ask.drip(0.02),
        lambda ask: ask.drip_head(0.02),
        lambda ask: time.sleep(1),
    ],
    ids=["drips its body", "drips its head", "says nothing"],
)
def test_ends_at_the_deadline_however_slow_the_server(behave):
    with fhir_stub(behave) as stub:
        access = opened(stub, deadline_s=0.3)
        began = time.monotonic()

        answers = access.side_by_side({"b2m": [partial(access.search, SEARCH)]})

        assert answers == {"b2m": Answer(shortfall=Shortfall.TIMEOUT)}
        assert time.monotonic() - began < 0.5


def test_a_server_that_drips_its_head_does_not_keep_a_thread_busy():
    with fhir_stub(lambda ask: ask.drip_head(0.02)) as stub:
        access = opened(stub, deadline_s=0.3)
        began = time.monotonic()

        answer = access.search(SEARCH)

        assert answer.shortfall is Shortfall.TIMEOUT
        assert time.monotonic() - began < 0.5


def test_searches_run_at_the_same_time():
    def slow(ask: Exchange) -> None:
        time.sleep(0.2)
        ask.reply(bundle(observation("a")))

    with fhir_stub(slow) as stub:
        access = opened(stub)
        errands = {key: [partial(access.search, SEARCH)] for key in "abcd"}
        began = time.monotonic()

        answers = access.side_by_side(errands)

        assert time.monotonic() - began < 0.5
    assert [ids(answers[key]) for key in "abcd"] == [["a"]] * 4


def test_an_unreachable_server_is_said_at_once():
    with fhir_stub(lambda ask: None) as stub:
        access = opened(stub)

    assert access.search(SEARCH) == Answer(shortfall=Shortfall.UNREACHABLE)


def test_an_errand_that_does_not_come_back_is_not_waited_for():
    def stuck() -> Answer:
        time.sleep(0.5)
        return Answer()

    with fhir_stub(lambda ask: None) as stub:
        access = opened(stub, deadline_s=0.1)
        began = time.monotonic()

        answers = access.side_by_side({"b2m": [stuck]})

    assert answers == {"b2m": Answer(shortfall=Shortfall.TIMEOUT)}
    assert time.monotonic() - began < 0.4


def test_nothing_is_sent_after_the_deadline():
    with fhir_stub(lambda ask: ask.reply(bundle())) as stub:
        access = opened(stub, deadline_s=0.001)
        time.sleep(0.01)

        assert access.search(SEARCH) == Answer(shortfall=Shortfall.TIMEOUT)

    assert stub.seen == []
