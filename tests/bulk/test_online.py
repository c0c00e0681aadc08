"""Online and bulk give the same findings: the same record, the same moment, the same cards."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service import cds_hooks
from cds_service.app import create_app
from cds_service.bulk.evaluate import Evaluation
from cds_service.bulk.export import KINDS
from cds_service.bulk.partition import b2m_pattern
from cds_service.bulk.record import PatientRecord, record_from
from cds_service.demo.cohort.patients import ROUND, cohort
from cds_service.demo.patients import demo_patients
from cds_service.explanation import EXTENSION
from cds_service.json_body import json_text, parse_json
from cds_service.services import PATIENT_VIEW
from fhir_mappings.model import Reason
from tests.bulk.exports import AS_OF, NOTHING_LACKS, SETTINGS, evaluated, rows
from tests.cds_service.hook_requests import body
from tests.fhir_mappings.resources import Resource

pytestmark = [pytest.mark.xdist_group("bulk"), pytest.mark.timeout(120)]

DAY = date(2026, 11, 20)
SOME_KEY = {re.split("[?/]", query)[0]: key for key, query in PATIENT_VIEW.prefetch.items()}
KEEPING_DATES = dataclasses.replace(NOTHING_LACKS, keep_dates=True)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    site = SETTINGS.site.model_copy(update={"quiet_after_override": False})
    return create_app(SETTINGS.model_copy(update={"site": site})).test_client()


def asked(client: FlaskClient, record: PatientRecord, at: datetime, monkeypatch) -> Any:
    """The cards that the API answers with at a moment, everything delivered as prefetch."""
    by_kind: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for entry in record.at(at):
        by_kind[entry.resource["resourceType"]].append({"resource": entry.resource})
    prefetch: dict[str, Any] = dict.fromkeys(PATIENT_VIEW.prefetch)
    for kind, entries in by_kind.items():
        searchset = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        prefetch[SOME_KEY[kind]] = searchset if entries else None
    if by_kind["Patient"]:
        prefetch["patient"] = by_kind["Patient"][0]["resource"]
    request = body(
        context={"userId": "Practitioner/1", "patientId": record.patient_id}, prefetch=prefetch
    )
    monkeypatch.setattr(cds_hooks, "datetime", SimpleNamespace(now=lambda _: at))
    answer = client.post(
        f"/cds-services/{PATIENT_VIEW.id}", data=json_text(request), content_type="application/json"
    )
    assert answer.status_code == 200
    return parse_json(answer.data)["cards"]


def records(resources: Iterable[Resource]) -> list[PatientRecord]:
    """Each patient's resources, in the order in which they were written."""
    suspected = re.compile(b2m_pattern(SETTINGS), re.IGNORECASE)
    lines: dict[str, list[tuple[str, bool]]] = {}
    for resource in resources:
        subject = resource.get("subject", {}).get("reference", "")
        whose, _, named_id = subject.partition("Patient/")
        owner = resource["id"] if resource["resourceType"] == "Patient" else named_id
        if whose or not owner:
            continue
        named = json_text([resource.get(name) for name in ("code", "component", "contained")])
        is_b2m = resource["resourceType"] == "Observation" and bool(suspected.search(named))
        lines.setdefault(owner, []).append((json_text(resource), is_b2m))
    return [record_from(owner, own, AS_OF, UTC) for owner, own in lines.items()]


def shown(card: dict[str, Any]) -> tuple[object, ...]:
    """A card of the API as a row says it."""
    explained = card["extension"][EXTENSION]
    topic = card["source"]["topic"]
    return (
        card["uuid"],
        explained["rule"],
        card["indicator"],
        "" if topic["code"] == "b2munusable" else card["summary"],
        (topic["code"], topic["display"]),
        tuple(explained.get("possible", ())),
        tuple(explained.get("missing", ())),
        tuple(explained.get("reasons", ())),
        tuple(item["rule"] for item in explained.get("alsoRead", ())),
        tuple(item["reason"] for item in explained.get("setAside", ()) if item["reason"] != RANGE),
        tuple(item["key"] for item in explained.get("coverage", ())),
        tuple(item["label"] for item in card.get("suggestions", ())),
    )


# Not all of these are in the explanation of a card; all are in the row.
RANGE = Reason.IMPLAUSIBLE.value
LISTS = ("possible", "missing", "reasons", "also_read", "set_aside", "not_had", "suggestions")


def written(row: dict[str, Any]) -> tuple[object, ...]:
    """A row of the results in the same form."""
    said = (row[name] for name in ("card", "rule", "indicator", "summary"))
    listed = [[item for item in row[name] if item != RANGE] for name in LISTS]
    return (*said, (row["story"], row["topic"]), *map(tuple, listed))


def both(resources: list[Resource], client, tmp_path, monkeypatch):
    """Per patient the cards of all moments: those of the API, and those of the run."""
    plan = evaluated(resources, tmp_path, KEEPING_DATES)
    pseudonym = Evaluation(plan, frozenset()).pseudonym
    online: dict[str, Counter[tuple[object, ...]]] = {}
    for record in records(resources):
        cards = [
            shown(card)
            for at in record.moments(AS_OF)
            for card in asked(client, record, at, monkeypatch)
        ]
        if cards:
            online[pseudonym(record.patient_id)] = Counter(cards)
    bulk: dict[str, Counter[tuple[object, ...]]] = {}
    for row in rows(plan, "cards"):
        bulk.setdefault(row["pseudonym"], Counter()).update([written(row)])
    return online, bulk


def test_the_stories_of_the_demo_read_the_same_online_and_in_bulk(client, tmp_path, monkeypatch):
    resources = [item for patient in demo_patients(DAY) for item in patient.resources]

    online, bulk = both(resources, client, tmp_path, monkeypatch)

    assert bulk == online
    rules = {card[1] for cards in online.values() for card in cards}
    assert {"changing-kidney", "cll-ipi", "dialysis", "iss", "unusable-b2m", "urine"} <= rules


def test_every_patient_of_one_round_of_the_cohort_reads_the_same(client, tmp_path, monkeypatch):
    resources = [item for patient in cohort(len(ROUND), DAY) for item in patient.resources]

    online, bulk = both(resources, client, tmp_path, monkeypatch)

    assert bulk == online
    assert len(online) > 90
