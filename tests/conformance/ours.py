"""Our own service as the conformance suite meets it: running on loopback, with real samples."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl

from cds_service.app import create_app
from cds_service.demo.patients import demo_patient
from cds_service.json_body import json_text
from cds_service.loopback_server import HOST, served
from cds_service.services import PATIENT_VIEW
from cds_service.settings import Settings

# Shorter than by default: one probe waits for it.
DEADLINE_S = 1.0
# A staged myeloma, a card with suggestions, a result that cannot be used: the first is compared.
STORIES = ("iss-3", "raised-no-creatinine", "unknown-unit")

Resource = dict[str, Any]


@dataclass(frozen=True)
class Running:
    """Where our service listens, and the port of the FHIR server that it may ask."""

    url: str
    stub_port: int


@contextmanager
def our_service() -> Iterator[Running]:
    """Our service as `b2m-cds serve` starts it on loopback, allowed to ask one FHIR server."""
    port = _free_port()
    fhir = {"servers": [f"http://{HOST}:{port}/fhir"], "deadline_s": DEADLINE_S}
    settings = Settings.model_validate({"fhir": fhir, "store": {"url": "sqlite://"}})
    with served(create_app(settings, loopback_cors=True)) as url:
        yield Running(url, port)


@contextmanager
def our_service_for(issuer: str, key: Resource) -> Iterator[Running]:
    """The same, but answering only clients that sign with this public key (a JWK)."""
    port, stub_port = _free_port(), _free_port()
    settings = Settings.model_validate(
        {
            "fhir": {"servers": [f"http://{HOST}:{stub_port}/fhir"], "deadline_s": DEADLINE_S},
            "http": {"public_base_url": f"http://{HOST}:{port}"},
            "store": {"url": "sqlite://"},
            "trust": {"mode": "jwt", "issuers": {issuer: {"keys": [key]}}},
        }
    )
    with served(create_app(settings, loopback_cors=True), port) as url:
        yield Running(url, stub_port)


def our_samples(today: date | None = None) -> list[dict[str, Any]]:
    """patient-view requests with complete prefetch, about patients of today (plain JSON)."""
    day = today or datetime.now(UTC).date()
    samples: list[dict[str, Any]] = json.loads(json_text([_sample(s, day) for s in STORIES]))
    return samples


def _sample(story: str, day: date) -> dict[str, Any]:
    patient = demo_patient(story, day)
    resources = list(patient.resources)
    return {
        "hook": PATIENT_VIEW.hook,
        "hookInstance": "0f1f4f5e-94b5-4b0c-8f0a-7b8e4a3a2c55",
        "context": {"userId": "Practitioner/conformance", "patientId": patient.id},
        "prefetch": {
            key: _answer(template, resources) for key, template in PATIENT_VIEW.prefetch.items()
        },
    }


def _answer(template: str, resources: list[Resource]) -> Resource | None:
    """What a FHIR server that holds one patient answers to the template; null for nothing."""
    path, _, parameters = template.partition("?")
    rows = [one for one in resources if one["resourceType"] == path.partition("/")[0]]
    if not parameters:
        return rows[0] if rows else None
    wanted = set(dict(parse_qsl(parameters)).get("code", "").split(",")) - {""}
    matching = [one for one in rows if not wanted or wanted & _codes(one)]
    if not matching:
        return None
    entries = [{"resource": one, "search": {"mode": "match"}} for one in matching]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(entries),
        "entry": entries,
    }


def _codes(resource: Resource) -> set[str]:
    codings = resource.get("code", {}).get("coding", [])
    return {f"{coding.get('system')}|{coding.get('code')}" for coding in codings}


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])
