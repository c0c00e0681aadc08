"""Listen on a port, or on the next free one."""

from __future__ import annotations

import errno
import socket

PORTS_TO_TRY = 50


class NoFreePort(Exception):
    """Every port of the stretch is taken."""


def listen(host: str, first_port: int) -> socket.socket:
    """A listening socket on `first_port` or the next free port above it."""
    for port in range(first_port, first_port + PORTS_TO_TRY):
        listener = _try(host, port)
        if listener is not None:
            return listener
    raise NoFreePort(f"no free port from {first_port} to {first_port + PORTS_TO_TRY - 1}")


def _try(host: str, port: int) -> socket.socket | None:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            return None
        raise
    return listener
