"""CPU and latency of one server, measured from outside while one connection asks and asks."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

HOST = "127.0.0.1"
PATH = "/cds-services/b2m-patient-view"
GUNICORN = [
    *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2"),
    *("--threads", "4", "--log-level", "warning", "--no-control-socket"),
]
START_WITHIN_S = 20
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class RunVoid(Exception):
    """A run that must not be counted: an error, or an answer without a card."""


@dataclass(frozen=True)
class Cost:
    cpu_ms: float  # per request, whole process tree
    p50_ms: float


def cost_of(app: str, body: bytes, requests: int, log: Path, *, folder: Path | None = None) -> Cost:
    """Start the app under gunicorn, alone on the machine; warm it up; measure."""
    with _running(app, log, folder) as (pid, port):
        _ask(port, body, requests // 5)
        before = _cpu_ticks(pid)
        times = _ask(port, body, requests)
        spent_s = (_cpu_ticks(pid) - before) / TICKS_PER_S
    return Cost(cpu_ms=1000 * spent_s / requests, p50_ms=1000 * median(times))


@contextmanager
def _running(app: str, log: Path, folder: Path | None) -> Iterator[tuple[int, int]]:
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
    with log.open("ab") as out:
        command = [*GUNICORN, "--bind", f"{HOST}:{port}", app]
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder)
    try:
        _wait_for(process, port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(timeout=START_WITHIN_S)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RunVoid("the server did not start")


def _ask(port: int, body: bytes, requests: int) -> list[float]:
    """Seconds that each answer took."""
    with closing(HTTPConnection(HOST, port, timeout=10)) as connection:
        try:
            return [_ask_once(connection, body) for _ in range(requests)]
        except (OSError, HTTPException) as failure:
            raise RunVoid(f"no answer, {type(failure).__name__}") from None


def _ask_once(connection: HTTPConnection, body: bytes) -> float:
    start = time.perf_counter()
    connection.request("POST", PATH, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    took = time.perf_counter() - start
    if answer.status != HTTPStatus.OK or not json.loads(text)["cards"]:
        raise RunVoid(f"status {answer.status}, or no card")
    return took


def _cpu_ticks(pid: int) -> int:
    """utime + stime + cutime + cstime of a process and of its living descendants."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
    own = sum(int(field) for field in after_name.split()[11:15])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return own + sum(_cpu_ticks(int(child)) for child in children)
