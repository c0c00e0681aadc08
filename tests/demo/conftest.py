"""One demo and one browser for all tests of the pages; see `watched` for what no page may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests import needs

QUIET = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="package")
def demo():
    needs.sekmet()
    needs.markdown()
    from cds_service.demo.run import running_demo  # noqa: PLC0415 - needs the extra

    with running_demo(18080) as running:
        yield running


@pytest.fixture(scope="package")
def chromium():
    path = needs.chromium()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - may be missing

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(demo, chromium):
    with watched(chromium, demo.service_url, expected=()) as opened:
        opened.goto(demo.service_url)
        yield opened


@pytest.fixture
def refused_page(demo, chromium):
    """A page on which a request is refused on purpose, which a browser writes to its console."""
    with watched(chromium, demo.service_url, expected=("400",)) as opened:
        opened.goto(demo.service_url)
        yield opened


@contextmanager
def watched(
    browser: Any, base_url: str, expected: tuple[str, ...], **options: Any
) -> Iterator[Any]:
    """A page that, when all is done, has complained of nothing and asked nobody else."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    complaints: list[str] = []
    requested: list[str] = []
    context.on("console", lambda message: complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", lambda request: requested.append(request.url))
    try:
        yield context.new_page()
    finally:
        context.close()
    unexpected = [text for text in complaints if not any(known in text for known in expected)]
    assert unexpected == []
    assert [url for url in requested if not url.startswith(f"{base_url}/")] == []
