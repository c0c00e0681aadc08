"""What a server and its workers have used, read from /proc (Linux): CPU time and memory."""

import os
from collections.abc import Iterator
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def tree(pid: int) -> Iterator[int]:
    """A process and its living descendants, whichever thread has started them."""
    yield pid
    for thread in (PROC / str(pid) / "task").glob("*"):
        for child in _read(pid, f"task/{thread.name}/children").split():
            yield from tree(int(child))


def cpu_ticks(pid: int) -> int:
    """Clock ticks that the tree has computed, with those of children that have ended."""
    return sum(ticks_in(stat) for member in tree(pid) if (stat := _read(member, "stat")))


def pss_mb(pid: int) -> float:
    """Proportional set size of the tree in MB: pages that processes share count once."""
    return sum(pss_kib_in(_read(member, "smaps_rollup")) for member in tree(pid)) * 1024 / 1e6


def ticks_in(stat: str) -> int:
    """utime + stime + cutime + cstime: fields 14 to 17 of proc(5), counted behind the name, which
    may hold spaces and brackets."""
    return sum(int(field) for field in stat.rpartition(")")[2].split()[11:15])


def pss_kib_in(smaps_rollup: str) -> int:
    """The line `Pss:`; 0 for a process that has just ended."""
    for line in smaps_rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _read(pid: int, name: str) -> str:
    """Empty for a process that has ended in the meantime."""
    try:
        return (PROC / str(pid) / name).read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
