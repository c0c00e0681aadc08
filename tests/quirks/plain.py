"""Profile 1, the FHIR server as the specification has it; every other profile changes a part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cds_service.json_body import json_text
from tests.cds_service.fhir_stub import FHIR_JSON, Exchange

Resource = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """One request: `kind` and `id` from its path under the base, "" where there is none."""

    method: str
    path: str
    kind: str
    id: str
    params: dict[str, str]
    headers: Mapping[str, str]

    @property
    def codes(self) -> list[tuple[str, str]]:
        """System and code of what `code` asks for; system "" for bare codes."""
        written = filter(None, self.params.get("code", "").split(","))
        return [(item.rpartition("|")[0], item.rpartition("|")[2]) for item in written]


@dataclass(frozen=True)
class Reply:
    """One answer; a body that is no bytes goes out as JSON."""

    body: Any = b""
    status: int = 200
    media_type: str = FHIR_JSON
    headers: Mapping[str, str] = field(default_factory=dict)


class Plain:
    """Serves resources by the specification: reads, searches, pages, counts."""

    page_default = 20
    page_most = 200

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources = list(resources)
        self.base = ""
        self.asked: list[Ask] = []

    def serve(self, exchange: Exchange) -> None:
        """Answer one HTTP request."""
        self.base = exchange.stub.base
        ask = self.ask_from(exchange)
        self.asked.append(ask)
        self.send(exchange, self.answer(ask))

    def send(self, exchange: Exchange, reply: Reply) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json_text(reply.body).encode()
        length = {"Content-Length": str(len(body))} | dict(reply.headers)
        exchange.head(reply.status, {"Content-Type": reply.media_type} | length)
        exchange.wfile.write(body)

    def ask_from(self, exchange: Exchange) -> Ask:
        parts = urlsplit(exchange.path)
        path = parts.path.removeprefix("/fhir").strip("/")
        kind, _, identifier = path.partition("/")
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        if exchange.command == "POST":
            length = int(exchange.headers.get("Content-Length", 0))
            params |= dict(parse_qsl(exchange.rfile.read(length).decode()))
        headers = dict(exchange.headers)
        return Ask(exchange.command, exchange.path, kind, identifier, params, headers)

    def answer(self, ask: Ask) -> Reply:
        if ask.kind == "metadata":
            return Reply({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})
        if ask.id and ask.id != "_search":
            return self.read(ask)
        return self.search(ask)

    def read(self, ask: Ask) -> Reply:
        for row in self.resources:
            if (row["resourceType"], row["id"]) == (ask.kind, ask.id):
                return Reply(row)
        return Reply(outcome("error", "not-found"), 404)

    def search(self, ask: Ask) -> Reply:
        return Reply(self.page(ask, self.ordered(ask, self.matches(ask))))

    def matches(self, ask: Ask) -> list[Resource]:
        return [row for row in self.resources if self.fits(row, ask)]

    def fits(self, row: Resource, ask: Ask) -> bool:
        return (
            row["resourceType"] == ask.kind
            and self.of_patient(row, ask)
            and self.of_code(row, ask)
            and self.of_category(row, ask)
        )

    def of_patient(self, row: Resource, ask: Ask) -> bool:
        wanted = (ask.params.get("patient") or ask.params.get("subject", "")).rpartition("/")[2]
        return not wanted or subject_of(row) == f"Patient/{wanted}"

    def of_code(self, row: Resource, ask: Ask) -> bool:
        has = codings_of(row)
        return not ask.codes or any(
            code == own and system in {"", kind} for system, code in ask.codes for kind, own in has
        )

    def of_category(self, row: Resource, ask: Ask) -> bool:
        wanted = ask.params.get("category")
        codes = {item["code"] for concept in row.get("category", ()) for item in concept["coding"]}
        return wanted is None or wanted in codes

    def ordered(self, ask: Ask, rows: list[Resource]) -> list[Resource]:
        sort = ask.params.get("_sort", "")
        if sort.lstrip("-") == "date":
            return sorted(rows, key=taken, reverse=sort.startswith("-"))
        return rows

    def page(self, ask: Ask, rows: list[Resource]) -> Resource:
        offset, count = self.offset(ask), self.count(ask)
        bundle = searchset(rows[offset : offset + count])
        bundle["total"] = len(rows)
        more = offset + count < len(rows)
        bundle["link"] = [
            {"relation": name, "url": self.link(ask, place)}
            for name, place in (("self", offset), ("first", 0), ("next", offset + count))
            if name != "next" or more
        ]
        return bundle

    def count(self, ask: Ask) -> int:
        return min(int(ask.params.get("_count", self.page_default)), self.page_most)

    def offset(self, ask: Ask) -> int:
        return int(ask.params.get("_offset", 0))

    def link(self, ask: Ask, offset: int) -> str:
        return f"{self.base}/{ask.kind}?{urlencode(ask.params | {'_offset': offset})}"


def searchset(rows: Iterable[Resource]) -> Resource:
    """A searchset of these matches, nothing else in it."""
    entries = [{"resource": row, "search": {"mode": "match"}} for row in rows]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def outcome(severity: str, code: str, vendor: str = "", words: str = "") -> Resource:
    """An OperationOutcome with one issue; `vendor` is the vendor's own code for it."""
    issue: Resource = {"severity": severity, "code": code}
    if vendor:
        issue["details"] = {"coding": [{"code": vendor}]}
    if words:
        issue["diagnostics"] = words
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def beside_the_rows(bundle: Resource, said: Resource) -> Resource:
    """The searchset with an OperationOutcome among its entries."""
    entry = {"resource": said, "search": {"mode": "outcome"}}
    return bundle | {"entry": [*bundle.get("entry", ()), entry]}


def subject_of(row: Resource) -> str:
    return str(row.get("subject", {}).get("reference", ""))


def codings_of(row: Resource) -> list[tuple[str, str]]:
    codings = row.get("code", {}).get("coding", [])
    return [(item.get("system", ""), item.get("code", "")) for item in codings]


def taken(row: Resource) -> str:
    return str(row.get("effectiveDateTime", ""))
