"""Profiles whose searches come in pages of their own kind. Pages hold two rows, so that the five
B2M results of the chart take three."""

import time
from itertools import count
from typing import Any

from tests.quirks.plain import Ask, Plain, Reply, Resource, beside_the_rows, outcome, taken

SOCIAL_HISTORY = "social-history"


class Paged(Plain):
    """Two rows a page."""

    page_most = 2


class Hapi(Paged):
    """Links at the base to a stored result, which expires after so many uses; a repeated search
    gets the stored answer."""

    def __init__(self, resources: Any, *, uses: int = 1000, expiries: int = 1000) -> None:
        super().__init__(resources)
        self.results: dict[str, tuple[Ask, list[Resource]]] = {}
        self.uses, self.expiries = uses, expiries

    def answer(self, ask: Ask) -> Reply:
        if "_getpages" not in ask.params:
            return super().answer(ask)
        if self.uses <= 0 and self.expiries > 0:
            self.expiries -= 1
            words = "HAPI-0417: Search ID may have expired"
            return Reply(outcome("error", "processing", words=words), 410)
        self.uses -= 1
        first, rows = self.results[ask.params["_getpages"]]
        place = {"_offset": ask.params["_getpagesoffset"]}
        return Reply(self.page(Ask(**vars(first) | {"params": first.params | place}), rows))

    def matches(self, ask: Ask) -> list[Resource]:
        _, rows = self.results.setdefault(self.key(ask), (ask, super().matches(ask)))
        return rows

    def key(self, ask: Ask) -> str:
        return str(abs(hash((ask.kind, *sorted(ask.params.items())))))

    def link(self, ask: Ask, offset: int) -> str:
        whole = Ask(
            **vars(ask) | {"params": {k: v for k, v in ask.params.items() if k != "_offset"}}
        )
        at = f"_getpagesoffset={offset}&_count={self.count(ask)}&_bundletype=searchset"
        return f"{self.base}?_getpages={self.key(whole)}&{at}"


class HapiLoop(Hapi):
    """The last page has a next link too: to itself, to empty pages, or to one that hangs."""

    def __init__(self, resources: Any, where: str, hang_s: float = 0) -> None:
        super().__init__(resources)
        self.where, self.hang_s = where, hang_s

    def answer(self, ask: Ask) -> Reply:
        if int(ask.params.get("_getpagesoffset", 0)) >= 100:
            time.sleep(self.hang_s)
        return super().answer(ask)

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        bundle = super().page(ask, rows)
        if rows and not any(link["relation"] == "next" for link in bundle["link"]):
            place = self.offset(ask) if self.where == "itself" else max(100, self.offset(ask) + 100)
            bundle["link"].append({"relation": "next", "url": self.link(ask, place)})
        return bundle


class Firely(Paged):
    """By last update; the first row of page two repeats the last of page one, and the fourth row is
    never delivered. With `old_links` all links have expired."""

    def __init__(self, resources: Any, *, old_links: bool = False) -> None:
        super().__init__(resources)
        self.old_links = old_links

    def answer(self, ask: Ask) -> Reply:
        if self.old_links and "_offset" in ask.params:
            return Reply(outcome("error", "expired"), 410)
        return super().answer(ask)

    def ordered(self, ask: Ask, rows: list[Resource]) -> list[Resource]:
        return list(reversed(rows))

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        moved = [*rows[:2], rows[1], *rows[2:3], *rows[4:]] if len(rows) > 3 else rows
        return super().page(ask, moved)


class AidboxCanvas(Paged):
    """Relative links, none at all when nothing matches, no total."""

    def link(self, ask: Ask, offset: int) -> str:
        return super().link(ask, offset).removeprefix(self.base)

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        bundle = super().page(ask, rows)
        del bundle["total"]
        if not rows:
            del bundle["link"]
        return bundle


class ProxyHost(Paged):
    """Writes another address for its own into the links to further pages."""

    def __init__(self, resources: Any, written: str) -> None:
        super().__init__(resources)
        self.written = written

    def link(self, ask: Ask, offset: int) -> str:
        return super().link(ask, offset).replace(self.base, self.written)


class UnauthorizedMidPaging(Paged):
    """The token ends between the first page and the second."""

    def answer(self, ask: Ask) -> Reply:
        if "_offset" in ask.params:
            return Reply(outcome("error", "login"), 401)
        return super().answer(ask)


class Epic(Paged):
    """Codes or a category are a must; warnings stand among the entries; long ids; paging state
    that dies. `more`: every answer warns that more data may exist."""

    def __init__(self, resources: Any, *, more: bool = False, deaths: int = 0) -> None:
        rows = [{**row, "id": long_id(row)} for row in resources]
        super().__init__(rows)
        self.more, self.deaths = more, count(deaths, -1)

    def search(self, ask: Ask) -> Reply:
        if ask.kind == "Observation" and not {"code", "category"} & ask.params.keys():
            return Reply(outcome("fatal", "required", "4111"), 400)
        if "_offset" in ask.params and next(self.deaths) > 0:
            return Reply(outcome("fatal", "value", "4113"), 400)
        return super().search(ask)

    def ordered(self, ask: Ask, rows: list[Resource]) -> list[Resource]:
        return rows

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        bundle = super().page(ask, rows)
        if not rows:
            return beside_the_rows(bundle, outcome("warning", "processing", "4101"))
        if self.more:
            return beside_the_rows(bundle, outcome("warning", "suppressed", "4119"))
        return bundle


def long_id(row: Resource) -> str:
    """An id of 44 characters and more, as this vendor's are; patients keep theirs."""
    return row["id"] if row["resourceType"] == "Patient" else f"e{row['id']}".ljust(48, "3")


class Oracle(Paged):
    """No `_sort`, no `status`, codes only where Condition is not asked; newest first; its own
    coding before the LOINC one; social history on every first page."""

    def __init__(self, resources: Any, *, bad_row: bool = False) -> None:
        super().__init__([proprietary(row) for row in resources])
        self.bad_row = bad_row

    def answer(self, ask: Ask) -> Reply:
        if "json" not in ask.headers.get("Accept", ""):
            return Reply(b"", 406)
        return super().answer(ask)

    def search(self, ask: Ask) -> Reply:
        refused = {"_sort", "status"} | ({"code"} if ask.kind == "Condition" else set())
        if refused & ask.params.keys():
            return Reply(outcome("error", "invalid"), 400)
        if self.bad_row and ask.kind == "Observation":
            return Reply(outcome("fatal", "required"), 500)
        return super().search(ask)

    def ordered(self, ask: Ask, rows: list[Resource]) -> list[Resource]:
        return sorted(rows, key=taken, reverse=True)

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        bundle = super().page(ask, rows)
        if ask.kind == "Observation" and not self.offset(ask):
            bundle["entry"] += [{"resource": smoking(ask), "search": {"mode": "match"}}]
        return bundle

    def offset(self, ask: Ask) -> int:
        return int(ask.params.get("pageContext", 0))

    def link(self, ask: Ask, offset: int) -> str:
        query = "&".join(
            f"{name}={value}" for name, value in ask.params.items() if "page" not in name
        )
        return f"{self.base}/{ask.kind}?{query}&pageContext={offset}&direction=NEXT"


def proprietary(row: Resource) -> Resource:
    if "code" not in row:
        return row
    own = {
        "system": "https://fhir.example/codeSet/72",
        "code": "21704910",
        "userSelected": True,
    }
    return row | {"code": row["code"] | {"coding": [own, *row["code"].get("coding", [])]}}


def smoking(ask: Ask) -> Resource:
    patient = ask.params.get("patient", "").rpartition("/")[2]
    return {
        "resourceType": "Observation",
        "id": "smoking",
        "status": "final",
        "category": [{"coding": [{"code": SOCIAL_HISTORY}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "72166-2"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "valueString": "Never smoked",
    }
