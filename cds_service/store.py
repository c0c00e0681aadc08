"""The SQL store of one process: SQLite by default, PostgreSQL by URL (docs/adr/0011).

Nothing is imported, opened or created before the first use: a service that never gets feedback
pays nothing, and a process forked after start opens connections of its own. A view reaches it as
`current_app.extensions["b2m-cds"].store`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from cds_service.errors import StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# While a database is down, the next calls are told so at once instead of queueing for it.
COOL_DOWN_S = 1.0
SLOW_S = 1.0  # a failure that took as long as this may be one of silence
# Half the threads of a worker: the others go on answering cards, whatever the database does.
MOST_WAITING = 8
PATIENCE_S = 0.5  # for a place among those


class Store:
    """Transactions on the database at `url`, whose tables are brought up to date at first use."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opening = Lock()
        self._places = BoundedSemaphore(MOST_WAITING)
        self._engine: Engine | None = None
        self._process = 0
        self._not_before = 0.0

    @contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[Connection]:
        """A transaction, kept whole at the end of the block or not at all; raises
        StoreUnavailable, with the failure of the database as its cause.

        Unless `lasting`, SQLite does not wait for the disk: the end of a process loses nothing,
        that of the machine may lose the last moments.
        """
        with self._transaction(reading=False, lasting=lasting) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads: with SQLite it keeps no writer waiting."""
        with self._transaction(reading=True) as connection:
            yield connection

    def load(self) -> None:
        """Pay now for the import of the database library (about half a second); opens nothing."""
        import cds_service.store_engine  # noqa: F401, PLC0415

    def close(self) -> None:
        """Close the connections of this process; the next use opens new ones."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose(close=self._process == os.getpid())
            self._engine = None

    @contextmanager
    def _transaction(self, *, reading: bool, lasting: bool = True) -> Iterator[Connection]:
        from cds_service.store_engine import DatabaseFailure, transaction  # noqa: PLC0415

        with self._place():
            began = time.monotonic()
            try:
                with transaction(self._opened(), reading=reading, lasting=lasting) as connection:
                    yield connection
            except DatabaseFailure as failure:
                if time.monotonic() - began >= SLOW_S:
                    self._leave_alone()
                _count_failure()
                raise StoreUnavailable from failure

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=PATIENCE_S):
            _count_failure()
            raise StoreUnavailable
        try:
            yield
        finally:
            self._places.release()

    def _opened(self) -> Engine:
        with self._opening:
            if time.monotonic() < self._not_before:
                _count_failure()
                raise StoreUnavailable
            if self._engine is None or self._process != os.getpid():
                self._engine = self._open()
                self._process = os.getpid()
            return self._engine

    def _open(self) -> Engine:
        from cds_service.store_engine import open_store  # noqa: PLC0415

        if self._engine is not None:
            self._engine.dispose(close=False)  # a parent's connections, which it still uses
            self._engine = None
        try:
            return open_store(self._url)
        except BaseException:
            self._leave_alone()  # also those who waited for this attempt
            raise

    def _leave_alone(self) -> None:
        self._not_before = time.monotonic() + COOL_DOWN_S


def _count_failure() -> None:
    from cds_service.metrics import STORE_FAILURES  # noqa: PLC0415 - only when something fails

    STORE_FAILURES.inc()
