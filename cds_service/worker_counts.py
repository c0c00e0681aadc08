"""Counts of workers that have ended: added up into one file, so that recycling workers for months
neither loses a count nor fills the memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import mark_process_dead

ENDED = "ended"  # in place of a process number


def retire(folder: Path, process: int) -> None:
    """Add the counts of an ended worker to those of the ones before it.

    Only the process that starts the workers may call this, for one at a time.
    """
    mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]
    for kind in ("counter", "histogram"):
        source = folder / f"{kind}_{process}.db"
        if source.is_file():
            _add(source, folder / f"{kind}_{ENDED}.db")


def _add(source: Path, total: Path) -> None:
    """The new sum takes the place of the old one at once: a reader sees the worker's counts twice
    only between two calls to the file system, and never half of a file."""
    fresh = total.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    summed = MmapedDict(str(fresh))  # type: ignore[no-untyped-call]
    for path in (total, source):
        for key, value in _held(path):
            before = summed.read_value(key)[0]  # type: ignore[no-untyped-call]
            summed.write_value(key, before + value, 0.0)  # type: ignore[no-untyped-call]
    summed.close()  # type: ignore[no-untyped-call]
    fresh.replace(total)
    source.unlink()


def _held(path: Path) -> Iterable[tuple[str, float]]:
    if not path.is_file():
        return []
    rows = MmapedDict.read_all_values_from_file(str(path))  # type: ignore[no-untyped-call]
    return [(key, value) for key, value, _, _ in rows]
