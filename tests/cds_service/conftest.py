"""Fixtures of the tests that keep something."""

from collections.abc import Iterator

import pytest

from cds_service.store import Store
from tests.cds_service.databases import KINDS, empty_database


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
