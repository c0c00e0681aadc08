"""Fixtures of the tests that keep something."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.settings import Settings
from cds_service.store import Store
from tests.cds_service.databases import KINDS, empty_database
from tests.cds_service.feedback_entries import ORIGIN


@pytest.fixture(params=KINDS)
def store_url(request: pytest.FixtureRequest, tmp_path) -> Iterator[str]:
    """An empty database of each kind in turn."""
    with empty_database(request.param, tmp_path) as url:
        yield url


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
