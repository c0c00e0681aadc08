"""Callers that ask and ask over kept-alive connections, and count what becomes of each request."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from statistics import quantiles
from threading import Event

from benchmarks.fixture import body
from tests.resilience.served import SERVICE

PATIENCE_S = 30
JSON = {"Content-Type": "application/json"}


@dataclass
class Tally:
    """Answers by status; requests without a whole answer, by the age of their connection (kept or
    new); seconds to each answer."""

    answers: Counter[int] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def p50_ms(self) -> float:
        return 1000 * quantiles(self.seconds, n=100)[49]

    @property
    def p99_ms(self) -> float:
        return 1000 * quantiles(self.seconds, n=100)[98]


@dataclass(frozen=True)
class Request:
    """What a caller sends over and over."""

    method: str = "POST"
    path: str = SERVICE
    content: bytes = field(default_factory=body)
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0


@contextmanager
def callers(port: int, connections: int, request: Request | None = None) -> Iterator[Tally]:
    """Ask until the block ends, or until nobody listens any more."""
    tally, enough, asked = Tally(), Event(), request or Request()
    with ThreadPoolExecutor(connections) as pool:
        asking = [pool.submit(_ask, port, asked, tally, enough) for _ in range(connections)]
        try:
            yield tally
        finally:
            enough.set()
            wait(asking, PATIENCE_S)
    for done in asking:
        done.result()


def _ask(port: int, request: Request, tally: Tally, enough: Event) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)) as connection:
        while not enough.is_set():
            kept = connection.sock is not None
            try:
                if not kept:
                    connection.connect()
            except OSError:
                return
            _ask_once(connection, request, tally, "kept" if kept else "new")
            enough.wait(request.pause_s)


def _ask_once(connection: HTTPConnection, request: Request, tally: Tally, kind: str) -> None:
    """One request on an open connection."""
    start = time.perf_counter()
    try:
        connection.request(request.method, request.path, request.content, JSON | request.headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        tally.lost[kind] += 1
    else:
        tally.answers[answer.status] += 1
        tally.seconds.append(time.perf_counter() - start)
