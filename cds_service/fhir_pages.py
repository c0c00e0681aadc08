"""All pages of a search: `next` links followed to the letter, on this server, and not for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cds_service.fhir_address import page_address
from cds_service.fhir_answer import Answer, answer_from, united
from cds_service.fhir_http import GuardedGet
from cds_service.http_guard import NotObtained
from cds_service.shortfall import Shortfall
from fhir_mappings.bundle import INCLUDED, Entry


@dataclass(frozen=True)
class Pages:
    """Reads searches of one FHIR server. `rewrites`: how the server writes its own address in
    links, when a proxy stands before it, and what is meant."""

    get: GuardedGet
    max_pages: int
    rewrites: Mapping[str, str] = field(default_factory=dict)

    def search(self, url: str, params: dict[str, str]) -> Answer:
        """Every page, or the resource of a read; started again once when the pages expire."""
        answer = self._from_start(url, params)
        if answer.shortfall is not Shortfall.EXPIRED:
            return answer
        again = self._from_start(url, params)
        return united((answer, again)) if again.shortfall else again

    def continued(self, first: Answer, url: str) -> Answer:
        """An answer with the pages behind its `next` link, as far as they can be had."""
        entries, page, shortfall = list(first.entries), first, first.shortfall
        seen = {url}
        while page.next_link:
            url = page_address(page.next_link, url, self.get.base, self.rewrites)
            ended = not page.entries and page is not first
            if not url or url in seen or len(seen) == self.max_pages or ended:
                return _settled(entries, shortfall, page, stopped=True)
            seen.add(url)
            page = self._page(url)
            entries += page.entries
            shortfall = shortfall or page.shortfall
            if page.shortfall:
                return Answer(tuple(entries), shortfall)
        return _settled(entries, shortfall, page, stopped=False)

    def _from_start(self, url: str, params: dict[str, str]) -> Answer:
        first = self._page(url, params)
        if first.shortfall is Shortfall.EXPIRED:
            return Answer(shortfall=Shortfall.NOT_FOUND)
        return self.continued(first, url)

    def _page(self, url: str, params: dict[str, str] | None = None) -> Answer:
        try:
            return answer_from(self.get.json(url, params))
        except NotObtained as missing:
            return Answer(shortfall=missing.shortfall)


def _settled(
    entries: list[Entry], shortfall: Shortfall | None, last: Answer, *, stopped: bool
) -> Answer:
    """Are these all rows? The server's own count, on the last page read, decides where it can: a
    loop behind the last row is harmless, a row that came on no page is not."""
    if last.total is None:
        missing = Shortfall.PAGING if stopped else None
    else:
        enough = _distinct(entries) >= last.total
        missing = None if enough else Shortfall.PAGING if stopped else Shortfall.MORE_EXISTS
    return Answer(tuple(entries), shortfall or missing)


def _distinct(entries: list[Entry]) -> int:
    rows = (entry for entry in entries if entry.resource.get("resourceType") not in INCLUDED)
    return len({entry.reference if "id" in entry.resource else id(entry) for entry in rows})
