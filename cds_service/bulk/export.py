"""The files of a FHIR Bulk Data export: NDJSON, plain or gzip.

http://hl7.org/fhir/uv/bulkdata/. The type of a resource is taken from the resource, never from the
name of its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cds_service.services import PATIENT_VIEW

ENDINGS = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
GZIP_RATIO = 10  # NDJSON of FHIR shrinks about so much
# The resource types that the service asks for; all others of an export are left unread.
KINDS = tuple(
    dict.fromkeys(query.split("?")[0].split("/")[0] for query in PATIENT_VIEW.prefetch.values())
)


class NoExport(Exception):
    """The folder holds nothing to read; the message says so for a person."""


@dataclass(frozen=True)
class Export:
    """The files of an export, in the order of their names."""

    folder: Path
    files: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Bytes of NDJSON, about."""
        return sum(_size(path) for path in self.files)

    @property
    def made(self) -> datetime:
        """When the newest file was written: what counts as now, unless somebody says otherwise."""
        newest = max(path.stat().st_mtime for path in self.files)
        return datetime.fromtimestamp(newest, UTC)

    @property
    def state(self) -> list[list[object]]:
        """Names, sizes and times: another list means that the export has changed."""
        return [
            [str(path.relative_to(self.folder)), path.stat().st_size, path.stat().st_mtime_ns]
            for path in self.files
        ]


def export_in(folder: Path) -> Export:
    """All NDJSON files of a folder and the folders in it; raises NoExport."""
    found = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(ENDINGS))
    if not found:
        raise NoExport(f"No NDJSON file in {folder}: expected *.ndjson or *.ndjson.gz.")
    return Export(folder, tuple(found))


def _size(path: Path) -> int:
    return path.stat().st_size * (GZIP_RATIO if path.suffix == ".gz" else 1)
