"""Bytes as they are, for what no HTTP library would send."""

import socket
from contextlib import closing, suppress

from tests.resilience.served import SERVICE

PATIENCE_S = 30


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


def head(*lines: str, path: str = SERVICE, method: str = "POST") -> bytes:
    """The head of a request, with these header lines beside the usual ones."""
    usual = [f"{method} {path} HTTP/1.1", "Host: x", "Content-Type: application/json"]
    return "\r\n".join([*usual, *lines, "", ""]).encode("latin-1")


def posted(content: bytes, *lines: str, path: str = SERVICE) -> bytes:
    return head(f"Content-Length: {len(content)}", *lines, path=path) + content


def said(port: int, request: bytes) -> bytes:
    """The answer to this, b"" when the server hangs up without."""
    with closing(connected(port)) as connection:
        with suppress(OSError):  # it may have heard enough; its answer is there to read
            connection.sendall(request)
        return answer_on(connection)


def answer_on(connection: socket.socket) -> bytes:
    """The next answer and no byte more, b"" when the server hangs up without."""
    heard = bytearray()
    with suppress(OSError):
        while not heard.endswith(b"\r\n\r\n"):
            if not (byte := connection.recv(1)):
                break
            heard += byte
        ends = len(heard) + _length_in(bytes(heard))
        while len(heard) < ends and (chunk := connection.recv(ends - len(heard))):
            heard += chunk
    return bytes(heard)


def status_of(answer: bytes) -> int:
    """0 when there was none."""
    first = answer.split(b"\r\n", 1)[0].split()
    return int(first[1]) if len(first) > 1 else 0


def _length_in(top: bytes) -> int:
    lines = top.lower().split(b"\r\n")
    stated = [line.partition(b":")[2] for line in lines if line.startswith(b"content-length:")]
    return int(stated[0]) if stated else 0
