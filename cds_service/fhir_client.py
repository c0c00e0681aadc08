"""The only way to FHIR servers: searches with all pages, side by side, before one deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache

from cds_service.fhir_address import listed_base, page_address
from cds_service.fhir_answer import Answer, answer_from
from cds_service.fhir_authorization import FhirAccessGiven
from cds_service.fhir_connection import WatchedAdapter
from cds_service.fhir_http import GuardedGet
from cds_service.http_guard import Guard, NotObtained
from cds_service.settings_sections import FhirSettings
from cds_service.shortfall import Shortfall

# Bounds what all calls of one worker process may have under way at a time.
SIMULTANEOUS_SEARCHES = 32
# Lets a search that ends at the deadline still hand over the pages it has read.
GRACE_S = 0.1


@cache
def _pool() -> ThreadPoolExecutor:
    """Created with the first search, hence after the worker process has forked."""
    return ThreadPoolExecutor(SIMULTANEOUS_SEARCHES, thread_name_prefix="fhir")


class FhirClient:
    """Opens access to the FHIR servers that the site has listed."""

    def __init__(self, settings: FhirSettings) -> None:
        self._settings = settings
        self._adapter = WatchedAdapter(SIMULTANEOUS_SEARCHES)

    def open(self, given: FhirAccessGiven) -> FhirAccess | Shortfall:
        """Access for one call of a hook, its clock already running; or why there is none."""
        if given.barrier is not None:
            return given.barrier
        if not self._settings.fallback:
            return Shortfall.FALLBACK_OFF
        base = listed_base(given.server, self._settings.servers)
        if base is None:
            return Shortfall.NOT_ALLOWED
        deadline = time.monotonic() + self._settings.deadline_s
        guard = Guard(self._adapter, deadline, self._settings.max_bytes)
        return FhirAccess(GuardedGet(guard, base, given.token), self._settings.max_pages)


@dataclass(frozen=True)
class FhirAccess:
    """One FHIR server as one call of a hook may use it."""

    get: GuardedGet
    max_pages: int

    def search(self, path: str, params: Mapping[str, str]) -> Answer:
        """All pages of a search, or the resource of a read (`params` empty)."""
        url = f"{self.get.base}/{path}"
        first = self._page(url, dict(params))
        return self.continued(first, url) if first.next_link else first

    def continued(self, first: Answer, url: str) -> Answer:
        """An answer with the pages behind its `next` link, as far as they can be had."""
        entries, shortfall, page = list(first.entries), first.shortfall, first
        seen = {url}
        for _ in range(self.max_pages - 1):
            url = page_address(page.next_link, url)
            if not url or url in seen:
                return Answer(tuple(entries), Shortfall.PAGING)
            seen.add(url)
            page = self._page(url)
            entries += page.entries
            shortfall = shortfall or page.shortfall
            if page.shortfall or not page.next_link:
                return Answer(tuple(entries), shortfall)
            if not page.entries:
                break
        return Answer(tuple(entries), Shortfall.PAGING)

    def side_by_side(self, errands: Mapping[str, Callable[[], Answer]]) -> dict[str, Answer]:
        """Run the errands at the same time; what is not back at the deadline has timed out."""
        futures = {key: _pool().submit(errand) for key, errand in errands.items()}
        wait(futures.values(), timeout=self.get.guard.remaining() + GRACE_S)
        return {key: _result(future) for key, future in futures.items()}

    def _page(self, url: str, params: dict[str, str] | None = None) -> Answer:
        try:
            return answer_from(self.get.json(url, params))
        except NotObtained as missing:
            return Answer(shortfall=missing.shortfall)


def _result(future: Future[Answer]) -> Answer:
    if not future.done():
        future.cancel()
        return Answer(shortfall=Shortfall.TIMEOUT)
    return future.result()
