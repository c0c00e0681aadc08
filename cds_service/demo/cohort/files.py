"""The cohort as files: NDJSON by resource type as a bulk export has it, Bundles, and the truth.

Written patient by patient, so that a hundred thousand need no more memory than one.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from cds_service.demo.chart_writer import Resource
from cds_service.demo.cohort.patients import CohortPatient
from cds_service.json_body import json_text

BASE = "https://cohort.example.org/fhir"


def write_ndjson(patients: Iterable[CohortPatient], folder: Path) -> int:
    """`<Type>.ndjson` per resource type and `truth.ndjson`; the number of resources written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    with ExitStack() as opened:
        files: dict[str, TextIOWrapper] = {}

        def line(name: str, value: object) -> None:
            if name not in files:
                path = folder / f"{name}.ndjson"
                files[name] = opened.enter_context(path.open("w", encoding="utf-8"))
            files[name].write(json_text(value) + "\n")

        for patient in patients:
            for resource in patient.resources:
                line(resource["resourceType"], resource)
            line("truth", {"id": patient.id, "scenario": patient.scenario, **asdict(patient.truth)})
            written += len(patient.resources)
    return written


def write_bundles(patients: Iterable[CohortPatient], folder: Path) -> int:
    """One transaction Bundle per patient, named after it; the number of resources written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for patient in patients:
        path = folder / f"{patient.id}.json"
        path.write_text(json_text(bundle(patient)) + "\n", encoding="utf-8")
        written += len(patient.resources)
    return written


def bundle(patient: CohortPatient) -> dict[str, Any]:
    """A FHIR R4 transaction that puts the whole chart on a server, keeping the ids; of a resource
    with several versions the newest, since a transaction may put each address only once."""
    newest = {_address(item): item for item in sorted(patient.resources, key=_version)}
    entries = [_put(address, resource) for address, resource in newest.items()]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _address(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def _version(resource: Resource) -> int:
    return int(resource["meta"].get("versionId", 0))


def _put(address: str, resource: Resource) -> Resource:
    return {
        "fullUrl": f"{BASE}/{address}",
        "resource": resource,
        "request": {"method": "PUT", "url": address},
    }
