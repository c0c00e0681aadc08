"""What a FHIR answer says: rows, nothing, less than all, or not to be had."""

from dataclasses import replace

import pytest

from cds_service.fhir_answer import Answer, answer_from, is_resource
from cds_service.shortfall import Shortfall
from fhir_mappings.bundle import Entry
from fhir_mappings.model import Availability
from tests.cds_service.fhir_stub import bundle, observation, outcome


def with_outcome(issue: dict[str, object], *rows: dict[str, object]) -> dict[str, object]:
    """A searchset to which the server added an OperationOutcome."""
    added = {"resource": {"resourceType": "OperationOutcome", "issue": [issue]}}
    entries = [*({"resource": row} for row in rows), {**added, "search": {"mode": "outcome"}}]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def test_a_bundle_delivers_its_rows():
    answer = answer_from(bundle(observation("a"), observation("b")))

    assert answer.entries == (Entry(observation("a")), Entry(observation("b")))
    assert answer.state is Availability.COMPLETE


def test_a_single_resource_stands_for_a_search_that_found_one():
    assert answer_from(observation("a")).entries == (Entry(observation("a")),)


@pytest.mark.parametrize(
    "value",
    [
        {"resourceType": "Bundle", "type": "searchset"},
        {"resourceType": "Bundle", "type": "searchset", "total": 0, "entry": []},
        {"resourceType": "Bundle", "entry": None, "link": None},
        with_outcome({"severity": "warning", "code": "not-found"}),
        outcome("warning", "not-found"),
        outcome("information", "informational"),
        outcome("error", "not-found"),
    ],
)
def test_asked_and_nothing_there_is_complete(value):
    assert replace(answer_from(value), total=None) == Answer()


@pytest.mark.parametrize(
    ("value", "shortfall"),
    [
        (outcome("error", "exception"), Shortfall.OUTCOME),
        (outcome("fatal", "required"), Shortfall.OUTCOME),
        (outcome("error", "forbidden"), Shortfall.FORBIDDEN),
        (outcome("error", "login"), Shortfall.FORBIDDEN),
        (outcome("warning", "too-costly"), Shortfall.MORE_EXISTS),
        (with_outcome({"severity": "error", "code": "exception"}), Shortfall.OUTCOME),
        ({}, Shortfall.NOT_FHIR),
        ({"resourceType": 1}, Shortfall.NOT_FHIR),
        ([], Shortfall.NOT_FHIR),
        ("text", Shortfall.NOT_FHIR),
    ],
)
def test_what_could_not_be_had_is_unavailable(value, shortfall):
    answer = answer_from(value)

    assert answer == Answer(shortfall=shortfall)
    assert answer.state is Availability.UNAVAILABLE


@pytest.mark.parametrize(
    "issue",
    [
        {"severity": "warning", "details": {"coding": [{"system": "urn:x", "code": "4119"}]}},
        {"severity": "error", "code": "exception"},
    ],
    ids=["more data may exist", "a row was withheld"],
)
def test_rows_beside_a_note_that_some_are_missing_are_incomplete(issue):
    answer = answer_from(with_outcome(issue, observation("a")))

    assert answer.entries == (Entry(observation("a")),)
    assert answer.state is Availability.INCOMPLETE


def test_reads_the_next_link_and_no_other():
    links = [{"relation": "self", "url": "here"}, {"relation": "next", "url": "there"}]

    assert answer_from({"resourceType": "Bundle", "link": links}).next_link == "there"


@pytest.mark.parametrize("link", [[{"relation": "next"}], [{"relation": "next", "url": 3}], "x"])
def test_a_link_without_address_leads_nowhere(link):
    assert answer_from({"resourceType": "Bundle", "link": link}).next_link == ""


@pytest.mark.parametrize("value", ["Patient/1", 3, None, [], {}, {"resourceType": None}])
def test_only_an_object_with_a_type_is_a_resource(value):
    assert not is_resource(value)
