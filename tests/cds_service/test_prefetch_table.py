"""Every way in which a prefetch key may be delivered, one row each (docs/prefetch.md)."""

from pathlib import Path
from typing import Any

import pytest
import responses

from cds_service.errors import DataUnavailable
from cds_service.prefetch_aliases import ALIASES
from fhir_mappings.model import Availability
from tests.cds_service.fhir_stub import bundle, observation, outcome
from tests.cds_service.hook_requests import (
    SERVER,
    everything_empty,
    gathered,
    ids,
    parsed,
    state_of,
    with_access,
)
from tests.tables import rows

ROW = observation("a", effectiveDateTime="2026-11-18")
OLDER = observation("b", effectiveDateTime="2026-11-01")
PATIENT = {"resourceType": "Patient", "id": "p"}
OUTCOME_ENTRY = {"search": {"mode": "outcome"}}
NEXT = f"{SERVER}/Observation?page=2"


def with_outcome(*resources: Any, severity: str, code: str) -> dict[str, Any]:
    delivered: dict[str, Any] = bundle(*resources)
    delivered["entry"].append(OUTCOME_ENTRY | {"resource": outcome(severity, code)})
    return delivered


ABSENT = object()
VALUES: dict[str, Any] = {
    "absent": ABSENT,
    "null": None,
    "empty bundle": {"resourceType": "Bundle", "type": "searchset", "total": 0},
    "bundle with entry []": bundle(),
    "bundle": bundle(ROW),
    "single resource": ROW,
    "outcome error": outcome("error", "exception"),
    "outcome fatal": outcome("fatal", "exception"),
    "outcome forbidden": outcome("error", "forbidden"),
    "outcome not-found": outcome("error", "not-found"),
    "outcome information": outcome("information", "informational"),
    "outcome warning more": outcome("warning", "4119"),
    "entry outcome only": with_outcome(severity="warning", code="not-found"),
    "entry outcome beside": with_outcome(ROW, severity="warning", code="informational"),
    "entry outcome withheld": with_outcome(ROW, severity="error", code="suppressed"),
    "entry outcome more": with_outcome(ROW, severity="warning", code="incomplete"),
    "paged, newest first": bundle(ROW, OLDER, next_link=NEXT),
    "paged, unordered": bundle(OLDER, ROW, next_link=NEXT),
    "paged, empty": bundle(next_link=NEXT),
    "text": "Observation/a",
    "number": 7,
    "list": [ROW],
    "object": {"id": "a"},
    "wrong type": PATIENT,
    "bundle of wrong type": bundle(PATIENT),
    "odd entries": {
        "resourceType": "Bundle",
        "entry": [None, 7, {"resource": []}, {"resource": ROW}],
    },
    "entry is no list": {"resourceType": "Bundle", "entry": {"resource": ROW}},
}

# How the key `albumin` then stands, and which rows it brings: without access, and where a server
# that holds row "s" may be asked (`asked` says whether it is).
TABLE = """
    delivered              | rows | state       | why                | asked | rows then
    absent                 |      | UNAVAILABLE | no-access          | yes   | s
    null                   |      | COMPLETE    |                    | no    |
    empty bundle           |      | COMPLETE    |                    | no    |
    bundle with entry []   |      | COMPLETE    |                    | no    |
    bundle                 | a    | COMPLETE    |                    | no    | a
    single resource        | a    | COMPLETE    |                    | no    | a
    outcome error          |      | UNAVAILABLE | operation-outcome  | no    |
    outcome fatal          |      | UNAVAILABLE | operation-outcome  | no    |
    outcome forbidden      |      | UNAVAILABLE | forbidden          | no    |
    outcome not-found      |      | COMPLETE    |                    | no    |
    outcome information    |      | COMPLETE    |                    | no    |
    outcome warning more   |      | UNAVAILABLE | more-exists        | no    |
    entry outcome only     |      | COMPLETE    |                    | no    |
    entry outcome beside   | a    | COMPLETE    |                    | no    | a
    entry outcome withheld | a    | INCOMPLETE  | forbidden          | no    | a
    entry outcome more     | a    | INCOMPLETE  | more-exists        | no    | a
    paged, newest first    | a b  | COMPLETE    |                    | yes   | a b s
    paged, unordered       | b a  | INCOMPLETE  | incomplete-paging  | yes   | b a s
    paged, empty           |      | UNAVAILABLE | incomplete-paging  | yes   | s
    text                   |      | UNAVAILABLE | no-access          | yes   | s
    number                 |      | UNAVAILABLE | no-access          | yes   | s
    list                   |      | UNAVAILABLE | no-access          | yes   | s
    object                 |      | UNAVAILABLE | no-access          | yes   | s
    wrong type             |      | UNAVAILABLE | no-access          | yes   | s
    bundle of wrong type   |      | UNAVAILABLE | no-access          | yes   | s
    odd entries            | a    | COMPLETE    |                    | no    | a
    entry is no list       |      | COMPLETE    |                    | no    |
"""


def delivered(key: str, value: object) -> dict[str, Any]:
    """Prefetch with every other key known empty, but B2M, without which nothing else is asked."""
    every = everything_empty(b2m=bundle(observation("b2m", effectiveDateTime="2026-11-18")))
    if value is ABSENT:
        del every[key]
        return every
    return every | {key: value}


@pytest.mark.parametrize(("name", "found", "state", "why", "_asked", "_then"), rows(TABLE))
def test_what_a_delivered_value_means_without_access(name, found, state, why, _asked, _then):
    result = gathered(parsed(prefetch=delivered("albumin", VALUES[name])))

    assert ids(result)[1:] == found.split()
    assert state_of(result, "albumin") == (Availability[state], why)


@pytest.mark.parametrize(("name", "_found", "_state", "_why", "asked", "then"), rows(TABLE))
def test_with_access_exactly_what_is_missing_is_fetched(name, _found, _state, _why, asked, then):
    with responses.RequestsMock(assert_all_requests_are_fired=False) as server:
        server.get(f"{SERVER}/Observation", json=bundle(observation("s")))
        result = gathered(with_access(prefetch=delivered("albumin", VALUES[name])))

        assert len(server.calls) == (1 if asked == "yes" else 0)
    assert ids(result)[1:] == then.split()


def test_every_kind_of_value_has_its_row():
    assert [name for name, *_ in rows(TABLE)] == list(VALUES)


@pytest.mark.parametrize("name", ["absent", "text", "wrong type", "bundle of wrong type"])
def test_the_required_key_without_access_is_refused_rather_than_taken_as_empty(name):
    with pytest.raises(DataUnavailable):
        gathered(parsed(prefetch=delivered("b2m", VALUES[name])))


def test_a_foreign_key_changes_nothing():
    known = everything_empty()

    result = gathered(parsed(prefetch=known | {"appointments": bundle(ROW), "x": 7}))

    assert ids(result) == []
    assert [item.key for item in result.coverage] == list(known)


@pytest.mark.parametrize("kind", ["MedicationStatement", "MedicationDispense"])
def test_records_of_medication_are_one_family(kind):
    record = {"resourceType": kind, "id": "m"}

    result = gathered(parsed(prefetch=delivered("medications", bundle(record))))

    assert state_of(result, "medications") == (Availability.COMPLETE, "")
    assert ids(result)[1:] == ["m"]


def test_the_documented_names_are_those_that_are_understood():
    page = (Path(__file__).parents[2] / "docs" / "prefetch.md").read_text(encoding="utf-8")

    for key, names in ALIASES.items():
        listed = ", ".join(f"`{name}`" for name in names)
        assert f"| `{key}` | {listed} |" in page
