"""Many callers for minutes, and a server that is told to stop or loses a worker under them."""

import os
import signal
import time
from collections.abc import Iterator

from tests.resilience.callers import Request, Tally, callers
from tests.resilience.served import Served

MAY_GROW_MB = 15  # by what 64 requests at a time hold, not by what stays of each
# The kernel may let in a caller between a worker's last look and the end of its listener.
MAY_BE_RESET = 3
FRESH = Request(headers={"Connection": "close"})


def load(service: Served, seconds: float = 120) -> Iterator[str]:
    """16 and 64 connections, half the time each: no error, no growth."""
    with callers(service.port, 64):
        time.sleep(10)
    before = service.pss_mb()
    for connections in (16, 64):
        with callers(service.port, connections) as tally:
            time.sleep(seconds / 2)
        assert set(tally.answers) == {200}, tally.answers
        assert not tally.lost, tally.lost
        yield f"{connections} connections: {_figures(tally, seconds / 2)}"
    after = service.pss_mb()
    yield f"memory (PSS) after 10 s {before:.0f} MB, at the end {after:.0f} MB"
    assert after - before < MAY_GROW_MB


def sigterm(service: Served, seconds: float = 3) -> Iterator[str]:
    """Told to stop while 16 kept and 4 new connections at a time ask: what was sent is answered."""
    with callers(service.port, 16) as kept, callers(service.port, 4, FRESH) as fresh:
        time.sleep(seconds)
        before, began = kept.answers[200] + fresh.answers[200], time.monotonic()
        status = service.stop()
        took = time.monotonic() - began
    after = kept.answers[200] + fresh.answers[200] - before
    yield f"{before} answers before SIGTERM, {after} after, exit {status} within {took:.1f} s"
    lost = kept.lost + fresh.lost
    yield f"lost: {lost['kept']} on kept connections, {lost['new']} on new ones"
    assert status == 0
    assert set(kept.answers) == set(fresh.answers) == {200}
    assert not lost["kept"]
    assert lost["new"] < MAY_BE_RESET


def kill(service: Served, seconds: float = 9) -> Iterator[str]:
    """Three times a worker is killed under 16 connections: only its own requests are lost."""
    connections, kills = 16, 3
    with callers(service.port, connections) as tally:
        for _ in range(kills):
            time.sleep(seconds / kills)
            os.kill(service.workers[0], signal.SIGKILL)
        time.sleep(seconds / kills)
    yield f"{tally.answers[200]} answers, {_lost(tally)} lost in {kills} kills"
    assert set(tally.answers) == {200}, tally.answers
    assert 0 < _lost(tally) <= kills * connections


def _figures(tally: Tally, seconds: float) -> str:
    rate = tally.answers[200] / seconds
    return (
        f"{tally.answers[200]} answers ({rate:.0f} a second), none lost, "
        f"p50 {tally.p50_ms:.0f} ms, p99 {tally.p99_ms:.0f} ms"
    )


def _lost(tally: Tally) -> int:
    return tally.lost.total()
