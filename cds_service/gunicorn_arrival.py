"""A connection whose next request is collected without a thread until it is whole.

What is decided here is only when a thread may start to read; what the request means is decided by
gunicorn's own parser, from the same bytes.
"""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress

from gunicorn.workers.gthread import TConn

WINDOW = 65_536  # bytes: more than that of one request is read by the thread that serves it
RECEIVE_S = 10.0  # from the first byte of a request to as much of it as the window holds

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*(?=\r\n)", re.IGNORECASE)
_CODING = re.compile(rb"\r\ntransfer-encoding:[ \t]*(.*?)[ \t]*(?=\r\n)", re.IGNORECASE)
_LAST_CHUNK = re.compile(rb"\r\n0+[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n\Z")
# The client sends no body before it is told to go on.
_WAITS = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_END = b"\r\n\r\n"


class Arrival(TConn):  # type: ignore[misc] # gunicorn has no types
    """Collects until `is_ready`; then a thread may have it."""

    def __init__(self, *of_gunicorn: object) -> None:
        super().__init__(*of_gunicorn)
        self._inbox = bytearray()
        self._ended = False
        self.set_timeout()  # as long as nothing has come, it is a connection kept for later

    @property
    def has_begun(self) -> bool:
        """Has a part of a request come?"""
        return bool(self._inbox)

    @property
    def is_endless(self) -> bool:
        """Do the headers fill the window?"""
        return len(self._inbox) >= WINDOW and _END not in self._inbox

    def is_ready(self) -> bool:
        """Take what has come; can a thread begin, because nothing more need be waited for?"""
        self._collect()
        if (head := self._inbox.find(_END)) < 0:
            return self._ended or self.is_endless
        headers = bytes(self._inbox[: head + 2])
        full = self._ended or len(self._inbox) >= WINDOW
        return full or self._has_body(headers) is not False or _WAITS.search(headers) is not None

    def hand_over(self) -> None:
        """Give what was collected to the parser."""
        self.data_ready = True
        self.init()
        self.parser.unreader.unread(bytes(self._inbox))
        self._inbox.clear()

    def take_back(self) -> bool:
        """Collect anew what the parser has read beyond its request; was there anything?"""
        self._inbox += self.parser.unreader.take_buffered()
        if self.has_begun:
            self.timeout = time.monotonic() + RECEIVE_S
        return self.has_begun

    def stop_listening(self) -> None:
        """Let whoever reads from the client see its end; an answer can still be sent."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RD)

    def _collect(self) -> None:
        """Read once, without waiting; the main loop comes again if there is more."""
        began = self.has_begun
        try:
            room = max(1, WINDOW - len(self._inbox))
            got = self.sock.recv(room, socket.MSG_DONTWAIT)
            self._inbox += got
            self._ended = not got
        except BlockingIOError:
            pass
        except OSError:
            self._ended = True
        if self.has_begun and not began:
            self.timeout = time.monotonic() + RECEIVE_S

    def _has_body(self, headers: bytes) -> bool | None:
        """Is the body there? None where the headers do not say in a plain way: a fault, which the
        parser may find at once."""
        names = headers.lower()
        named = names.count(b"content-length") + names.count(b"transfer-encoding")
        lengths, codings = _LENGTH.findall(headers), _CODING.findall(headers)
        begin = len(headers) + 2
        if not named:
            return True
        if named == len(lengths) == 1:
            return len(self._inbox) - begin >= int(lengths[0])
        if named == len(codings) == 1 and codings[0].lower() == b"chunked":
            return _LAST_CHUNK.search(self._inbox, begin - 2) is not None
        return None
