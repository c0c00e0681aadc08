"""What one server costs under one load, and floor and service in turn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.client import Load
from benchmarks.figure import Figure, figure
from benchmarks.generator import OWN, PREFERRED, Generator
from benchmarks.process import TICKS_PER_S, cpu_ticks
from benchmarks.server import FLOOR, SERVICE, Running, Server

FINEST_TICKS = 100  # below, a clock tick is more than a hundredth of what was measured
COARSE = "A run spent fewer than 100 clock ticks: CPU is coarse. Measure longer (`--seconds`)."
WARM_UP_CONNECTIONS = 4
T = TypeVar("T")
Pair = tuple[T, T]  # floor, service


@dataclass(frozen=True)
class Effort:
    """How often and how long; a quick look proves that the bench works, not what is true."""

    pairs: int = 5
    seconds: float = 4
    warm_up_s: float = 2
    patients: int = 5_000  # of the bulk part
    generator: Generator = PREFERRED


WHOLE = Effort()
QUICK = Effort(pairs=1, seconds=1, warm_up_s=0.2, patients=200)


def is_less(effort: Effort) -> bool:
    """Too little for the record?"""
    return effort.pairs < WHOLE.pairs or effort.seconds < WHOLE.seconds


@dataclass(frozen=True)
class Cost:
    """Of one request: CPU time of the whole process tree, and what the generator saw."""

    cpu_ms: float
    ticks: int
    load: Load

    @property
    def p50_ms(self) -> float:
        return self.load.p50_ms

    @property
    def p99_ms(self) -> float:
        return self.load.p99_ms

    @property
    def per_second(self) -> float:
        return self.load.per_second


def cost_of(
    server: Running, body: bytes, connections: int, effort: Effort, *, cards: bool = True
) -> Cost:
    """CPU is counted from before the first request to after the last; one tick at least."""
    before = cpu_ticks(server.pid)
    load = effort.generator.keep_asking(server.port, body, connections, effort.seconds, cards=cards)
    ticks = max(1, cpu_ticks(server.pid) - before)
    return Cost(1000 * ticks / TICKS_PER_S / load.requests, ticks, load)


def warm_up(server: Running, body: bytes, effort: Effort) -> None:
    OWN.keep_asking(server.port, body, WARM_UP_CONNECTIONS, effort.warm_up_s)


def in_turn(pairs: int, measure: Callable[[Server], T]) -> list[Pair[T]]:
    """Floor, service, floor, service ... so that whatever else the machine does weighs on both."""
    return [(measure(FLOOR), measure(SERVICE)) for _ in range(pairs)]


def caution(costs: Iterable[Cost]) -> tuple[str, ...]:
    """A paragraph where CPU time was too short to be counted in ticks."""
    return (COARSE,) if any(cost.ticks < FINEST_TICKS for cost in costs) else ()


def ratio(pairs: Iterable[Pair[Cost]], name: str) -> Figure:
    """Service to floor, each within its pair."""
    return figure(getattr(service, name) / getattr(floor, name) for floor, service in pairs)


def both(pairs: Iterable[Pair[Cost]], name: str) -> Pair[Figure]:
    """Floor and service by themselves."""
    floors, services = zip(*pairs, strict=True)
    return (
        figure(getattr(cost, name) for cost in floors),
        figure(getattr(cost, name) for cost in services),
    )
