"""The record of a patient as it stood when a result arrived."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cds_service.bulk.record import PatientRecord, record_from
from cds_service.json_body import json_text
from tests.bulk.exports import AS_OF
from tests.fhir_mappings.resources import MYELOMA, condition, observation

EARLY, LATER = "2026-03-01", "2026-06-01T09:30:00Z"


def record(*resources: dict[str, Any], b2m: tuple[str, ...] = ()) -> PatientRecord:
    lines = [(json_text(item), item.get("id") in b2m) for item in resources]
    return record_from("p1", lines, AS_OF, UTC)


def held(of: PatientRecord, at: datetime) -> list[str]:
    return [entry.resource["id"] for entry in of.at(at)]


@pytest.mark.parametrize(
    ("kind", "elements"),
    [
        ("Observation", {"effectiveDateTime": EARLY, "issued": LATER}),
        ("Observation", {"effectiveDateTime": LATER}),
        ("Observation", {"effectivePeriod": {"start": EARLY, "end": LATER}}),
        ("Condition", {"onsetDateTime": EARLY, "recordedDate": LATER}),
        ("Condition", {"onsetDateTime": LATER}),
        ("MedicationRequest", {"authoredOn": LATER}),
        ("MedicationDispense", {"whenPrepared": EARLY, "whenHandedOver": LATER}),
        ("MedicationAdministration", {"effectivePeriod": {"start": LATER}}),
        ("MedicationStatement", {"effectiveDateTime": EARLY, "dateAsserted": LATER}),
        ("Procedure", {"performedPeriod": {"start": LATER}}),
        ("ServiceRequest", {"authoredOn": LATER, "occurrenceDateTime": EARLY}),
    ],
)
def test_a_resource_is_there_from_the_time_that_it_was_entered(kind, elements):
    of = record({"resourceType": kind, "id": "x", **elements})

    assert held(of, datetime(2026, 6, 1, 9, 29, tzinfo=UTC)) == []
    assert held(of, datetime(2026, 6, 1, 9, 30, tzinfo=UTC)) == ["x"]


def test_what_is_dated_by_the_day_is_there_from_its_first_hour():
    of = record(condition(MYELOMA, recordedDate="2026-06-01"))

    assert held(of, datetime(2026, 6, 1, tzinfo=UTC)) == ["c1"]
    assert held(of, datetime(2026, 5, 31, 23, 59, tzinfo=UTC)) == []


def test_what_has_no_date_or_one_after_the_export_was_always_there():
    undated = condition(MYELOMA, id="undated")
    ahead = observation(id="ahead", effectiveDateTime="2027-02-01")
    of = record(undated, ahead, {"resourceType": "Patient", "id": "p1"})

    assert held(of, datetime(2020, 1, 1, tzinfo=UTC)) == ["undated", "ahead", "p1"]


def test_the_moment_of_a_result_is_just_after_it_was_issued():
    issued = observation(id="a", effectiveDateTime=EARLY, issued=LATER)

    (moment,) = record(issued, b2m=("a",)).moments(AS_OF)

    assert moment == datetime(2026, 6, 1, 9, 30, 0, 1, tzinfo=UTC)


def test_a_result_dated_by_the_day_alone_was_there_when_the_day_was_over():
    of = record(observation(id="a", effectiveDateTime="2026-06-01"), b2m=("a",))

    assert of.moments(AS_OF) == [datetime(2026, 6, 2, tzinfo=UTC)]


@pytest.mark.parametrize(
    "dates", [{"effectiveDateTime": None}, {"effectiveDateTime": "2027-01-01"}]
)
def test_a_result_without_a_date_or_from_the_future_is_looked_at_when_the_export_is_made(dates):
    assert record(observation(id="a", **dates), b2m=("a",)).moments(AS_OF) == [AS_OF]


def test_results_of_one_moment_are_one_moment_and_others_bring_none():
    of = record(
        observation(id="a", issued=LATER),
        observation(id="b", issued=LATER),
        observation(id="c", issued="2026-01-01T00:00:00Z"),
        observation(id="albumin", issued="2026-02-01T00:00:00Z"),
        b2m=("a", "b", "c"),
    )

    assert [moment.date() for moment in of.moments(AS_OF)] == [date(2026, 1, 1), date(2026, 6, 1)]
    assert [moment.month for moment in of.moments(AS_OF, date(2026, 1, 2))] == [6]


@pytest.mark.parametrize(
    ("kinds", "kept"),
    [
        (["encounter-diagnosis"], False),
        (["encounter-diagnosis", "problem-list-item"], True),
        (["problem-list-item"], True),
        (["health-concern"], True),
        ([], True),
    ],
)
def test_a_diagnosis_of_an_encounter_alone_is_not_on_the_problem_list(kinds, kept):
    category = [{"coding": [{"code": kind}]} for kind in kinds]

    assert bool(record(condition(MYELOMA, category=category)).rows) is kept


def test_a_line_that_our_reader_refuses_is_counted_and_spoils_no_other():
    lines = [
        ('{"resourceType":"Observation","id":"a","x":NaN}', True),
        (json_text({"id": "b"}), False),
    ]

    of = record_from("p1", lines, AS_OF, UTC)

    assert (of.unreadable, [row.resource["id"] for row in of.rows]) == (1, ["b"])
