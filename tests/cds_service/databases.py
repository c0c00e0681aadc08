"""A database on the PostgreSQL server for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from tests import needs


@contextmanager
def new_database() -> Iterator[str]:
    """The URL of a database of its own, which is removed at the end."""
    server = needs.postgresql()
    name = f"test_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def empty(url: str) -> None:
    """Remove all tables; a fraction of the time of a new database."""
    _run(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")


def disconnect_all(url: str) -> None:
    """End all connections to a database, as a restart of its server does."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    _run(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def _run(url: str, *statements: str) -> None:
    import psycopg  # noqa: PLC0415 - an extra, which need not be there

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
