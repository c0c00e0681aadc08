import pytest

from fhir_mappings.bundle import Entry, entries_of
from tests.fhir_mappings.resources import BASE, coding, observation


def bundle(*entries: object) -> dict[str, object]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": list(entries)}


def test_a_bundle_delivers_its_resources_in_order_with_their_addresses():
    one, other = observation(id="o1"), observation(id="o2")

    found = list(
        entries_of(
            bundle({"resource": one, "fullUrl": f"{BASE}/Observation/o1"}, {"resource": other})
        )
    )

    assert found == [Entry(one, f"{BASE}/Observation/o1"), Entry(other, "")]


def test_a_single_resource_delivers_itself():
    assert list(entries_of(observation())) == [Entry(observation(), "")]


@pytest.mark.parametrize(
    ("search", "delivered"),
    [
        (None, True),
        ({}, True),
        ({"mode": "match"}, True),
        ({"mode": "include"}, False),
        ({"mode": "outcome"}, False),
        ({"mode": 5}, True),
        ("match", True),
    ],
    ids=str,
)
def test_only_what_the_search_matched_is_delivered(search, delivered):
    found = list(entries_of(bundle({"resource": observation(), "search": search})))

    assert found == ([Entry(observation())] if delivered else [])


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "Observation/o1",
        5,
        [],
        {},
        {"resource": None},
        {"resource": "Observation/o1"},
        {"resource": [{"resourceType": "Observation"}]},
        {"resource": {"resourceType": "OperationOutcome", "issue": []}},
        {"response": {"status": "404"}},
    ],
    ids=repr,
)
def test_an_odd_entry_is_skipped_and_does_not_spoil_the_next(entry):
    found = list(entries_of(bundle(entry, {"resource": observation()})))

    assert found == [Entry(observation())]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Bundle",
        5,
        [],
        [{"resourceType": "Observation"}],
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "entry": None},
        {"resourceType": "Bundle", "entry": {"resource": {"resourceType": "Observation"}}},
        {"resourceType": "Bundle", "entry": "none"},
        {"resourceType": "OperationOutcome"},
    ],
    ids=repr,
)
def test_anything_odd_delivers_nothing(value):
    assert list(entries_of(value)) == []


def test_an_address_that_is_not_text_counts_as_none():
    (found,) = entries_of(bundle({"resource": observation(), "fullUrl": 5}))

    assert found.full_url == ""


@pytest.mark.parametrize(
    ("resource", "full_url", "reference"),
    [
        ({"resourceType": "Observation", "id": "o1"}, "", "Observation/o1"),
        ({"resourceType": "Observation", "id": "o1"}, "urn:uuid:1", "Observation/o1"),
        ({"resourceType": "Observation", "id": "has_underscore"}, "", "Observation/has_underscore"),
        ({"resourceType": "Observation"}, "urn:uuid:1", "urn:uuid:1"),
        ({"resourceType": "Observation", "id": ""}, "", "Observation without id"),
        ({"resourceType": ["Observation"], "id": "o1"}, "", "/o1"),
    ],
)
def test_a_resource_is_named_by_id_else_by_address(resource, full_url, reference):
    assert Entry(resource, full_url).reference == reference


@pytest.mark.parametrize(
    "code",
    [
        None,
        "1952-1",
        5,
        [{"coding": [{"code": "1952-1"}]}],
        {},
        {"text": "B2M"},
        {"coding": None},
        {"coding": "1952-1"},
        {"coding": [None, "1952-1", 5, []]},
    ],
    ids=repr,
)
def test_a_code_of_another_shape_has_no_codings(code):
    assert Entry({"code": code}).codings == []


def test_codings_of_the_right_shape_are_found_among_odd_ones():
    code = {"coding": [None, coding("loinc 1952-1"), "odd", coding("local 7")]}

    assert Entry({"code": code}).codings == [coding("loinc 1952-1"), coding("local 7")]
