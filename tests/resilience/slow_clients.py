"""Clients that send a byte now and then: they take no thread, and are told to go in the end."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from socket import socket
from threading import Event, Thread

from tests.resilience.callers import Request, Tally, callers
from tests.resilience.raw import answer_on, connected, head, status_of
from tests.resilience.served import Served

SILENT = b""
IN_THE_HEAD = head()[:40]
IN_THE_BODY = head("Content-Length: 1000") + b"{"
IN_A_CHUNK = head("Transfer-Encoding: chunked") + b"400\r\n{"
BETWEEN_BYTES_S = 0.5
PROBE = Request("GET", "/livez", b"")


@contextmanager
def slow_clients(port: int, how_many: int) -> Iterator[Counter[int]]:
    """As many of each kind, until the block ends; how they were answered is known then."""
    told: Counter[int] = Counter()
    enough = Event()
    with ExitStack() as opened:
        connections = []
        for begin in (SILENT, IN_THE_HEAD, IN_THE_BODY, IN_A_CHUNK):
            for _ in range(how_many):
                connection = opened.enter_context(connected(port))
                connection.sendall(begin)
                connections.append((begin, connection))
        dripping = [connection for begin, connection in connections if begin]
        drip = Thread(target=_drip, args=(dripping, enough))
        drip.start()
        try:
            yield told
        finally:
            enough.set()
            drip.join()
            told.update(status_of(answer_on(connection)) for connection in dripping)


def _drip(connections: Iterable[socket], enough: Event) -> None:
    while not enough.wait(BETWEEN_BYTES_S):
        for connection in connections:
            try:
                connection.sendall(b"x")
            except OSError:
                continue


def slowloris(service: Served, seconds: float = 15, how_many: int = 50) -> Iterator[str]:
    """Cards and /livez are answered meanwhile; the slow get 408 after ten seconds."""
    before = service.pss_mb()
    with slow_clients(service.port, how_many) as told:
        tallies = [
            _answered(service.port, seconds / 2, PROBE),
            _answered(service.port, seconds / 2),
        ]
        after = service.pss_mb()
    for name, tally in zip(("/livez", "cards"), tallies, strict=True):
        assert set(tally.answers) == {200}, tally.answers
        assert not tally.lost, tally.lost
        yield f"{name}: {tally.answers[200]} answers, p99 {tally.p99_ms:.0f} ms"
    yield f"{4 * how_many} slow clients were answered {dict(told)}"
    yield f"memory (PSS) {before:.0f} MB before, {after:.0f} MB meanwhile"
    assert set(told) == {408}, told


def _answered(port: int, seconds: float, request: Request | None = None) -> Tally:
    with callers(port, 2, request) as tally:
        time.sleep(seconds)
    return tally
