"""Serve the app from this very process, on loopback, for as long as a `with` lasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from cds_service.ports import listen

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """Writes no line per request: the service logs its own."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@contextmanager
def served(app: Flask, first_port: int = 0) -> Iterator[str]:
    """The address of the running app; `first_port` or the next free one, 0 for any."""
    with listen(HOST, first_port) as listener:
        port = listener.getsockname()[1]
        server = make_server(
            HOST, port, app, threaded=True, request_handler=_Quiet, fd=listener.fileno()
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
