"""`b2m-cds serve` on a free port of loopback, as a user starts it, and what it costs."""

import os
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from cds_service.ports import listen
from cds_service.serve import gunicorn_arguments
from tests.cds_service.command_line import B2M_CDS, Started, answers

SERVICE = "/cds-services/b2m-patient-view"
FEEDBACK = f"{SERVICE}/feedback"
STARTS_WITHIN_S = 50
STOPS_WITHIN_S = 40
# The same server, with less patience for slow clients than a test has.
IMPATIENT = """
import sys
import cds_service.gunicorn_arrival, cds_service.gunicorn_worker
from gunicorn.app.wsgiapp import run
cds_service.gunicorn_arrival.RECEIVE_S = cds_service.gunicorn_worker.REST_S = 1.0
run()
"""
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Served:
    """A running service: its port, its first process, its folder and what it writes."""

    port: int
    process: Started
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    @property
    def workers(self) -> list[int]:
        first = self.process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii")
        return [int(child) for child in children.split()]

    def pss_mb(self) -> float:
        """Memory of all its processes, shared pages counted once."""
        processes = [self.process.pid, *self.workers]
        return sum(_pss_kb(process) for process in processes) / 1000

    def stop(self) -> int:
        """Tell it to stop as an operator does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOPS_WITHIN_S)


def _pss_kb(process: int) -> int:
    text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    found = _PSS.search(text)
    assert found is not None
    return int(found[1])


def _command(port: int, *, impatient: bool) -> list[str]:
    if impatient:
        return [sys.executable, "-c", IMPATIENT, *gunicorn_arguments("127.0.0.1", port)]
    return [*B2M_CDS, "serve", "--port", str(port)]


@contextmanager
def served(
    settings: Mapping[str, str] = MappingProxyType({}), *, impatient: bool = False
) -> Iterator[Served]:
    """Two workers of sixteen threads with these settings; gone at the end, however it ends."""
    with TemporaryDirectory() as name, listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
        free.close()
        folder = Path(name)
        environment = os.environ | {"B2M_CDS_SITE_KEY": "key"} | dict(settings)
        command = _command(port, impatient=impatient)
        with (
            (folder / "log").open("wb") as log,
            Started(command, cwd=folder, stderr=log, env=environment) as process,
        ):
            answers(f"http://127.0.0.1:{port}/livez", seconds=STARTS_WITHIN_S)
            running = Served(port, process, folder)
            yield running
            if process.poll() is None:
                running.stop()
