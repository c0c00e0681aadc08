"""Small exports for tests, and what an evaluation makes of them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from cds_service.bulk.export import export_in
from cds_service.bulk.plan import Choices, Plan, plan_for
from cds_service.bulk.run import evaluate_all
from cds_service.json_body import json_text
from cds_service.settings import Settings
from tests.fhir_mappings.resources import Resource

AS_OF = datetime(2026, 11, 20, 20, tzinfo=UTC)
SITE_KEY = "a-key-that-only-the-tests-know-0123456789"
SETTINGS = Settings.model_validate({"site": {"key": SITE_KEY}})
ASKED_FOR = ("MedicationAdministration", "MedicationDispense", "MedicationStatement", "Procedure")
NOTHING_LACKS = Choices(
    as_of=AS_OF,
    exported=(*ASKED_FOR, "Condition", "MedicationRequest", "Patient", "ServiceRequest"),
)


def patient(patient_id: str = "p1", **elements: Any) -> Resource:
    """A woman of 66 years."""
    own = {"resourceType": "Patient", "id": patient_id, "gender": "female"}
    return {**own, "birthDate": "1960-03-01", **elements}


def write_export(folder: Path, resources: Iterable[Resource], *, packed: bool = False) -> Path:
    """NDJSON by resource type, as a server writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    by_kind: dict[str, list[str]] = {}
    for resource in resources:
        by_kind.setdefault(resource["resourceType"], []).append(json_text(resource) + "\n")
    for kind, lines in by_kind.items():
        text = "".join(lines).encode()
        name = f"{kind}.000.ndjson"
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(text))
        else:
            (folder / name).write_bytes(text)
    return folder


def evaluated(
    resources: Iterable[Resource],
    tmp_path: Path,
    choices: Choices = NOTHING_LACKS,
    settings: Settings = SETTINGS,
) -> Plan:
    """The finished shards of an export of these resources."""
    folder = write_export(tmp_path / "export", resources)
    plan = plan_for(export_in(folder), tmp_path / "out", settings, choices)
    evaluate_all(plan, 1, lambda *_: None)
    return plan


def rows(plan: Plan, table: str) -> list[dict[str, Any]]:
    """The rows of one of the tables, by patient and date."""
    found = duckdb.connect().execute(f"FROM '{plan.out}/shards/*/{table}.parquet'")
    names = [column[0] for column in found.description or ()]
    listed = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return sorted(listed, key=lambda row: (row["pseudonym"], row.get("date", ""), str(row)))
