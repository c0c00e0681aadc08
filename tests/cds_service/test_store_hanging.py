"""A database that does not answer any more: callers are told in time, and few wait for it."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier, Event
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from cds_service import store as store_module
from cds_service import store_postgresql
from cds_service.errors import StoreUnavailable
from cds_service.store import MOST_WAITING, Store
from tests import needs
from tests.cds_service.relay import Relay, relay


def outcome(store: Store) -> str:
    """`kept`, or the type of what the database library said."""
    try:
        with store.writing() as connection:
            connection.execute(text("INSERT INTO probe VALUES (1)"))
    except StoreUnavailable as failure:
        return type(failure.__cause__).__name__
    return "kept"


def through(server: Relay, url: str) -> str:
    """The address of a database by way of a relay."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    return url.replace(host, f"127.0.0.1:{server.port}")


def test_of_callers_who_come_while_a_silent_server_is_tried_only_one_tries():
    needs.postgresql()
    together = Barrier(MOST_WAITING)

    def call() -> str:
        together.wait(10)
        return outcome(store)

    with relay(("127.0.0.1", 1)) as silent, ThreadPoolExecutor(MOST_WAITING) as pool:
        silent.silent.set()
        with closing(Store(f"postgresql://x@127.0.0.1:{silent.port}/x")) as store:
            said = [call.result() for call in [pool.submit(call) for _ in range(MOST_WAITING)]]

    assert silent.callers == 1
    assert sorted(said) == sorted(["OperationalError", *["NoneType"] * (MOST_WAITING - 1)])


def test_a_server_that_falls_silent_costs_seconds_and_is_then_left_alone(
    postgresql_url, monkeypatch
):
    monkeypatch.setattr(store_postgresql, "SILENCE_S", 0.3)
    monkeypatch.setattr(store_module, "SLOW_S", 0.1)
    address = urlsplit(postgresql_url)
    with (
        relay(("127.0.0.1", address.port or 0)) as server,
        closing(Store(through(server, postgresql_url))) as store,
    ):
        with store.writing() as connection:
            connection.execute(text("CREATE TABLE probe (number INTEGER)"))
        assert outcome(store) == "kept"

        server.silent.set()
        first = outcome(store)
        callers = server.callers
        second = outcome(store)
        assert (first, second) == ("OperationalError", "NoneType")
        assert server.callers == callers

        server.silent.clear()
        clock = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: clock() + 3600)
        assert outcome(store) == "kept"


def test_no_more_than_half_the_threads_of_a_worker_wait_for_the_store(store, monkeypatch):
    monkeypatch.setattr(store_module, "PATIENCE_S", 0.05)
    inside, go_on = Barrier(MOST_WAITING + 1), Event()

    def wait_inside() -> None:
        with store.reading():
            inside.wait(20)
            go_on.wait(20)

    with ThreadPoolExecutor(MOST_WAITING) as pool:
        waiting = [pool.submit(wait_inside) for _ in range(MOST_WAITING)]
        inside.wait(20)
        with pytest.raises(StoreUnavailable), store.reading():
            pass
        go_on.set()
        assert [one.result() for one in waiting] == [None] * MOST_WAITING

    with store.reading():
        pass
