"""A little web server of this process, on loopback only, that stops with its `with`."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A service may search for all keys at once; who does not fit in waits for a second attempt.
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a caller that hangs up is what some probes are about."""


class Loopback:
    """Hands every request to `respond`; port 0 takes any free one."""

    def __init__(self, port: int = 0) -> None:
        outer = self

        class Exchange(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20
            # Head and body in one packet: the second would wait for the first's acknowledgement.
            wbufsize = 64 * 1024

            def answer(self) -> None:
                outer.respond(self)

            do_GET = do_POST = do_OPTIONS = answer  # noqa: N815 - the names are http.server's

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Nothing: the console belongs to the report."""

        self._server = _Server((HOST, port), Exchange)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def respond(self, exchange: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def reply(
    exchange: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    headers: dict[str, str] | None = None,
) -> None:
    """Send a whole answer."""
    exchange.send_response(status)
    for name, value in (headers or {}).items():
        exchange.send_header(name, value)
    exchange.send_header("Content-Length", str(len(body)))
    exchange.end_headers()
    exchange.wfile.write(body)
