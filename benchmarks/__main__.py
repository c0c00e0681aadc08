"""What the service costs per request, as a ratio to a bare Flask measured in the same run.

Floor and service take turns, and each ratio is formed within its pair, so that whatever else the
machine does weighs on both. CPU is the figure; times at one connection are context.
"""

import os
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click

from benchmarks.fixture import body
from benchmarks.measure import Cost, RunVoid, cost_of

FLOOR, SERVICE = "benchmarks.floor:app", "cds_service.serve:application(loopback=True)"
NOISY_LOAD_PER_CORE = 1.5


@click.command(help=__doc__)
@click.option("--pairs", default=5, show_default=True)
@click.option("--requests", default=1500, show_default=True, help="per server and pair")
def main(pairs: int, requests: int) -> None:
    if not Path("/proc/self/stat").exists():
        sys.exit("CPU per request is read from /proc, which this system does not have.")
    request = body()
    click.echo(f"{len(request)} bytes, {requests} requests per run, one connection")
    try:
        measured = [_pair(request, requests) for _ in range(pairs)]
    except RunVoid as reason:
        sys.exit(f"Void: {reason}.")
    _report(measured)


def _pair(request: bytes, requests: int) -> tuple[Cost, Cost]:
    with TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        try:
            floor = cost_of(FLOOR, request, requests, log)
            service = cost_of(SERVICE, request, requests, log)
        except RunVoid:
            click.echo(log.read_text(encoding="utf-8")[-2000:], err=True)
            raise
    click.echo(f"  floor   {_line(floor)}\n  service {_line(service)}")
    return floor, service


def _line(cost: Cost) -> str:
    return f"CPU {cost.cpu_ms:.3f} ms, p50 {cost.p50_ms:.2f} ms"


def _report(measured: list[tuple[Cost, Cost]]) -> None:
    for name in ("cpu_ms", "p50_ms"):
        ratios = [getattr(service, name) / getattr(floor, name) for floor, service in measured]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        click.echo(f"{name}: {median(ratios):.2f} x floor (median of {len(ratios)}, {spread})")
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > NOISY_LOAD_PER_CORE * cores:
        click.echo(f"noisy: load average {load:.1f} on {cores} cores; keep the ratio of CPU only")


if __name__ == "__main__":
    main()
