"""The web server under the little service: one for all tests, its service exchanged at will."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol

from conformance.loopback import Loopback, reply


@dataclass(frozen=True)
class Call:
    """One request as the little service reads it."""

    method: str
    path: str
    headers: Message[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; raises ValueError."""
        return json.loads(self.body, parse_constant=_refuse)


@dataclass
class Reply:
    """What it answers: an object is sent as JSON, bytes as they are."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    @property
    def content(self) -> bytes:
        """The bytes on the wire."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Answers(Protocol):
    """A service, good or broken."""

    def answer(self, call: Call) -> Reply:
        """The answer to one request."""


class LittleServer(Loopback):
    """Serves whatever `service` is at the moment."""

    def __init__(self) -> None:
        super().__init__()
        self.service: Answers

    def respond(self, exchange: BaseHTTPRequestHandler) -> None:
        body = exchange.rfile.read(int(exchange.headers.get("Content-Length") or 0))
        call = Call(exchange.command, exchange.path, exchange.headers, body)
        answer = self.service.answer(call)
        reply(exchange, answer.status, answer.content, answer.headers)


def _refuse(name: str) -> Any:
    raise ValueError(name)
