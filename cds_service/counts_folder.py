"""The folder in which the workers count, named before anything that counts is imported."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

FOLDER_PREFIX = "b2m-cds-metrics-"


def new_folder(memory: Path) -> Path:
    """An empty folder of this start, in memory where there is such a place."""
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=parent))


def empty(folder: Path) -> None:
    """Remove what an earlier start has left."""
    for path in folder.glob("*.db"):
        path.unlink(missing_ok=True)
