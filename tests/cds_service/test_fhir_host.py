"""A host that does not answer costs the next callers nothing, one that hangs not every thread."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from cds_service.fhir_address import origin_of
from cds_service.fhir_answer import Answer
from cds_service.fhir_client import FhirAccess, FhirClient
from cds_service.fhir_host import Breaker, Host
from cds_service.settings_sections import FhirSettings
from cds_service.shortfall import Shortfall
from tests.cds_service.fhir_stub import Exchange, bundle, fhir_stub, observation
from tests.cds_service.searches import SEARCH, client, ids, opened

NEVER = 3600.0


def failed(breaker: Breaker, times: int) -> Breaker:
    for _ in range(times):
        breaker.failed()
    return breaker


def test_admits_until_so_many_failures_in_a_row():
    assert failed(Breaker(3, NEVER), 2).admits()
    assert not failed(Breaker(3, NEVER), 3).admits()


def test_an_answer_in_between_starts_the_count_anew():
    breaker = failed(Breaker(3, NEVER), 2)
    breaker.answered()

    assert failed(breaker, 2).admits()


def test_after_the_pause_one_call_tries_and_the_others_wait_for_its_answer():
    breaker = failed(Breaker(1, 0.2), 1)
    time.sleep(0.21)

    assert [breaker.admits() for _ in range(3)] == [True, False, False]

    breaker.answered()
    assert breaker.admits()


@pytest.mark.parametrize("behave", [lambda ask: time.sleep(0.7), lambda ask: ask.close_connection])
def test_a_dead_server_is_not_asked_again_at_once_and_another_one_is(behave):
    with fhir_stub(lambda ask: ask.reply(bundle())) as well, fhir_stub(behave) as dead:
        known = client(dead, servers=[dead.base, well.base], deadline_s=0.3, failures_to_pause=2)
        ask_one(opened(dead, known))
        ask_one(opened(dead, known))

        assert ask_one(opened(dead, known)) == Answer(shortfall=Shortfall.RECENTLY_DOWN)
        assert ask_one(opened(well, known)) == Answer()
        assert len(dead.seen) == 2


@pytest.mark.parametrize("status", [200, 401, 404, 500])
def test_a_server_that_answers_with_errors_is_not_dead(status):
    with fhir_stub(lambda ask: ask.reply(bundle(), status)) as stub:
        known = client(stub, failures_to_pause=1)
        ask_one(opened(stub, known))

        assert ask_one(opened(stub, known)).shortfall is not Shortfall.RECENTLY_DOWN


def test_a_call_that_asks_nothing_does_not_use_up_the_trial():
    silent = iter([True])

    def behave(ask: Exchange) -> None:
        if not next(silent, False):
            ask.reply(bundle(observation("a")))

    with fhir_stub(behave) as stub:
        known = client(stub, failures_to_pause=1, pause_s=0.2)
        assert ask_one(opened(stub, known)) == Answer(shortfall=Shortfall.UNREACHABLE)
        time.sleep(0.21)
        opened(stub, known)

        assert ids(ask_one(opened(stub, known))) == ["a"]


def test_a_call_that_had_hardly_any_time_says_nothing_about_the_server():
    with fhir_stub(lambda ask: time.sleep(0.5)) as stub:
        known = client(stub, deadline_s=0.3, failures_to_pause=1)
        access = opened(stub, known)
        time.sleep(0.2)

        assert access.search(SEARCH) == Answer(shortfall=Shortfall.TIMEOUT)
        assert known.hosts[origin_of(stub.base)].breaker.admits()


def test_when_enough_calls_wait_for_a_host_the_next_is_told_that_it_is_busy():
    release = Event()

    def hanging(ask: Exchange) -> None:
        release.wait(5)
        ask.reply(bundle(observation("a")))

    with fhir_stub(hanging) as stub, ThreadPoolExecutor(2) as callers:
        known = client(stub, deadline_s=5, call_s=5, max_waiting=2)
        accesses = [opened(stub, known) for _ in range(3)]
        waiting = [callers.submit(ask_one, access) for access in accesses[:2]]
        while len(stub.seen) < 2:
            time.sleep(0.01)

        assert ask_one(accesses[2]) == Answer(shortfall=Shortfall.BUSY)

        release.set()
        assert [ids(caller.result()) for caller in waiting] == [["a"], ["a"]]
        assert ids(ask_one(opened(stub, known))) == ["a"]


def ask_one(access: FhirAccess) -> Answer:
    return access.side_by_side({"b2m": [lambda: access.search(SEARCH)]})["b2m"]


def test_one_call_that_hangs_leaves_time_for_the_rest():
    with fhir_stub(lambda ask: time.sleep(0.5)) as stub:
        access = opened(stub, client(stub, deadline_s=5, call_s=0.2))

        assert access.search(SEARCH) == Answer(shortfall=Shortfall.TIMEOUT)
        assert access.remaining() > 4


def test_hosts_are_told_apart_by_scheme_name_and_port():
    servers = ["https://a.example/x", "https://a.example/y", "https://a.example:8443/x"]
    known = FhirClient(FhirSettings.model_validate({"servers": servers}))

    assert known.hosts.keys() == {"https://a.example", "https://a.example:8443"}
    assert all(isinstance(host, Host) for host in known.hosts.values())
