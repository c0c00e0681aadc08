"""How a SQLite store writes: feedback waits for the disk, what need not last does not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from cds_service import store_engine
from cds_service.errors import StoreUnavailable
from cds_service.store import Store

FULL, NORMAL = 2, 1  # as SQLite numbers them


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{file}")) as opened:
        yield opened


@pytest.mark.parametrize(("lasting", "level"), [(True, FULL), (False, NORMAL)])
def test_only_what_must_last_waits_for_the_disk(lasting, level, store):
    with store.writing(lasting=not lasting):
        pass
    with store.writing(lasting=lasting) as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == level
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"


def test_a_writer_keeps_no_reader_waiting(store):
    with store.writing() as writer:
        writer.execute(text("INSERT INTO schema_step VALUES (1001, 'test')"))
        with store.reading() as reader:
            assert reader.scalar(text("SELECT max(number) FROM schema_step")) < 1001


def test_a_file_that_another_program_holds_in_another_mode_is_not_available(file, monkeypatch):
    monkeypatch.setattr(store_engine, "WAIT_S", 0.1)
    address = f"sqlite:///{file}"
    with closing(Store(address)) as first, first.reading():
        pass
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN")
        other.execute("SELECT * FROM schema_step").fetchall()

        with closing(Store(address)) as store, pytest.raises(StoreUnavailable), store.reading():
            pass
