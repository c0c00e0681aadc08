"""CPU per request and latency at 1 and 16 connections: floor and service in turn."""

from dataclasses import dataclass

from benchmarks.cost import (
    Cost,
    Effort,
    Pair,
    both,
    caution,
    cost_of,
    in_turn,
    ratio,
    warm_up,
)
from benchmarks.figure import Figure, figure
from benchmarks.fixture import body
from benchmarks.part import Part, table
from benchmarks.process import pss_mb
from benchmarks.server import Server, running

SHOWN = (
    ("cpu_ms", "CPU ms per request", 3),
    ("p50_ms", "p50 ms", 2),
    ("p99_ms", "p99 ms", 2),
    ("per_second", "requests/s", 0),
)


@dataclass(frozen=True)
class Measured:
    """One server, alone: at one connection, at sixteen, and its memory after that, in MB."""

    one: Cost
    sixteen: Cost
    pss: float


def load(effort: Effort) -> Part:
    request = body()
    pairs = in_turn(effort.pairs, lambda server: _measure(server, request, effort))
    one = [(floor.one, service.one) for floor, service in pairs]
    sixteen = [(floor.sixteen, service.sixteen) for floor, service in pairs]
    head = ["connections", "", "floor", "service", "service / floor"]
    rows = [*_rows("1", one), *_rows("16", sixteen), _memory(pairs)]
    size = f"20 Observations, {len(request):,} bytes, {effort.pairs} pairs."
    doubts = caution(cost for pair in (*one, *sixteen) for cost in pair)
    text = (f"{size} {effort.generator.note}", table(head, rows), *doubts)
    return Part("Load", text, _figures(one, sixteen))


def _measure(server: Server, request: bytes, effort: Effort) -> Measured:
    with running(server) as started:
        warm_up(started, request, effort)
        one = cost_of(started, request, 1, effort)
        sixteen = cost_of(started, request, 16, effort)
        return Measured(one, sixteen, pss_mb(started.pid))


def _figures(one: list[Pair[Cost]], sixteen: list[Pair[Cost]]) -> dict[str, Figure]:
    cpu = ratio(sixteen, "cpu_ms")
    return {
        "cpu-1": ratio(one, "cpu_ms"),
        "cpu-16": cpu,
        "framework": cpu,
        "p50-1": ratio(one, "p50_ms"),
        "p50-1-ms": both(one, "p50_ms")[1],
        "p99-16": ratio(sixteen, "p99_ms"),
    }


def _rows(connections: str, pairs: list[Pair[Cost]]) -> list[list[str]]:
    return [
        [
            connections,
            what,
            *(of_one.written(digits) for of_one in both(pairs, name)),
            ratio(pairs, name).written(),
        ]
        for name, what, digits in SHOWN
    ]


def _memory(pairs: list[Pair[Measured]]) -> list[str]:
    floor = figure(floor.pss for floor, _ in pairs)
    service = figure(service.pss for _, service in pairs)
    of_both = figure(service.pss / floor.pss for floor, service in pairs)
    return ["after", "PSS MB, no preload", floor.written(0), service.written(0), of_both.written()]
