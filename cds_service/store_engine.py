"""The database library behind the store: connections, transactions, steps of the schema.

Imported when the store is first used (`cds_service.store`), for it takes about half a second.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from cds_service.store_steps import STEPS

DatabaseFailure = SQLAlchemyError
WAIT_S = 5  # for a lock, a statement, a free connection
CONNECT_S = 3
MOST_CONNECTIONS = 8  # as many as may wait for the store
KEPT_OPEN = 2  # a server has other clients too
# Any number will do, as long as all workers of all versions ask for the same lock.
SCHEMA_LOCK = 8_021_977


def open_store(url: str) -> Engine:
    """Connections to the database at `url`, its tables brought up to date. Raises
    DatabaseFailure."""
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        engine = _sqlite(target)
    else:
        engine = _postgresql(target.set(drivername="postgresql+psycopg"))
    try:
        with engine.begin() as connection:
            bring_up_to_date(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def transaction(engine: Engine, *, reading: bool, lasting: bool) -> Iterator[Connection]:
    """One transaction: all of it is kept when the block ends, nothing when it raises."""
    with engine.execution_options(reading=reading, lasting=lasting).begin() as connection:
        yield connection


def bring_up_to_date(connection: Connection) -> None:
    """Apply the steps that the database has not seen; one process at a time, the others wait.

    A database that is ahead of this software is left as it is: steps only add, so that an older
    version keeps working beside a newer one during an upgrade, and after a return to it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SCHEMA_LOCK})
    if not inspect(connection).has_table("schema_step"):
        connection.exec_driver_sql(
            "CREATE TABLE schema_step (number INTEGER PRIMARY KEY, applied_at VARCHAR(32) NOT NULL)"
        )
    done = connection.scalar(text("SELECT max(number) FROM schema_step")) or 0
    for number, statements in enumerate(STEPS[done:], start=done + 1):
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.execute(
            text("INSERT INTO schema_step (number, applied_at) VALUES (:number, :now)"),
            {"number": number, "now": datetime.now(UTC).isoformat(timespec="seconds")},
        )


def _postgresql(target: URL) -> Engine:
    """A server that hangs or restarts costs a call seconds, not a thread for good."""
    limits = {"connect_timeout": CONNECT_S, "tcp_user_timeout": WAIT_S * 1000}
    timeouts = f"-c statement_timeout={WAIT_S}s -c lock_timeout={WAIT_S}s"
    engine = create_engine(
        target,
        connect_args=limits | {"options": timeouts},
        pool_pre_ping=True,
        **_limits(MOST_CONNECTIONS),
    )
    event.listen(engine, "do_connect", _connect_watched)
    return engine


def _connect_watched(_: object, __: object, arguments: list[Any], named: dict[str, Any]) -> Any:
    from cds_service.store_postgresql import WatchedConnection  # noqa: PLC0415 - an extra

    return WatchedConnection.connect(*arguments, **named)


def _sqlite(target: URL) -> Engine:
    """A file that only this user may read; or, without a path, memory behind one connection."""
    if target.database:
        _create_private(Path(target.database))
    engine = create_engine(
        target,
        connect_args={"timeout": WAIT_S, "check_same_thread": False},
        poolclass=QueuePool,
        **_limits(MOST_CONNECTIONS if target.database else 1),
    )
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "connect", _log_writes_ahead)
    event.listen(engine, "begin", _begin)
    return engine


def _limits(connections: int) -> dict[str, Any]:
    return {
        "pool_size": min(KEPT_OPEN, connections),
        "max_overflow": max(0, connections - KEPT_OPEN),
        "pool_timeout": WAIT_S,
        # Values never appear in the text of an exception.
        "hide_parameters": True,
    }


def _create_private(file: Path) -> None:
    """SQLite itself would create the file readable for everybody. A failure shows on opening."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        return


def _leave_transactions_to_us(connection: Any, _: object) -> None:
    connection.isolation_level = None


def _log_writes_ahead(connection: Any, _: object) -> None:
    """A commit then waits for the disk once, or not at all; readers and the writer do not meet."""
    connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    """Who writes takes the lock at once: to ask for it after a read could end in a deadlock."""
    options = connection.get_execution_options()
    if options.get("reading", False):
        connection.exec_driver_sql("BEGIN")
        return
    level = "FULL" if options.get("lasting", True) else "NORMAL"
    connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
