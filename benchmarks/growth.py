"""How the cost grows with the length of the history, which is the client's choice.

The floor reads the same body, so what is left is selecting, mapping, ruling and writing. One
connection of our own client: sender and server work by turns, and neither slows the other.
"""

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.cost import Cost, Effort, Pair, both, cost_of, in_turn, warm_up
from benchmarks.figure import Figure, figure
from benchmarks.fixture import body, empty_history
from benchmarks.generator import OWN
from benchmarks.part import Part, table
from benchmarks.server import FLOOR, Server, running

SIZES = (20, 200, 2_000, 5_000)
LINEAR_FROM, LONGEST = 200, 5_000
EMPTY = 0

Costs = dict[int, Cost]  # by number of Observations


def growth(effort: Effort) -> Part:
    effort = replace(effort, seconds=effort.seconds / 2, generator=OWN)
    bodies = {EMPTY: empty_history()} | {size: body(size) for size in SIZES}
    pairs = in_turn(effort.pairs, lambda server: _measure(server, bodies, effort))
    head = [
        "Observations",
        "bytes",
        "floor CPU ms",
        "service CPU ms",
        "µs per Observation",
        "p50 ms",
    ]
    rows = [_row(size, len(request), pairs) for size, request in bodies.items()]
    return Part("Growth", (table(head, rows), _verdict(pairs)), _figures(pairs))


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
    p50 = both(_of(size, pairs), "p50_ms")[1]
    each = _per_observation_us(size, pairs).written(1) if size else ""
    return [f"{size:,}", f"{length:,}", floor.written(), service.written(), each, p50.written(1)]


def _per_observation_us(size: int, pairs: Sequence[Pair[Costs]]) -> Figure:
    """CPU beyond the floor's for the same body."""
    return figure(
        1000 * (service.cpu_ms - floor.cpu_ms) / size for floor, service in _of(size, pairs)
    )


def _rise(pairs: list[Pair[Costs]]) -> Figure:
    """Per cent by which an Observation of a long history costs more; within each pair."""
    short, long = (_per_observation_us(size, pairs) for size in (LINEAR_FROM, LONGEST))
    return figure(
        100 * (late / early - 1) for early, late in zip(short.values, long.values, strict=True)
    )


def _verdict(pairs: list[Pair[Costs]]) -> str:
    rise = _rise(pairs)
    steps = " to ".join(f"{size:,}" for size in (LINEAR_FROM, LONGEST))
    return f"Per Observation, {steps}: {rise.middle:+.0f} % (at most +25 % counts as linear)."


def _figures(pairs: list[Pair[Costs]]) -> dict[str, Figure]:
    return {"growth": _rise(pairs), "longest": both(_of(LONGEST, pairs), "p50_ms")[1]}


def _of(size: int, pairs: Sequence[Pair[Costs]]) -> list[Pair[Cost]]:
    return [(floor[size], service[size]) for floor, service in pairs]
