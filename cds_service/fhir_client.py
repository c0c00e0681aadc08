"""The only way to FHIR servers: searches with all pages, side by side, before one deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from cds_service.fhir_address import listed_base, origin_of
from cds_service.fhir_answer import Answer, united
from cds_service.fhir_authorization import FhirAccessGiven
from cds_service.fhir_connection import WatchedAdapter
from cds_service.fhir_host import SIMULTANEOUS_SEARCHES, Host
from cds_service.fhir_http import GuardedGet
from cds_service.fhir_pages import Pages
from cds_service.fhir_search import Search
from cds_service.fhir_style import Codes, Style
from cds_service.http_guard import Guard
from cds_service.settings_sections import FhirSettings
from cds_service.shortfall import Shortfall

# Lets a search that ends at the deadline still hand over the pages it has read.
GRACE_S = 0.1

Errand = Callable[[], Answer]


class FhirClient:
    """Opens access to the FHIR servers that the site has listed."""

    def __init__(self, settings: FhirSettings) -> None:
        self._settings = settings
        self._adapter = WatchedAdapter(SIMULTANEOUS_SEARCHES)
        self.hosts = {origin_of(base): Host(settings) for base in settings.servers}

    def open(self, given: FhirAccessGiven) -> FhirAccess | Shortfall:
        """Access for one call of a hook, its clock already running; or why there is none."""
        if given.barrier is not None:
            return given.barrier
        if not self._settings.fallback:
            return Shortfall.FALLBACK_OFF
        base = listed_base(given.server, self._settings.servers)
        if base is None:
            return Shortfall.NOT_ALLOWED
        return self._access(base, given.token, self.hosts[origin_of(base)])

    def _access(self, base: str, token: str, host: Host) -> FhirAccess:
        limits = self._settings
        guard = Guard(
            self._adapter,
            time.monotonic() + limits.deadline_s,
            limits.max_bytes,
            limits.call_s,
            limits.ca_file or True,
        )
        fair_s = min(limits.call_s, limits.deadline_s) / 2
        place = sorted(limits.servers).index(base)
        get = GuardedGet(guard, base, token, host.breaker, fair_s, place)
        pages = Pages(get, limits.max_pages, limits.rewrite_links)
        return FhirAccess(pages, host, host.style)


@dataclass(frozen=True)
class FhirAccess:
    """One FHIR server as one call of a hook may use it."""

    pages: Pages
    host: Host
    first_style: Style
    _asked: dict[str, Future[Answer]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def base(self) -> str:
        """The base URL of the server."""
        return self.pages.get.base

    @property
    def has_learnt(self) -> bool:
        """Has the server turned out to want other searches than those asked first?"""
        return self.host.style != self.first_style

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return self.pages.get.guard.remaining()

    def errands(self, search: Search) -> list[Errand]:
        """What has to be run for a search; some take more than one address."""
        return [partial(self.search, portion) for portion in search.portions(self.base)]

    def search(self, search: Search) -> Answer:
        """This patient's rows from all pages, asked for in the style that the server likes."""
        style = self.host.style
        answer = self._in_style(search, style)
        if answer.shortfall is Shortfall.NOT_UNDERSTOOD:
            return self._otherwise(search, style.when_refused(), answer, _understood)
        if answer.entries:
            self.host.prefers(style, found_rows=True)
        elif search.required and answer.shortfall is None and not self.host.proven:
            return self._otherwise(search, style.when_empty(), answer, _has_rows)
        return answer

    def continued(self, first: Answer, search: Search) -> Answer:
        """Delivered rows with those behind their `next` link; an expired one is searched anew."""
        answer = self.pages.continued(first, f"{self.base}/{search.path}")
        if answer.shortfall is not Shortfall.EXPIRED:
            return answer
        again = united(errand() for errand in self.errands(search))
        return united((answer, again)) if again.shortfall else again

    def side_by_side(self, errands: Mapping[str, Sequence[Errand]]) -> dict[str, Answer]:
        """Run the errands at the same time; what is not back at the deadline has timed out."""
        if not self.host.breaker.admits():
            return dict.fromkeys(errands, Answer(shortfall=Shortfall.RECENTLY_DOWN))
        with self.host.place() as had:
            if not had:
                return dict.fromkeys(errands, Answer(shortfall=Shortfall.BUSY))
            futures = {key: [*map(self.host.pool.submit, parts)] for key, parts in errands.items()}
            everything = [future for parts in futures.values() for future in parts]
            wait(everything, timeout=self.remaining() + GRACE_S)
            return {key: united(map(_result, parts)) for key, parts in futures.items()}

    def _otherwise(
        self,
        search: Search,
        styles: Iterable[Style],
        answer: Answer,
        settled: Callable[[Answer], bool],
    ) -> Answer:
        for style in styles:
            other = self._in_style(search, style)
            if settled(other):
                self.host.prefers(style, found_rows=bool(other.entries))
                return other
        return answer

    def _in_style(self, search: Search, style: Style) -> Answer:
        params = style.written(search.params)
        read = partial(self.pages.search, f"{self.base}/{search.path}", params)
        by_category = style.codes is Codes.LABORATORY and "category" in params
        answer = self._once(str(params), read) if by_category else read()
        return search.own(answer, self.base, style)

    def _once(self, key: str, read: Errand) -> Answer:
        """All laboratory results are the same for every key, so they are read once."""
        with self._lock:
            first = key not in self._asked
            future = self._asked.setdefault(key, Future())
        if first:
            future.set_result(read())
        wait([future], timeout=self.remaining())
        return _result(future)


def _understood(answer: Answer) -> bool:
    return answer.shortfall is not Shortfall.NOT_UNDERSTOOD


def _has_rows(answer: Answer) -> bool:
    return bool(answer.entries)


def _result(future: Future[Answer]) -> Answer:
    if not future.done():
        future.cancel()
        return Answer(shortfall=Shortfall.TIMEOUT)
    return future.result()
