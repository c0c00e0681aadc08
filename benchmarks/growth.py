"""How the cost grows with the length of the history, which is the client's choice.

The floor reads the same body, so what is left is selecting, mapping, ruling and writing. One
connection of our own client: sender and server work by turns, and neither slows the other.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.cost import Cost, Effort, Pair, both, caution, cost_of, in_turn, warm_up
from benchmarks.figure import Figure, figure
from benchmarks.fixture import body, empty_history
from benchmarks.generator import OWN
from benchmarks.part import Part, table
from benchmarks.server import FLOOR, Server, running

SIZES = (20, 200, 2_000, 5_000)
LINEAR_FROM, LONGEST = 200, 5_000
EMPTY = 0
HEAD = (
    *("Observations", "bytes", "floor CPU ms", "service CPU ms", "µs per Observation"),
    *("µs per further one", "floor p50 ms", "service p50 ms"),
)

Costs = dict[int, Cost]  # by number of Observations


def growth(effort: Effort) -> Part:
    effort = replace(effort, seconds=effort.seconds / 2, generator=OWN)
    bodies = {EMPTY: empty_history()} | {size: body(size) for size in SIZES}
    pairs = in_turn(effort.pairs, lambda server: _measure(server, bodies, effort))
    rows = [_row(size, len(request), pairs) for size, request in bodies.items()]
    doubts = caution(cost for pair in pairs for costs in pair for cost in costs.values())
    return Part("Growth", (table(HEAD, rows), _verdict(pairs), *doubts), figures(pairs))


def _measure(server: Server, bodies: dict[int, bytes], effort: Effort) -> Costs:
    """All bodies on one connection each; only the service has nothing to say of no history."""
    with running(server) as started:
        warm_up(started, bodies[SIZES[0]], effort)
        return {
            size: cost_of(started, request, 1, effort, cards=size != EMPTY or server is FLOOR)
            for size, request in bodies.items()
        }


def _row(size: int, length: int, pairs: list[Pair[Costs]]) -> list[str]:
    floor, service = both(_of(size, pairs), "cpu_ms")
    floor_p50, service_p50 = both(_of(size, pairs), "p50_ms")
    each = _per_observation_us(size, pairs).written(1) if size else ""
    further = _per_further_us(size, pairs).written(1) if size in SIZES[1:] else ""
    cpu = [floor.written(), service.written(), each, further]
    return [f"{size:,}", f"{length:,}", *cpu, floor_p50.written(1), service_p50.written(1)]


def _excess_ms(size: int, pairs: Sequence[Pair[Costs]]) -> list[float]:
    """CPU beyond the floor's for the same body, in each pair."""
    return [service.cpu_ms - floor.cpu_ms for floor, service in _of(size, pairs)]


def _per_observation_us(size: int, pairs: Sequence[Pair[Costs]]) -> Figure:
    return figure(1000 * excess / size for excess in _excess_ms(size, pairs))


def _per_further_us(size: int, pairs: Sequence[Pair[Costs]]) -> Figure:
    """What each Observation adds to the next smaller size: without the share of a fixed cost."""
    smaller = SIZES[SIZES.index(size) - 1]
    costs = zip(_excess_ms(smaller, pairs), _excess_ms(size, pairs), strict=True)
    return figure(1000 * (more - less) / (size - smaller) for less, more in costs)


def _rise(pairs: list[Pair[Costs]]) -> Figure:
    """Per cent by which an Observation of a long history costs more; within each pair."""
    short, long = (_per_observation_us(size, pairs) for size in (LINEAR_FROM, LONGEST))
    return figure(
        100 * (late / early - 1) if early > 0 else math.inf
        for early, late in zip(short.values, long.values, strict=True)
    )


def _verdict(pairs: list[Pair[Costs]]) -> str:
    rise = _rise(pairs)
    steps = " to ".join(f"{size:,}" for size in (LINEAR_FROM, LONGEST))
    return f"Per Observation, {steps}: {rise.middle:+.0f} % (at most +25 % counts as linear)."


def figures(pairs: list[Pair[Costs]]) -> dict[str, Figure]:
    return {"growth": _rise(pairs), "longest": both(_of(LONGEST, pairs), "p50_ms")[1]}


def _of(size: int, pairs: Sequence[Pair[Costs]]) -> list[Pair[Cost]]:
    return [(floor[size], service[size]) for floor, service in pairs]
