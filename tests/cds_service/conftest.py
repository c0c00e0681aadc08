"""Fixtures of the tests that keep something, and of those that read the whole log."""

import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.logs import JsonLines
from cds_service.settings import Settings
from cds_service.store import Store
from tests.cds_service.databases import empty, new_database
from tests.cds_service.feedback_entries import ORIGIN


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """A database on the PostgreSQL server for tests."""
    with new_database() as url:
        yield url


@pytest.fixture
def postgresql_url(database: str) -> str:
    """An empty PostgreSQL database."""
    empty(database)
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    url = request.getfixturevalue("postgresql_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """The store on an empty database of each kind in turn."""
    opened = Store(store_url)
    yield opened
    opened.close()


Serve = Callable[..., FlaskClient]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A service on a store, closed after the test."""
    stores: list[Store] = []

    def served(url: str, **sections: Any) -> FlaskClient:
        settings = {"store": {"url": url}, "http": {"cors_origins": [ORIGIN]}} | sections
        app = create_app(Settings.model_validate(settings))
        stores.append(app.extensions["b2m-cds"].store)
        return app.test_client()

    yield served
    for opened in stores:
        opened.close()


@pytest.fixture
def client(serve: Serve, store_url: str) -> FlaskClient:
    """A service on an empty database of each kind in turn."""
    return serve(store_url)


@pytest.fixture
def quick(serve: Serve) -> FlaskClient:
    """A service with a store in memory, for what needs no real one."""
    return serve("sqlite://")


@pytest.fixture
def debug_log() -> Iterator[io.StringIO]:
    """All that any library logs at the level DEBUG, in the form of production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    names = ["", *(name for name in logging.root.manager.loggerDict if name.startswith("urllib3"))]
    before = {name: logging.getLogger(name).level for name in names}
    logging.getLogger().addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger().removeHandler(handler)
