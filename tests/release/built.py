"""What is built names no address of a registry and no path of the machine that built it."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.test_tree import MACHINE_PATHS
from tests.release.locked import ROOT

HOME = str(Path.home()).rstrip("/")
LOCAL = (
    *MACHINE_PATHS,
    f"{ROOT}/",
    *([f"{HOME}/"] if HOME else []),
    "file://",
    "--index-url",
    "find-links",
)


def traces(archive: Path, local: tuple[str, ...] = LOCAL) -> list[str]:
    """Each file of a wheel or an sdist that names such a thing, with what it names."""
    return [
        f"{archive.name}: {name}: {trace}"
        for name, content in _files(archive)
        for trace in local
        if trace.encode() in content or trace in name
    ]


def _files(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            yield from ((name, wheel.read(name)) for name in wheel.namelist())
        return
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            if content := packed.extractfile(member):
                yield member.name, content.read()
