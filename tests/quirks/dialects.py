"""Profiles that read a search in a way of their own, or answer in shapes of their own."""

from itertools import count
from typing import Any

from tests.cds_service.fhir_stub import Exchange
from tests.quirks.chart import OTHER_ID, PATIENT_ID, is_b2m
from tests.quirks.paging import Paged
from tests.quirks.plain import Ask, Plain, Reply, Resource, beside_the_rows, outcome, searchset

LOCAL_SYSTEM = "urn:oid:2.999.7"


class Azure(Paged):
    """Self and next only, no total, huge continuation tokens, `_sort` refused. `busy` holds what
    the first answers say instead: 429 with this Retry-After."""

    def __init__(self, resources: Any, *, busy: int = 0, wait: str = "2") -> None:
        super().__init__(resources)
        self.busy, self.wait = count(busy, -1), wait

    def answer(self, ask: Ask) -> Reply:
        if next(self.busy) > 0:
            headers = {"Retry-After": self.wait, "x-ms-retry-after-ms": f"{self.wait}000"}
            return Reply(outcome("error", "throttled"), 429, headers=headers)
        if ask.params.get("_sort", "").lstrip("-") not in {"", "_lastUpdated"}:
            return Reply(outcome("error", "not-supported"), 400)
        return super().answer(ask)

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        bundle = super().page(ask, rows)
        del bundle["total"]
        bundle["link"] = [item for item in bundle["link"] if item["relation"] != "first"]
        if int(ask.params.get("_count", 0)) > 1000:
            return beside_the_rows(bundle, outcome("information", "informational"))
        return bundle

    def offset(self, ask: Ask) -> int:
        return int(ask.params.get("ct", "0").lstrip("0") or 0)

    def link(self, ask: Ask, offset: int) -> str:
        query = "&".join(f"{name}={value}" for name, value in ask.params.items() if name != "ct")
        return f"{self.base}/{ask.kind}?{query}&ct={offset:03000}"


class Google(Paged):
    """No form bodies; the total is a guess but on the last page; errors of its own shape."""

    def __init__(self, resources: Any, *, post: str = "refused", errors: bool = False) -> None:
        super().__init__(resources)
        self.post, self.errors = post, errors

    def answer(self, ask: Ask) -> Reply:
        if ask.method == "POST":
            whole = searchset(self.resources)
            return Reply(b"", 415) if self.post == "refused" else Reply(whole)
        if self.errors and ask.kind == "Condition":
            error = {"code": 400, "message": "invalid", "status": "INVALID_ARGUMENT"}
            return Reply({"error": error}, 400)
        return super().answer(ask)

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        bundle = super().page(ask, rows)
        if any(link["relation"] == "next" for link in bundle["link"]):
            bundle["total"] = -(-len(rows) // 100) * 100
        return bundle


class MedplumBare(Plain):
    """Finds nothing for a patient id without its type; says nothing in /metadata."""

    def answer(self, ask: Ask) -> Reply:
        return Reply(searchset(())) if ask.kind == "metadata" else super().answer(ask)

    def of_patient(self, row: Resource, ask: Ask) -> bool:
        wanted = ask.params.get("patient") or ask.params.get("subject", "")
        return wanted.startswith("Patient/") and super().of_patient(row, ask)


class OpenEmr(Plain):
    """Finds nothing for a code with its system; holds a row of another system with that code."""

    def __init__(self, resources: Any) -> None:
        rows = list(resources)
        b2m = next(filter(is_b2m, rows))
        coding = {"system": LOCAL_SYSTEM, "code": "1952-1"}
        value = b2m["valueQuantity"] | {"value": 55}
        local = {"id": "local-code", "code": {"coding": [coding]}, "valueQuantity": value}
        super().__init__([*rows, b2m | local])

    def of_code(self, row: Resource, ask: Ask) -> bool:
        return not any(system for system, _ in ask.codes) and super().of_code(row, ask)


class IgnoresFilters(Plain):
    """Every search finds everything of its kind, on one page."""

    def answer(self, ask: Ask) -> Reply:
        return Reply(b"", 405) if ask.method == "POST" else super().answer(ask)

    def fits(self, row: Resource, ask: Ask) -> bool:
        return bool(row["resourceType"] == ask.kind)

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        return searchset(rows)


class NoSortSilent(Plain):
    """Accepts `_sort` and pays no attention to it: rows by id."""

    def ordered(self, ask: Ask, rows: list[Resource]) -> list[Resource]:
        return sorted(rows, key=lambda row: str(row["id"]))


class NoEntry(Plain):
    """A search that finds nothing gives a Bundle with nothing in it."""

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        empty = {"resourceType": "Bundle", "type": "searchset"}
        return super().page(ask, rows) if rows else empty


class ForbiddenConditions(Plain):
    """The token does not reach the problem list."""

    def answer(self, ask: Ask) -> Reply:
        if ask.kind == "Condition":
            return Reply(outcome("error", "forbidden"), 403)
        return super().answer(ask)


class UrlLimit(Plain):
    """Refuses request lines that are longer than so many characters."""

    def __init__(self, resources: Any, limit: int) -> None:
        super().__init__(resources)
        self.limit = limit

    def answer(self, ask: Ask) -> Reply:
        line = f"{ask.method} {ask.path} HTTP/1.1"
        return Reply(b"", 414) if len(line) > self.limit else super().answer(ask)


class WrongPatient(Plain):
    """The record was merged into another: rows carry the surviving id, and reading the patient
    gives that one, a redirect, or an error."""

    def __init__(self, resources: Any, how: str) -> None:
        survivor = {"reference": f"Patient/{OTHER_ID}"}
        rows = [
            row | ({"subject": survivor} if "subject" in row else {"id": OTHER_ID})
            for row in resources
        ]
        super().__init__(rows)
        self.how = how

    def of_patient(self, row: Resource, ask: Ask) -> bool:
        return True

    def read(self, ask: Ask) -> Reply:
        if (ask.kind, ask.id) != ("Patient", PATIENT_ID):
            return super().read(ask)
        if self.how == "redirect":
            there = f"{self.base}/Patient/{OTHER_ID}"
            return Reply(b"", 301, headers={"Location": there})
        if self.how == "issue":
            return Reply(outcome("fatal", "not-found", "4107"), 404)
        return super().read(Ask(**vars(ask) | {"id": OTHER_ID}))


class SmartLauncher(Plain):
    """Its own errors are plain text: for a wrong token, and for every token after so many calls."""

    def __init__(self, resources: Any, *, token: str = "", calls: int = 1_000_000) -> None:
        super().__init__(resources)
        self.token, self.left = token, count(calls, -1)

    def answer(self, ask: Ask) -> Reply:
        sent = ask.headers.get("Authorization", "").removeprefix("Bearer ")
        wrong = sent and self.token and sent != self.token
        if sent and (wrong or next(self.left) <= 0):
            return Reply(b"Invalid token: jwt", 401, "text/plain")
        return super().answer(ask)


def redirecting(status: int, location: str) -> Any:
    """Profile 23: sends everybody elsewhere."""

    def serve(exchange: Exchange) -> None:
        there = location.format(base=exchange.stub.base)
        exchange.redirect(f"{there}{exchange.path.removeprefix('/fhir')}", status)

    return serve
