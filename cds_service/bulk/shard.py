"""One shard of an evaluation: patients one by one, results as Parquet, whole or not at all."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cds_service.bulk.database import database, quoted
from cds_service.bulk.evaluate import Answers, Evaluation
from cds_service.bulk.partition import counted
from cds_service.bulk.plan import Plan
from cds_service.bulk.record import PatientRecord, record_from
from cds_service.bulk.rows import TABLES, Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AT_ONCE = 2000  # rows read or held before they are written
FIGURES = "figures.json"
ROWS = """
SELECT patient, json, is_b2m FROM {part}
WHERE patient IN (SELECT patient FROM {part} WHERE is_b2m)
ORDER BY patient, kind, json
"""
COUNT = "SELECT count(DISTINCT patient) FROM {part}"
COPY = "COPY (SELECT * FROM read_json({rows}, format = 'newline_delimited', columns = {columns}))"


@dataclass
class Figures:
    """What was counted beside the results: patients in the shard, those evaluated, lines that are
    no JSON, and the cost (seconds of one processor in the service's own function; peak memory)."""

    patients: int = 0
    evaluated: int = 0
    unreadable: int = 0
    seconds: float = 0.0
    seconds_interpreting: float = 0.0
    peak_mib: int = 0


def evaluate_shard(plan: Plan, number: int) -> Figures:
    """Evaluate the patients of one shard, unless that is done already."""
    if plan.shard(number).exists():
        return figures_of(plan, number)
    start = time.process_time()
    new = plan.out / "shards" / f".{number:04d}-{secrets.token_hex(4)}"
    new.mkdir(mode=0o700, parents=True)
    figures = Figures()
    with database(new / "spill", plan.choices.memory, threads=1) as connection:
        _evaluate(plan, number, connection, new, figures)
    shutil.rmtree(new / "spill")
    figures.seconds = time.process_time() - start
    figures.peak_mib = _peak_mib()
    (new / FIGURES).write_text(json.dumps(asdict(figures)) + "\n", encoding="utf-8")
    try:
        new.rename(plan.shard(number))
    except OSError:  # another job was first
        shutil.rmtree(new, ignore_errors=True)
    return figures


def _peak_mib() -> int:
    """The most memory this process has held; 0 where the system does not say (it is Linux that
    does; `getrusage` counts what the parent held before it started this process)."""
    status = Path("/proc/self/status")
    text = status.read_text(encoding="utf-8") if status.exists() else ""
    found = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(found[1]) // 1024 if found else 0


def figures_of(plan: Plan, number: int) -> Figures:
    """What was counted in a shard that is complete."""
    text = (plan.shard(number) / FIGURES).read_text(encoding="utf-8")
    return Figures(**json.loads(text))


def _evaluate(
    plan: Plan, number: int, connection: DuckDBPyConnection, new: Path, figures: Figures
) -> None:
    evaluation = Evaluation(plan, frozenset(counted(plan).rows))
    with _Tables(new) as tables:
        rows = f"(FROM read_parquet({quoted(plan.parts / '*.parquet')}) WHERE shard = {number})"
        figures.patients = _count(connection, rows)
        for record in _records(connection, rows, plan):
            figures.evaluated += 1
            figures.unreadable += record.unreadable
            begun = time.process_time()
            evaluation.evaluate(record, tables.answers)
            figures.seconds_interpreting += time.process_time() - begun
            tables.write_when_full()
    tables.as_parquet(connection)


def _count(connection: DuckDBPyConnection, rows: str) -> int:
    ((found,),) = connection.execute(COUNT.format(part=rows)).fetchall()
    return int(found)


def _records(connection: DuckDBPyConnection, rows: str, plan: Plan) -> Iterator[PatientRecord]:
    """The patients with a B2M result, one at a time, their resources in a fixed order."""
    cursor = connection.execute(ROWS.format(part=rows))
    lines = (row for batch in iter(lambda: cursor.fetchmany(AT_ONCE), []) for row in batch)
    for patient_id, own in groupby(lines, key=lambda row: str(row[0])):
        texts = ((str(text), bool(is_b2m)) for _, text, is_b2m in own)
        yield record_from(patient_id, texts, plan.as_of, plan.settings.site.zone)


class _Tables:
    """The result tables on their way to disk: lines of JSON first, then Parquet."""

    def __init__(self, folder: Path) -> None:
        self.answers = Answers()
        self._folder = folder

    def __enter__(self) -> Self:
        self._files = {name: self._lines(name).open("w", encoding="utf-8") for name in TABLES}
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        for file in self._files.values():
            file.close()

    def write_when_full(self) -> None:
        """Keep no more in memory than a batch."""
        if sum(map(len, self._rows().values())) > AT_ONCE:
            self._write()

    def as_parquet(self, connection: DuckDBPyConnection) -> None:
        """Turn the lines into Parquet, with the types that are declared."""
        for name, columns in TABLES.items():
            target = quoted(self._folder / f"{name}.parquet")
            lines = quoted(self._lines(name))
            query = COPY.format(rows=lines, columns=json.dumps(columns))
            connection.execute(f"{query} TO {target} (FORMAT parquet)")
            self._lines(name).unlink()

    def _write(self) -> None:
        for name, rows in self._rows().items():
            self._files[name].writelines(json.dumps(row) + "\n" for row in rows)
            rows.clear()

    def _rows(self) -> dict[str, list[Row]]:
        return {name: getattr(self.answers, name) for name in TABLES}

    def _lines(self, name: str) -> Path:
        return self._folder / f"{name}.lines"
