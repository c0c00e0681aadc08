"""The load generators to choose from: wrk where it is installed, else our own."""

from dataclasses import dataclass
from typing import Protocol

from benchmarks import client, wrk
from benchmarks.client import Load


class KeepAsking(Protocol):
    """Asks on so many connections for so long; raises RunVoid for any error."""

    def __call__(
        self, port: int, body: bytes, connections: int, seconds: float, *, cards: bool = True
    ) -> Load: ...


@dataclass(frozen=True)
class Generator:
    """`note` says what it costs the measurement."""

    name: str
    note: str
    keep_asking: KeepAsking


OWN = Generator(
    "own",
    "Load generator: our own, in one process. It takes about as much CPU as the floor; at 16 "
    "connections rates and latencies of both sides suffer from that, CPU per request does not.",
    client.keep_asking,
)
WRK = Generator(
    "wrk",
    "Load generator: wrk with one thread, on the cores of the server: rates are lower bounds.",
    wrk.keep_asking,
)
GENERATORS = {known.name: known for known in ((WRK, OWN) if wrk.installed() else (OWN,))}
PREFERRED = next(iter(GENERATORS.values()))
