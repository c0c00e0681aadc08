"""Which rows of an answer count: of the kind asked for, of this patient, of a release we read."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cds_service.fhir_answer import Answer
from cds_service.fhir_search import Search
from cds_service.shortfall import Shortfall
from tests.cds_service.fhir_stub import (
    PATIENT_ID,
    SUBJECT,
    Exchange,
    bundle,
    fhir_stub,
    observation,
)
from tests.cds_service.searches import SEARCH, ids, opened

REQUIRED = replace(SEARCH, required=True)


def read(resource: dict[str, object]) -> Answer:
    with fhir_stub(lambda ask: ask.reply(resource)) as stub:
        return opened(stub).search(Search(f"Patient/{PATIENT_ID}", {}, PATIENT_ID))


def test_a_patient_with_another_id_is_not_taken_for_this_one():
    assert ids(read({"resourceType": "Patient", "id": PATIENT_ID})) == [PATIENT_ID]
    merged = read({"resourceType": "Patient", "id": "survivor"})
    assert merged == Answer(shortfall=Shortfall.OTHER_PATIENT)


def found(*rows: Mapping[str, Any], search: Search = SEARCH) -> Answer:
    """What is found where these rows are; `{base}` in a subject is the server's address."""

    def reply(ask: Exchange) -> None:
        text = json.dumps(bundle(*rows)).replace("{base}", ask.stub.base)
        ask.reply(text.encode())

    with fhir_stub(reply) as stub:
        return opened(stub).search(search)


FOREIGN = observation("x", subject={"reference": "Patient/somebody-else"})
ELSEWHERE = observation("y", subject={"reference": f"https://other.example/Patient/{PATIENT_ID}"})
NOBODYS = {"resourceType": "Observation", "id": "z"}


@pytest.mark.parametrize("reference", [SUBJECT["reference"], "{base}/Patient/" + PATIENT_ID])
def test_rows_of_other_patients_are_dropped(reference):
    mine = observation("a", subject={"reference": reference})

    answer = found(FOREIGN, mine, ELSEWHERE, NOBODYS)

    assert ids(answer) == ["a"]
    assert answer.shortfall is None


def test_only_rows_of_others_is_not_nothing():
    assert found(FOREIGN, ELSEWHERE) == Answer(shortfall=Shortfall.OTHER_PATIENT)


def test_of_a_required_search_one_such_row_stays_so_that_a_card_can_say_so():
    answer = found(FOREIGN, ELSEWHERE, search=REQUIRED)

    assert ids(answer) == ["x"]
    assert answer.shortfall is Shortfall.OTHER_PATIENT


def test_rows_of_another_kind_are_dropped_but_not_what_others_are_read_with():
    other = {"resourceType": "Patient", "id": "p"}
    specimen = {"resourceType": "Specimen", "id": "s"}

    assert ids(found(observation("a"), other, specimen)) == ["a", "s"]


@pytest.mark.parametrize("odd", [{}, {"id": "x"}, {"resourceType": None}, {"resourceType": []}])
def test_something_without_a_kind_is_no_row(odd):
    assert ids(found(observation("a"), odd)) == ["a"]


OLDER: list[dict[str, Any]] = [
    observation("a", category={"coding": [{"code": "laboratory"}]}),
    {"resourceType": "Condition", "id": "a", "patient": SUBJECT, "verificationStatus": "confirmed"},
    {"resourceType": "Condition", "id": "a", "subject": SUBJECT, "clinicalStatus": "active"},
    {"resourceType": "Condition", "id": "a", "category": {"coding": []}, "subject": SUBJECT},
]


@pytest.mark.parametrize("row", OLDER)
def test_resources_of_an_older_release_are_refused(row):
    search = Search(row["resourceType"], {"patient": PATIENT_ID}, PATIENT_ID)

    assert found(row, search=search) == Answer(shortfall=Shortfall.OLDER_RELEASE)
