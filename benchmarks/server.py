"""The servers that are measured, each alone on the machine, all on the same port.

The floor and the service under the settings of the floor make the ratios; `b2m-cds serve` is what
an operator runs (its own gunicorn settings, two workers of 16 threads).
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.client import CALL, HOST, RunVoid, get, once

ROOT = Path(__file__).parents[1]
START_WITHIN_S = 30
STOP_WITHIN_S = 35  # requests under way have 30 s to end
POLL_S = 0.01
LOG = "server.log"
LOG_SHOWN = 10_000  # characters: the tracebacks of both workers, and of gunicorn itself
NO_SETTINGS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Server:
    """`ready` is a path and the status with which it answers as soon as the server works."""

    name: str
    command: tuple[str, ...]
    ready: tuple[str, int]


@dataclass(frozen=True)
class Running:
    pid: int
    port: int
    start_s: float  # from starting the process to the first answer


def under_gunicorn(name: str, app: str, ready: tuple[str, int]) -> Server:
    """Two workers of four threads, no preload, no access log, on every server that is compared."""
    size = ("--worker-class", "gthread", "--workers", "2", "--threads", "4")
    rest = ("--log-level", "warning", "--no-control-socket", "--bind", f"{HOST}:{{port}}", app)
    return Server(name, (sys.executable, "-m", "gunicorn", *size, *rest), ready)


FLOOR = under_gunicorn("floor", "benchmarks.floor:app", (CALL, 405))
SERVICE = under_gunicorn(
    "service", "cds_service.serve:application(loopback=True)", ("/cds-services", 200)
)
B2M_CDS = (sys.executable, "-c", "from cds_service.cli import main; main()")
SHIPPED = Server("b2m-cds serve", (*B2M_CDS, "serve", "--port", "{port}"), ("/cds-services", 200))


@contextmanager
def running(server: Server, settings: Mapping[str, str] = NO_SETTINGS) -> Iterator[Running]:
    """Start it in an empty folder, with no settings but these, and wait until it answers.

    A RunVoid from within gets the end of the server's log.
    """
    with TemporaryDirectory() as name:
        started = time.monotonic()
        process = _started(server, Path(name), settings)
        try:
            _wait(server, process)
            yield Running(process.pid, port(), time.monotonic() - started)
        except RunVoid as reason:
            raise RunVoid(f"{server.name}: {reason}\n{_end_of_log(Path(name))}".rstrip()) from None
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@cache
def port() -> int:
    """A free port, the same for the whole run."""
    with socket.create_server((HOST, 0)) as free:
        chosen: int = free.getsockname()[1]
    return chosen


def environment() -> dict[str, str]:
    """That of the caller, without settings of the service."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("B2M_")}
    return inherited | {"PYTHONPATH": str(ROOT)}


def _started(server: Server, folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    counters = folder / "counters"
    counters.mkdir()
    variables = {"PROMETHEUS_MULTIPROC_DIR": str(counters), **settings}
    command = [part.format(port=port()) for part in server.command]
    with (folder / LOG).open("ab") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, env=environment() | variables
        )


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    path, status = server.ready
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            if asyncio.run(once(port(), get(path))).status == status:
                return
        except RunVoid:
            pass
        time.sleep(POLL_S)
    raise RunVoid("did not start")


def _end_of_log(folder: Path) -> str:
    return (folder / LOG).read_text(encoding="utf-8", errors="replace")[-LOG_SHOWN:]
