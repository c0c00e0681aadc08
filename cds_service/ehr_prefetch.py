"""What an EHR does before it calls: asks its FHIR server for every prefetch template, all pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import requests

from cds_service.fhir_address import is_under, page_address
from cds_service.fhir_answer import answer_from
from cds_service.json_body import InvalidJson, parse_json
from fhir_mappings.bundle import Entry, entries_of, listed

TIMEOUT_SECONDS = 30
MOST_PAGES = 10
Over = Callable[[Sequence[str]], Iterator[str]]
_TOKEN = re.compile(r"\{\{context\.(\w+)\}\}")


@dataclass(frozen=True)
class Prefetched:
    """One prefetch key: what the FHIR server answered and how long it took. `status` is that of
    the last page asked for, 0 without any answer; `refused` says why the first page failed."""

    key: str
    value: Any
    seconds: float
    refused: str = ""
    status: int = 200
    pages: int = 1

    @property
    def rows(self) -> tuple[Entry, ...]:
        """The resources delivered."""
        return tuple(entries_of(self.value))


@dataclass(frozen=True)
class _Page:
    status: int = 0
    value: Any = None
    fault: str = ""


def prefetch(
    service: Mapping[str, Any],
    patient_id: str,
    fhir_server: str,
    token: str = "",
    over: Over = iter,
) -> tuple[Prefetched, ...]:
    """Every prefetch template of the service, asked of the FHIR server one after the other; `over`
    goes through their keys."""
    context = {"patientId": patient_id}
    templates = service.get("prefetch", {})
    with plain_session(token) as session:
        return tuple(
            _prefetched(session, key, fhir_server, _resolved(templates[key], context))
            for key in over(list(templates))
        )


def stated_release(fhir_server: str, token: str = "") -> str:
    """The FHIR version in the server's own words, "" when it says nothing of it."""
    with plain_session(token) as session:
        stated = _page(session, f"{fhir_server}/metadata").value
    version = stated.get("fhirVersion") if isinstance(stated, dict) else None
    return version if isinstance(version, str) else ""


def plain_session(token: str = "") -> requests.Session:
    """A session without proxies or credentials from the environment."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Accept"] = "application/fhir+json, application/json"
    if token:
        session.headers["Authorization"] = f"Bearer {token}"
    return session


def _resolved(template: str, context: Mapping[str, str]) -> str:
    return _TOKEN.sub(lambda token: context.get(token[1], ""), template)


def _prefetched(session: requests.Session, key: str, base: str, query: str) -> Prefetched:
    started = monotonic()
    pages = list(_pages(session, base, f"{base}/{query}"))
    first, last, read = pages[0], pages[-1], [page for page in pages if not page.fault]
    value = _united([page.value for page in read]) if read else None
    had = Prefetched(key, value, monotonic() - started, status=last.status, pages=len(read))
    return replace(had, refused=first.fault)


def _pages(session: requests.Session, base: str, url: str) -> Iterator[_Page]:
    """The pages of a search; the last may be one that could not be read."""
    asked = [url]
    page = _page(session, url)
    yield page
    while (link := answer_from(page.value).next_link) and len(asked) < MOST_PAGES:
        url = page_address(link, url, base)
        if url in asked or not is_under(url, base):
            return
        asked.append(url)
        page = _page(session, url)
        yield page


def _page(session: requests.Session, url: str) -> _Page:
    try:
        response = session.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    except requests.RequestException:
        return _Page(fault="no answer")
    if response.status_code != 200:
        return _Page(response.status_code, fault=f"HTTP {response.status_code}")
    try:
        return _Page(200, parse_json(response.content))
    except InvalidJson:
        return _Page(200, fault="not JSON")


def _united(pages: list[Any]) -> Any:
    """One Bundle of several pages; the links are those of the last, so that a `next` link remains
    when there is more."""
    bundles = [page for page in pages if isinstance(page, dict)]
    if len(bundles) < 2:
        return pages[0]
    entries = [entry for page in bundles for entry in listed(page.get("entry"))]
    return bundles[0] | {"entry": entries, "link": bundles[-1].get("link") or []}
