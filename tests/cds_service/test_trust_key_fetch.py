"""Fetched key sets: how long they count, how often they are asked for, and what is refused."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from cds_service.http_guard import NotObtained
from cds_service.shortfall import Shortfall
from cds_service.trust_key_fetch import (
    LARGEST_KEY_SET,
    PAUSE_S,
    PAUSE_WITHOUT_KEYS_S,
    STALE_S,
    FetchedKeys,
    guarded_fetch,
)
from tests.cds_service.fhir_stub import Exchange, fhir_stub
from tests.cds_service.signing import ISSUER, ec_key, jwk

FRESH_S = 600
URL = "https://ehr.example.org/jwks"


class Ehr:
    """An EHR whose key set and whose moods can be changed; it counts what it is asked."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.down = False
        self.asked = 0

    def __call__(self, url: str) -> Any:
        assert url == URL
        self.asked += 1
        if self.down:
            raise NotObtained(Shortfall.UNREACHABLE)
        return {"keys": [jwk(ec_key(), kid) for kid in self.kids]}


class Clock:
    """Monotonic seconds, moved by hand."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def keys_of(ehr: Callable[[str], Any], clock: Clock) -> FetchedKeys:
    return FetchedKeys(ISSUER, URL, ehr, FRESH_S, clock)


def found(keys: FetchedKeys, kid: str) -> int | None:
    under = keys.under(kid)
    return None if under is None else len(under)


def test_fresh_keys_are_not_asked_for_again(clock):
    ehr = Ehr("a")
    keys = keys_of(ehr, clock)

    for clock.seconds in (1000, 1300, 1000 + FRESH_S - 1):
        assert found(keys, "a") == 1

    assert ehr.asked == 1


def test_a_key_that_was_withdrawn_is_gone_when_the_set_is_no_longer_fresh(clock):
    ehr = Ehr("a", "b")
    keys = keys_of(ehr, clock)
    assert found(keys, "a") == 1
    ehr.kids = ("b",)

    clock.seconds += FRESH_S

    assert (found(keys, "a"), ehr.asked) == (0, 2)


def test_a_new_key_is_found_at_once_when_the_last_fetch_is_a_while_ago(clock):
    ehr = Ehr("a")
    keys = keys_of(ehr, clock)
    found(keys, "a")
    ehr.kids = ("a", "b")

    clock.seconds += PAUSE_S

    assert (found(keys, "b"), ehr.asked) == (1, 2)


def test_unknown_keys_cause_one_fetch_and_then_none_for_a_while(clock):
    ehr = Ehr("a")
    keys = keys_of(ehr, clock)
    found(keys, "a")
    clock.seconds += PAUSE_S

    assert [found(keys, f"unknown-{number}") for number in range(50)] == [0] * 50

    assert ehr.asked == 2


def test_a_dead_server_is_asked_now_and_then_only_while_there_are_no_keys(clock):
    ehr = Ehr("a")
    ehr.down = True
    keys = keys_of(ehr, clock)

    assert [found(keys, "a") for _ in range(5)] == [None] * 5
    assert ehr.asked == 1
    clock.seconds += PAUSE_WITHOUT_KEYS_S
    ehr.down = False

    assert (found(keys, "a"), ehr.asked) == (1, 2)


def test_old_keys_count_while_the_server_is_down_but_not_for_ever(clock):
    ehr = Ehr("a")
    keys = keys_of(ehr, clock)
    found(keys, "a")
    ehr.down = True

    clock.seconds += FRESH_S
    for _ in range(3):
        assert [found(keys, "a") for _ in range(5)] == [1] * 5
        clock.seconds += PAUSE_S
    assert ehr.asked == 4
    clock.seconds = 1000 + FRESH_S + STALE_S - 1
    assert found(keys, "a") == 1
    clock.seconds += 1
    assert found(keys, "a") is None


@pytest.mark.parametrize("nonsense", [None, [], {}, {"keys": {}}, "keys"])
def test_what_is_no_key_set_leaves_the_keys_as_they_were(nonsense, clock):
    answers = iter([{"keys": [jwk(ec_key(), "a")]}, nonsense])
    keys = keys_of(lambda _: next(answers), clock)
    found(keys, "a")

    clock.seconds += FRESH_S

    assert found(keys, "a") == 1


def test_a_failed_fetch_is_logged_with_its_reason_and_the_issuer(clock, caplog):
    ehr = Ehr()
    ehr.down = True

    found(keys_of(ehr, clock), "a")
    found(keys_of(lambda _: [], clock), "a")

    said = [(vars(line)["issuer"], vars(line)["failure"]) for line in caplog.records]
    assert said == [(ISSUER, "unreachable"), (ISSUER, "not-a-key-set")]


def test_threads_that_need_the_same_set_share_one_fetch(clock):
    start, ehr = Barrier(8), Ehr("a")
    keys = keys_of(ehr, clock)
    results: list[int | None] = []

    def need() -> None:
        start.wait(10)
        results.append(found(keys, "a"))

    threads = [Thread(target=need) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert (results, ehr.asked) == ([1] * 8, 1)


def test_who_has_the_key_does_not_wait_for_the_fetch_of_another(clock):
    asked, answer = Event(), Event()
    first = {"keys": [jwk(ec_key(), "a")]}
    calls = 0

    def slow(_: str) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1:
            asked.set()
            assert answer.wait(10)
        return first

    keys = keys_of(slow, clock)
    found(keys, "a")
    clock.seconds += FRESH_S
    fetching = Thread(target=keys.under, args=["a"])
    fetching.start()
    assert asked.wait(10)

    assert (found(keys, "a"), calls) == (1, 2)

    answer.set()
    fetching.join(10)


FETCHED: list[tuple[str, Callable[[Exchange], object], Shortfall]] = [
    ("redirect", lambda ask: ask.redirect("/fhir/elsewhere"), Shortfall.REDIRECTED),
    ("no JSON", lambda ask: ask.reply(b"<html>"), Shortfall.NOT_JSON),
    ("not found", lambda ask: ask.reply({}, 404), Shortfall.REFUSED),
    ("too large", lambda ask: ask.reply(b" " * (LARGEST_KEY_SET + 1)), Shortfall.TOO_LARGE),
    ("zip bomb", lambda ask: ask.reply_gzip(b" " * 40_000_000), Shortfall.TOO_LARGE),
]


@pytest.mark.parametrize(
    ("behave", "why"), [pytest.param(behave, why, id=name) for name, behave, why in FETCHED]
)
def test_the_fetch_goes_by_the_rules_of_every_guarded_get(behave, why):
    with fhir_stub(behave) as stub, pytest.raises(NotObtained) as failure:
        guarded_fetch()(f"{stub.base}/jwks")

    assert failure.value.shortfall == why
    assert stub.paths == ["/fhir/jwks"]


def test_the_fetch_sends_no_credentials():
    with fhir_stub(lambda ask: ask.reply({"keys": []})) as stub:
        guarded_fetch()(f"{stub.base}/jwks")

    assert not {"Authorization", "Cookie"} & set(stub.seen[0].headers)
