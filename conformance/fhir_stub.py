"""A FHIR server on loopback that knows the data of one sample request, and can misbehave.

It answers the queries of the service's own prefetch templates with what the sample delivered, and
any other search with an empty Bundle.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conformance.loopback import Loopback, reply

NOTHING: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": 0}
ADVICE = frozenset({"_sort", "_count", "_format", "_total", "_summary", "_elements"})
LONGEST_HANG_S = 20
DEFAULT_PORT = 8099
ROOT = "/fhir"

Parameters = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Query:
    """One query: the path below the base, and each parameter's values."""

    path: str
    parameters: Parameters
    authorization: str = ""

    @property
    def type(self) -> str:
        """The resource type it asks for."""
        return self.path.partition("/")[0]


class FhirStub(Loopback):
    """Serves `{origin}/fhir`; `knows` sets the data, `misbehave` the manners."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.base = f"{self.origin}{ROOT}"
        self.queries: list[Query] = []
        self._rows: list[tuple[str, Query, Any]] = []
        self._status = 200
        self._headers: dict[str, str] = {}
        self._hanging = False
        self._release = threading.Event()

    def knows(self, templates: Mapping[str, str], sample: Mapping[str, Any]) -> None:
        """Be well again, forget the past, and hold what this sample delivers."""
        self.queries.clear()
        self._release.set()
        self._status, self._headers, self._hanging = 200, {}, False
        data = sample.get("prefetch") or {}
        context = sample.get("context") or {}
        self._rows = [
            (key, _query(_resolved(template, context)), data.get(key))
            for key, template in templates.items()
        ]

    def misbehave(self, status: int = 200, *, to: str = "", hang: bool = False) -> None:
        """Answer every query with a status, a redirect `to` somewhere, or not at all."""
        self._status, self._hanging = status, hang
        self._headers = {"Location": to} if to else {}
        self._release.clear()

    def keys_asked(self) -> set[str]:
        """The prefetch keys whose templates were asked."""
        return {row[0] for query in self.queries if (row := self._row(query)) is not None}

    def respond(self, exchange: BaseHTTPRequestHandler) -> None:
        if not exchange.path.startswith(ROOT):
            reply(exchange, 404, b"")
            return
        query = _read(exchange)
        self.queries.append(query)
        if self._hanging:
            self._release.wait(LONGEST_HANG_S)
        headers = {"Content-Type": "application/fhir+json", **self._headers}
        status, body = self._answer(query)
        try:
            reply(exchange, status, json.dumps(body).encode(), headers)
        except OSError:
            exchange.close_connection = True

    def _answer(self, query: Query) -> tuple[int, dict[str, Any]]:
        if self._status != 200:
            issue = {"severity": "error", "code": "exception"}
            return self._status, {"resourceType": "OperationOutcome", "issue": [issue]}
        row = self._row(query)
        if row is None or not isinstance(row[2], dict):
            return (404 if "/" in query.path else 200), NOTHING
        return 200, row[2]

    def _row(self, query: Query) -> tuple[str, Query, Any] | None:
        best = max(self._rows, key=lambda row: _likeness(row[1], query), default=None)
        return best if best is not None and _likeness(best[1], query) > 0 else None


def _resolved(template: str, context: Mapping[str, Any]) -> str:
    for name, value in context.items():
        template = template.replace(f"{{{{context.{name}}}}}", str(value))
    return template


def _query(text: str, authorization: str = "") -> Query:
    parts = urlsplit(text)
    return Query(parts.path.strip("/"), _parameters(parts.query), authorization)


def _parameters(text: str) -> Parameters:
    return {
        name: frozenset(value for one in values for value in one.split(","))
        for name, values in parse_qs(text).items()
        if name not in ADVICE
    }


def _read(exchange: BaseHTTPRequestHandler) -> Query:
    path = exchange.path.removeprefix(ROOT)
    if exchange.command == "POST":
        form = exchange.rfile.read(int(exchange.headers.get("Content-Length") or 0)).decode()
        path = f"{path.removesuffix('/_search')}?{form}"
    return _query(path, exchange.headers.get("Authorization", ""))


def _likeness(known: Query, asked: Query) -> float:
    """0 = something else; the more of the known values are asked for, the nearer to 1."""
    if known.path != asked.path:
        return 0
    nothing: frozenset[str] = frozenset()
    shared = [
        len(values & asked.parameters.get(name, nothing)) / len(values)
        for name, values in known.parameters.items()
    ]
    return 0 if 0 in shared else 1 + sum(shared)
