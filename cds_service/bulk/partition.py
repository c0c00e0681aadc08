"""The export by patient, once: every row goes to the shard that a hash of its patient names.

The rows become files of equal size, each in the order of the shards, and a shard reads its part of
each. So memory holds one file, whatever the size of the export. (A file for each shard takes memory
for each: with a hundred DuckDB gave up, as it did when it had to sort four million rows at once.)

A resource stays the text it is, so that no decimal is lost. Rows that belong to no patient that can
be named, and lines that are no resource, leave only their kind, to be counted.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from cds_service.bulk.database import database, quoted, times
from cds_service.bulk.export import KINDS
from cds_service.bulk.plan import Plan, replace_text
from cds_service.services import PATIENT_VIEW
from cds_service.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGEST_RESOURCE = 16 * 1024 * 1024  # bytes; each thread keeps room for several
# Rows that are read together, before the sorting and after: there a shard wants its own, not much
# of its neighbours; and how many of the former make a file, about 100 MB of laboratory results.
LOOSE, SORTED, GROUPS_IN_FILE = 16_384, 2_048, 8
COUNTS = "export.json"
NOBODY = -1  # the shard of what belongs to no patient
# Wider than the words by which the mapping knows B2M: what it lets through is judged there.
NAMED = r"(beta|\bb|β|\\u03b2)[\s._-]*(2|ii)[\s._-]*(m|mg|mi[ck]ro)"
QUERY = """
COPY (
    SELECT patient, kind, json, is_b2m,
           CASE WHEN patient = '' THEN {nobody}
                ELSE (md5_number_lower(patient) % {shards})::INTEGER END AS shard
    FROM (
        SELECT kind, patient,
               CASE WHEN patient <> '' THEN json::VARCHAR END AS json,
               kind = 'Observation' AND regexp_matches(concat(
                   json->'$.code', json->'$.component', json->'$.contained'), {b2m}, 'i') AS is_b2m
        FROM (
            SELECT json, coalesce(json->>'$.resourceType', '') AS kind,
                   coalesce(CASE WHEN kind = 'Patient' THEN json->>'$.id'
                        ELSE regexp_extract(coalesce(
                            json->>'$.subject.reference', json->>'$.patient.reference'),
                            {patient}, 1) END, '') AS patient
            FROM read_ndjson_objects([{files}],
                ignore_errors = true, maximum_object_size = {largest})
        )
        WHERE kind IN ({kinds}) OR kind = ''
    )
) TO {target}
(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {loose}, ROW_GROUPS_PER_FILE {groups})
"""
SORT = """
COPY (FROM read_parquet({loose}) ORDER BY shard)
TO {target} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {together})
"""
COUNT = """
SELECT kind, count(*), count(*) FILTER (WHERE patient = '')
FROM read_parquet({parts}) GROUP BY kind ORDER BY kind
"""


def partition(plan: Plan, threads: int) -> None:
    """Write the rows of all shards, unless that is done already; whole or not at all."""
    if plan.parts.exists():
        return
    new = plan.work / f"parts-{secrets.token_hex(4)}"
    loose = new / "loose"
    plan.work.mkdir(mode=0o700, parents=True, exist_ok=True)
    loose.mkdir(parents=True)
    # No other process is at work yet, so that each thread may have the share of one.
    memory = times(plan.choices.memory, threads)
    with database(plan.work / "spill", memory, threads) as connection:
        connection.execute(_query(plan, str(loose)))
        for file in list(loose.iterdir()):
            target = quoted(new / file.name)
            connection.execute(SORT.format(loose=quoted(file), target=target, together=SORTED))
            file.unlink()
        loose.rmdir()
        _keep_counts(plan, connection, quoted(new / "*.parquet"))
    try:
        new.rename(plan.parts)
    except OSError:  # another job was first
        shutil.rmtree(new, ignore_errors=True)


@dataclass(frozen=True)
class Counted:
    """What the export holds: rows by resource type, those of them that name no patient, and lines
    that are no resource."""

    rows: Mapping[str, int]
    of_nobody: Mapping[str, int]
    unreadable: int


def counted(plan: Plan) -> Counted:
    """The counts of an export that was sorted by patient."""
    rows = json.loads((plan.out / COUNTS).read_text(encoding="utf-8"))
    return Counted(
        {kind: total for kind, total, _ in rows if kind},
        {kind: nobody for kind, _, nobody in rows if kind and nobody},
        sum(total for kind, total, _ in rows if not kind),
    )


def _keep_counts(plan: Plan, connection: DuckDBPyConnection, parts: str) -> None:
    rows = connection.execute(COUNT.format(parts=parts)).fetchall()
    replace_text(plan.out / COUNTS, json.dumps(rows, indent=1) + "\n")


def _query(plan: Plan, target: str) -> str:
    return QUERY.format(
        nobody=NOBODY,
        shards=plan.shards,
        b2m=quoted(b2m_pattern(plan.settings)),
        patient=quoted(patient_pattern(plan.choices.fhir_server)),
        files=_listed(plan.export.files),
        largest=LARGEST_RESOURCE,
        kinds=_listed(KINDS),
        target=quoted(target),
        loose=LOOSE,
        groups=GROUPS_IN_FILE,
    )


def b2m_pattern(settings: Settings) -> str:
    """What marks an Observation that may hold a B2M result: its codes, local ones too, or names."""
    loinc = set(b2m_codes())
    local = [
        key.partition("|")[2] for key, code in settings.site.local_codes.items() if code in loinc
    ]
    codes = "|".join(map(_literal, (*sorted(loinc), *local)))
    return rf'"({codes})"|{NAMED}'


def b2m_codes() -> tuple[str, ...]:
    """The LOINC codes without which the service has nothing to say."""
    queries = [PATIENT_VIEW.prefetch[key] for key in sorted(PATIENT_VIEW.deciding)]
    asked = [dict(parse_qsl(query.partition("?")[2]))["code"].split(",") for query in queries]
    return tuple(code.rpartition("|")[2] for codes in asked for code in codes)


def patient_pattern(fhir_server: str) -> str:
    """A reference to a patient: relative, or absolute on the server that made the export; ids as in
    a hook request, longer than FHIR's and with "_", because real servers have such."""
    base = f"(?:{_literal(fhir_server.rstrip('/'))}/)?" if fhir_server else ""
    return rf"^{base}Patient/([A-Za-z0-9._-]{{1,128}})(?:/_history/[A-Za-z0-9._-]+)?$"


def _literal(text: str) -> str:
    """A text as part of a pattern of RE2, in which only ASCII signs need a backslash."""
    return "".join(f"\\{sign}" if sign.isascii() and not sign.isalnum() else sign for sign in text)


def _listed(items: Iterable[object]) -> str:
    return ", ".join(map(quoted, items))
