"""An empty database of each kind, gone after the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests import needs

KINDS = ("sqlite", "postgresql")


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database; a file in the folder, or one of the server for tests."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'store.sqlite'}"
        return
    server = needs.postgresql()
    name = f"test_{uuid4().hex}"
    _on_server(server, f"CREATE DATABASE {name}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def disconnect_all(url: str) -> None:
    """End all connections to a database, as a restart of its server does."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    _on_server(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def _on_server(url: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - an extra, which need not be there

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
