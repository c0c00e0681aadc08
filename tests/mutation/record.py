"""Which modules were run to the end, when and with what result: `record.md`, written by the runner.

A row keeps the first digits of its module's hash, so that a module changed since is due again.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path

from tests.mutation.mutants import Source, names

RECORD = Path(__file__).with_name("record.md")
HEAD = """# Modules of `cds_service/rules` run to the end

Written by `python -m tests.mutation MODULE...`, with `--quick` only where it leaves no mutant; do
not edit. A row tells what held on its date: of all mutants so many were killed by a test, in this
run or an earlier one of the same source (`--again`), so many are listed in `equivalents.toml` with
their reason, and so many were left. `source` is the start of the module's SHA-256;
`python -m tests.mutation --due` names the modules that have no row, changed since, or had mutants
left.

| module | date | source | mutants | killed | equivalent | left |
|---|---|---|---:|---:|---:|---:|
"""


@dataclass(frozen=True)
class Row:
    """One module's last run."""

    module: str
    date: str
    source: str
    mutants: int
    killed: int
    equivalent: int
    left: int


def recorded(path: Path = RECORD) -> dict[str, Row]:
    """The last run of each module that had one."""
    text = path.read_text("utf-8") if path.exists() else HEAD
    _, _, body = text.partition("---:|\n")
    rows = [_row(line) for line in body.splitlines()]
    return {row.module: row for row in rows}


def _row(line: str) -> Row:
    module, date, source, *counts = line.strip("| ").split(" | ")
    mutants, killed, equivalent, left = map(int, counts)
    return Row(module, date, source, mutants, killed, equivalent, left)


def record(rows: list[Row], path: Path = RECORD) -> None:
    """Put rows in the place of the earlier ones of their modules."""
    known = recorded(path) | {row.module: row for row in rows}
    lines = (" | ".join(map(str, astuple(known[name]))) for name in names() if name in known)
    path.write_text(HEAD + "".join(f"| {line} |\n" for line in lines), encoding="utf-8")


def due(path: Path = RECORD) -> list[str]:
    """The modules that were never run to the end, or changed since, or had mutants left."""
    rows = recorded(path)
    return [name for name in names() if name not in rows or _is_due(rows[name])]


def _is_due(row: Row) -> bool:
    return row.left > 0 or row.source != digest(row.module)


def digest(module: str) -> str:
    """The start of the hash of a module's source."""
    return sha256(Source(module).path.read_bytes()).hexdigest()[:8]
