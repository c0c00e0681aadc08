"""Silent evaluation: patients per second and peak memory of `b2m-cds evaluate`.

The export comes from the generator of synthetic patients. A few of them have long histories and
cost most, so the rate is that of this mix.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.client import RunVoid
from benchmarks.cost import Effort
from benchmarks.figure import figure
from benchmarks.part import Part, table
from benchmarks.process import pss_mb
from benchmarks.server import B2M_CDS, environment

AS_OF = "2026-11-20"
SAMPLE_EVERY_S = 0.25
TITLE = "Bulk evaluation"
HEAD = ["patients", "Observations", "s", "CPU s", "patients/s", "peak PSS MB"]
NOT_THERE = "This version has no `b2m-cds evaluate`."


@dataclass(frozen=True)
class Used:
    seconds: float
    cpu_s: float
    peak_mb: float


def bulk(effort: Effort) -> Part:
    with TemporaryDirectory() as folder:
        if _failure([*B2M_CDS, "evaluate", "--help"], folder):
            return Part(TITLE, (NOT_THERE,))
        cohort = [sys.executable, "-m", "cds_service.demo.cohort", "export", "--as-of", AS_OF]
        if failure := _failure([*cohort, "-n", str(effort.patients)], folder):
            raise RunVoid(f"no export: {failure}")
        used = _evaluated(folder)
        observations = _lines(Path(folder, "export", "Observation.ndjson"))
    rate = effort.patients / used.seconds
    spent = [f"{used.seconds:.1f}", f"{used.cpu_s:.1f}", f"{rate:,.0f}", f"{used.peak_mb:.0f}"]
    row = [f"{effort.patients:,}", f"{observations:,}", *spent]
    return Part(TITLE, (table(HEAD, [row]),), {"bulk": figure([rate])})


def _failure(command: Sequence[str], folder: str) -> str:
    """The end of what a command complained of; empty when it succeeded."""
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    return (done.stderr[-2000:] or "no reason given") if done.returncode else ""


def _evaluated(folder: str) -> Used:
    """From starting the command to its report; memory of all its processes, sampled."""
    command = [*B2M_CDS, "evaluate", "export", "--out", "out", "--as-of", AS_OF]
    cpu_before, started, peak = _cpu_s(), time.monotonic(), 0.0
    with Path(folder, "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=log, stderr=log)
        while process.poll() is None:
            peak = max(peak, pss_mb(process.pid))
            time.sleep(SAMPLE_EVERY_S)
    if process.returncode or not Path(folder, "out", "report.html").exists():
        raise RunVoid(f"no report: {Path(folder, 'log').read_text(encoding='utf-8')[-2000:]}")
    return Used(time.monotonic() - started, _cpu_s() - cpu_before, peak)


def _cpu_s() -> float:
    """Of all processes that this one has started and that have ended, with their own."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def _lines(path: Path) -> int:
    with path.open("rb") as rows:
        return sum(1 for _ in rows)
