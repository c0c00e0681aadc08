"""The worker of gunicorn: a thread is given to a request that has arrived (docs/adr/0030).

gunicorn's own worker of this kind gives a thread to every connection that has sent a byte, and lets
it wait for the rest without end: as many slow clients as there are threads stop the service. Here
the main loop collects each request, and a thread is needed only for what is larger than a window.
"""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn.glogging import Logger
from gunicorn.http.errors import ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker
from werkzeug.exceptions import BadRequest

from cds_service.gunicorn_arrival import Arrival
from cds_service.gunicorn_refusal import refusal, status_for
from cds_service.logs import JsonLines

REST_S = 20.0  # for what a thread still has to read of a request


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Collects requests in the main loop, serves them in threads."""

    def __init__(self, *of_gunicorn: object, **named: object) -> None:
        super().__init__(*of_gunicorn, **named)
        self._in_threads: set[Arrival] = set()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi: WSGIApplication = BodyFaults(self.wsgi)

    def accept(self, listener: Any) -> bool:
        """Take one connection, if there is one."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return False
        self.nr_conns += 1
        self._receive(Arrival(self.cfg, client, address, listener.getsockname()))
        return True

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            self._close_listeners()

    def on_client_socket_readable(self, conn: Arrival, client: Any) -> None:
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._receive(conn)

    def on_pending_socket_readable(self, conn: Arrival, client: Any) -> None:
        if conn.is_ready():
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            self._serve(conn)

    def murder_pending(self) -> None:
        now = time.monotonic()
        for conn in [conn for conn in self.pending_conns if conn.timeout <= now]:
            self.poller.unregister(conn.sock)
            self.pending_conns.remove(conn)
            self._turn_away(conn, refusal(408) if conn.has_begun else b"")
        for conn in self._in_threads:
            if conn.timeout <= now:
                conn.stop_listening()

    def enqueue_req(self, conn: Arrival) -> None:
        conn.timeout = time.monotonic() + REST_S
        self._in_threads.add(conn)
        super().enqueue_req(conn)

    def handle(self, conn: Arrival) -> object:
        conn.hand_over()
        return super().handle(conn)

    def finish_request(self, conn: Arrival, fs: Future[object]) -> None:
        self._in_threads.discard(conn)
        kept = not fs.cancelled() and fs.exception() is None and fs.result()
        if kept and conn.take_back():
            self._receive(conn)
        else:
            super().finish_request(conn, fs)

    def handle_error(self, req: object, client: Any, addr: object, exc: Exception) -> None:  # noqa: ARG002
        status = status_for(exc)
        if status == 500:
            self.log.error("call failed", exc_info=exc)
        else:
            self.log.warning("no request", extra={"failure": type(exc).__name__, "status": status})
        with suppress(OSError):
            write_nonblock(client, refusal(status))

    def _receive(self, conn: Arrival) -> None:
        """Serve it if it is there; else let the main loop wait for it."""
        if conn.is_ready():
            self._serve(conn)
            return
        conn.sock.setblocking(False)
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def _serve(self, conn: Arrival) -> None:
        if conn.is_endless:
            self._turn_away(conn, refusal(431))
        else:
            self.enqueue_req(conn)

    def _turn_away(self, conn: Arrival, answer: bytes) -> None:
        self.nr_conns -= 1
        with suppress(OSError):
            if answer:
                write_nonblock(conn.sock, answer)
        conn.close()

    def _close_listeners(self) -> None:
        """Callers who were let in are served; later ones learn at once that nobody listens."""
        while self.sockets:
            listener = self.sockets.pop()
            while self.accept(listener):
                pass
            listener.close()

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            if not conn.has_begun:
                conn.timeout = min(conn.timeout, deadline)


class BodyFaults:
    """The application, told of a body in broken chunks as of any other broken body."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"].read)
        return self._inner(environ, start_response)


class _Body:
    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def read(self, size: int = -1) -> bytes:
        try:
            return self._read(size)
        except ParseException:
            raise BadRequest from None


class JsonLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's own lines in the form of all others, without what it writes into their text."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
