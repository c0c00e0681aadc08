"""Cold start and memory of what an operator runs: `b2m-cds serve`.

Start: from starting the process to the first answer, byte code compiled. Memory: the proportional
set size of master and two workers after load. The floor takes turns with it.
"""

from benchmarks.cost import Effort, cost_of, warm_up
from benchmarks.figure import figure
from benchmarks.fixture import body
from benchmarks.part import Part, table
from benchmarks.process import pss_mb
from benchmarks.server import FLOOR, SHIPPED, Server, running


def start(effort: Effort) -> Part:
    _start(SHIPPED, effort)  # compiles what is imported, and is not counted
    runs = [(_start(FLOOR, effort), _start(SHIPPED, effort)) for _ in range(effort.pairs)]
    (floor_s, floor_mb), (service_s, service_mb) = (
        tuple(figure(values) for values in zip(*of_one, strict=True))
        for of_one in zip(*runs, strict=True)
    )
    rows = [
        ["cold start, s", floor_s.written(), service_s.written()],
        ["PSS after load, MB", floor_mb.written(0), service_mb.written(0)],
    ]
    figures = {"start": service_s, "pss": service_mb}
    text = table(["", "floor, 2 × 4 threads", "`b2m-cds serve`, 2 × 16 threads"], rows)
    return Part("Start and memory", (text,), figures)


def _start(server: Server, effort: Effort) -> tuple[float, float]:
    """Seconds to the first answer, MB after load."""
    request = body()
    with running(server) as started:
        warm_up(started, request, effort)
        cost_of(started, request, 16, effort)
        return started.start_s, pss_mb(started.pid)
