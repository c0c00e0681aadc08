"""An address that nobody has a reason to ask: who asks it follows whatever he is told."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

from conformance.loopback import Loopback, reply


class Canary(Loopback):
    """Notes every request; the path tells which probe was followed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def respond(self, exchange: BaseHTTPRequestHandler) -> None:
        self.asked.append(exchange.path)
        reply(exchange, 404, b"{}", {"Content-Type": "application/json"})

    def sang_for(self, probe: str) -> bool:
        """Was an address of this probe asked?"""
        return any(path.startswith(f"/{probe}") for path in self.asked)
