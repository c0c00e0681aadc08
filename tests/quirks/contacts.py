"""Which addresses this process looks up or connects to, noted where the standard library does it.

Not by an audit hook of the interpreter: one can never be taken away, and while it runs two threads
that start at once under coverage can keep each other from starting.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

LOOK_UPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")
CONNECTIONS = ("connect", "connect_ex")


@contextmanager
def contacts() -> Iterator[list[str]]:
    """Every host and port that was looked up or connected to within the block."""
    notes: list[str] = []
    with ExitStack() as watched:
        for name in LOOK_UPS:
            noting = _look_up(getattr(socket, name), notes)
            watched.enter_context(patch.object(socket, name, noting))
        for name in CONNECTIONS:
            noting = _connection(getattr(socket.socket, name), notes)
            watched.enter_context(patch.object(socket.socket, name, noting))
        yield notes


def _look_up(real: Callable[..., Any], notes: list[str]) -> Callable[..., Any]:
    def noting(*arguments: Any, **named: Any) -> Any:
        notes.append(_place(arguments))
        return real(*arguments, **named)

    return noting


def _connection(real: Callable[..., Any], notes: list[str]) -> Callable[..., Any]:
    def noting(own: socket.socket, address: Any) -> Any:
        notes.append(_place(address) if isinstance(address, tuple) else str(address))
        return real(own, address)

    return noting


def _place(parts: tuple[Any, ...]) -> str:
    return ":".join(map(str, parts[:2]))
