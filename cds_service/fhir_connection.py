"""Connections that hang up when the head of an answer is not complete in time.

A read time-out starts anew with every byte; a server that drips its head would hold the thread
that waits for it. The body is watched by the read loop of `fhir_http`.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class _WatchedHttp(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as in urllib3 itself
        watch = Timer(self.timeout or 0, hang_up, [self.sock])
        watch.daemon = True
        watch.start()
        try:
            return super().getresponse()
        finally:
            watch.cancel()


class _WatchedHttps(_WatchedHttp, HTTPSConnection):
    """The same over TLS."""


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHttp


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHttps


class WatchedAdapter(HTTPAdapter):
    """An adapter of requests whose connections are watched; it never retries by itself."""

    def __init__(self, connections: int) -> None:
        super().__init__(max_retries=0, pool_maxsize=connections)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        pools = {"http": _HttpPool, "https": _HttpsPool}
        self.poolmanager.pool_classes_by_scheme = pools


def hang_up(connected: socket.socket | None) -> None:
    """Wake whoever reads from the socket: for them the other side has gone."""
    if connected is not None:
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)
