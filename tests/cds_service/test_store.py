"""The store: whole transactions, one schema for all workers, and a clear word when it is down."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from cds_service import store_engine
from cds_service.errors import StoreUnavailable
from cds_service.store import Store
from cds_service.store_steps import STEPS
from tests.architecture.source import ROOT

OPEN_AT_ONCE = """
import os, sys
import cds_service.store_engine
from cds_service.store import Store

children = []
for _ in range(4):
    child = os.fork()
    if not child:
        with Store(sys.argv[1]).writing():
            os._exit(0)
    children.append(child)
print([os.waitpid(child, 0)[1] for child in children])
"""
ONE_AFTER_THE_FORK = """
import os, sys
from sqlalchemy import text
from cds_service.store import Store

store = Store(sys.argv[1])

def add(number):
    with store.writing() as connection:
        connection.execute(text(f"INSERT INTO schema_step VALUES ({number}, 'test')"))
        return connection.connection.dbapi_connection

of_the_parent = add(1001)
child = os.fork()
if not child:
    os._exit(add(1002) is of_the_parent)
print(os.waitpid(child, 0)[1])
add(1003)
store.close()
"""


def steps(connection: Connection) -> list[int]:
    return list(connection.scalars(text("SELECT number FROM schema_step ORDER BY number")))


def add(connection: Connection, number: int) -> None:
    connection.execute(text("INSERT INTO schema_step VALUES (:n, 'test')"), {"n": number})


def fail_after_adding(store: Store, number: int) -> None:
    with store.writing() as connection:
        add(connection, number)
        raise KeyError


def printed(script: str, *arguments: str) -> str:
    """What a Python process of its own prints."""
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=50
    ).stdout.strip()


def test_the_first_use_brings_an_empty_database_up_to_date(store):
    with store.reading() as connection:
        assert steps(connection) == list(range(1, len(STEPS) + 1))


def test_a_block_is_kept_whole_or_not_at_all(store):
    with store.writing() as connection:
        add(connection, 1001)
    with pytest.raises(KeyError):
        fail_after_adding(store, 1002)

    with store.reading() as connection:
        assert steps(connection)[len(STEPS) :] == [1001]


def test_workers_that_start_at_once_apply_each_step_once(store_url):
    assert printed(OPEN_AT_ONCE, store_url) == str([0] * 4)

    with closing(Store(store_url)) as store, store.reading() as connection:
        assert steps(connection) == list(range(1, len(STEPS) + 1))


def test_a_step_that_is_new_is_applied_to_a_database_that_has_the_others(store_url, monkeypatch):
    with closing(Store(store_url)) as before, before.reading():
        pass
    new = (
        "CREATE TABLE new_thing (id INTEGER PRIMARY KEY)",
        "INSERT INTO new_thing VALUES (7)",
    )
    monkeypatch.setattr(store_engine, "STEPS", (*STEPS, new))

    for _ in range(2):
        with closing(Store(store_url)) as after, after.reading() as connection:
            assert list(connection.scalars(text("SELECT id FROM new_thing"))) == [7]


def test_a_step_that_fails_leaves_nothing_behind(store_url, monkeypatch):
    broken = ("CREATE TABLE half (id INTEGER)", "INSERT INTO nowhere VALUES (1)")
    monkeypatch.setattr(store_engine, "STEPS", (*STEPS, broken))
    with pytest.raises(StoreUnavailable), Store(store_url).writing():
        pass
    monkeypatch.undo()

    with closing(Store(store_url)) as store, store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        assert steps(connection) == list(range(1, len(STEPS) + 1))


def test_a_database_ahead_of_this_software_is_used_as_it_is(store_url):
    with closing(Store(store_url)) as newer, newer.writing() as connection:
        add(connection, len(STEPS) + 1)

    with closing(Store(store_url)) as older, older.reading() as connection:
        assert steps(connection)[-1] == len(STEPS) + 1


def test_threads_that_write_at_once_lose_nothing(store):
    def write(number: int) -> None:
        with store.writing() as connection:
            seen = len(steps(connection))
            add(connection, 1000 + number)
            assert len(steps(connection)) > seen

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))

    with store.reading() as connection:
        assert steps(connection)[len(STEPS) :] == [1000 + number for number in range(40)]


def test_a_forked_process_opens_connections_of_its_own(store_url):
    assert printed(ONE_AFTER_THE_FORK, store_url) == "0"

    with closing(Store(store_url)) as store, store.reading() as connection:
        assert steps(connection)[len(STEPS) :] == [1001, 1002, 1003]


def test_memory_is_a_store_too_and_one_for_all_threads():
    with closing(Store("sqlite://")) as store:
        with store.writing() as connection:
            add(connection, 1001)

        def last(_: int) -> int:
            with store.reading() as connection:
                return steps(connection)[-1]

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(last, range(8))) == {1001}


def test_the_file_is_for_this_user_alone(tmp_path):
    file = tmp_path / "store.sqlite"
    with closing(Store(f"sqlite:///{file}")) as store, store.reading():
        assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/store.sqlite",
        "postgresql://canary:canary@127.0.0.1:9/canary",
        f"sqlite:///{os.devnull}/store.sqlite",
    ],
)
def test_a_store_that_cannot_be_opened_is_unavailable_for_that_reason(url):
    with pytest.raises(StoreUnavailable) as refusal, Store(url).writing():
        pass

    assert isinstance(refusal.value.__cause__, OperationalError)
    assert "canary" not in str(refusal.value)


def test_a_store_that_is_down_is_asked_again_only_after_a_moment(tmp_path, monkeypatch):
    folder = tmp_path / "later"
    store = Store(f"sqlite:///{folder / 'store.sqlite'}")

    def works() -> bool:
        try:
            with store.writing():
                return True
        except StoreUnavailable:
            return False

    assert not works()
    folder.mkdir()
    assert not works()
    monkeypatch.setattr(time, "monotonic", lambda: 1e9)
    assert works()
    store.close()


def test_starting_the_service_neither_opens_nor_imports_a_database(tmp_path):
    script = """
import sys
from cds_service.app import create_app
from cds_service.settings import load_settings
create_app(load_settings()).test_client().get("/cds-services")
print("sqlalchemy" in sys.modules)
"""
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    assert (result.stdout, result.stderr) == ("False\n", "")
    assert list(tmp_path.iterdir()) == []
