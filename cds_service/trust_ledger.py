"""The used tokens of all workers, in the store: UNIQUE(issuer, digest of the jti), with an end.

Imports the database library, so it is imported by name where it is first used.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import BigInteger, Column, MetaData, String, Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from cds_service.store import Store

USED_TOKEN = Table(
    "used_token",
    MetaData(),
    Column("issuer", String(255), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("expires", BigInteger, nullable=False),
)
_INSERT: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
TIDY_EVERY_S = 60


class StoreLedger:
    """What `trust_replay` asks: was a token used before, by any worker on this store?"""

    def __init__(self, store: Store, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now
        self._tidied = 0.0

    def first_use(self, issuer: str, digest: str, expires: int) -> bool:
        """Note a token; False when it was there. Seconds since 1970. Raises StoreUnavailable."""
        row = {"issuer": issuer, "digest": digest, "expires": expires}
        with self._store.writing(lasting=False) as connection:
            insert = _INSERT[connection.dialect.name](USED_TOKEN).values(row)
            # Not by rowcount: SQLAlchemy has none for such an insert on PostgreSQL.
            noted = insert.on_conflict_do_nothing().returning(USED_TOKEN.c.digest)
            new = connection.execute(noted).first() is not None
            if self._now() >= self._tidied + TIDY_EVERY_S:
                self._tidied = self._now()
                connection.execute(delete(USED_TOKEN).where(USED_TOKEN.c.expires < self._now()))
        return new
