"""Dialysis that is ordered, as treatment on record (policy KP-19)."""

from typing import Any

import pytest

from fhir_mappings.bundle import Entry
from fhir_mappings.chart import chart_from
from fhir_mappings.model import Kind, Strength, Therapy
from tests.fhir_mappings.builders import OTHER, SELF, concept, resource
from tests.fhir_mappings.resources import AT, PATIENT_ID
from tests.tables import rows


def request(**elements: Any) -> dict[str, Any]:
    shared = {
        "status": "active",
        "intent": "order",
        "subject": SELF,
        "code": concept("sct 108241001"),
        "occurrenceDateTime": "2026-11-16",
    }
    return resource("ServiceRequest", **(shared | elements))


def read(*resources: dict[str, Any]) -> tuple[Therapy, ...]:
    return chart_from(map(Entry, resources), PATIENT_ID, at=AT).therapies


STANDING = """
    status           | intent         | shown
    active           | order          | yes
    completed        | order          | yes
    active           | instance-order | yes
    active           | filler-order   | yes
    on-hold          | order          | no
    draft            | order          | no
    revoked          | order          | no
    entered-in-error | order          | no
    active           | plan           | no
    active           | proposal       | no
    active           | option         | no
    active           |                | no
"""


@pytest.mark.parametrize(("status", "intent", "shown"), rows(STANDING))
def test_only_an_order_that_stands_shows_dialysis(status, intent, shown):
    found = read(request(status=status, intent=intent or None))

    assert bool(found) is (shown == "yes")


def test_it_is_weak_evidence_with_its_date():
    (found,) = read(request())

    assert (found.kind, found.strength) == (Kind.DIALYSIS, Strength.WEAK)
    assert (found.substance, found.active, found.groups) == ("dialysis", False, frozenset())
    assert found.start is not None
    assert found.start.text == "16 Nov 2026"


@pytest.mark.parametrize(
    "elements",
    [
        {"code": concept("sct 20720000")},
        {"code": concept("loinc 1952-1")},
        {"code": {"text": "haemodialysis"}},
        {"subject": OTHER},
        {"doNotPerform": True},
        {"occurrenceDateTime": None},
        {"occurrenceDateTime": "2026-12-01"},
    ],
    ids=str,
)
def test_anything_else_shows_nothing(elements):
    assert read(request(**elements)) == ()


SERIES = """
    element          | start      | end        | status    | goes on
    occurrenceTiming | 2026-09-01 |            | active    | yes
    occurrenceTiming | 2026-09-01 | 2026-10-01 | active    | no
    occurrencePeriod | 2026-09-01 |            | active    | yes
    occurrencePeriod | 2026-09-01 | 2027-10-01 | active    | yes
    occurrencePeriod | 2026-09-01 |            | completed | no
"""


@pytest.mark.parametrize(("element", "start", "end", "status", "goes_on"), rows(SERIES))
def test_a_series_that_runs_goes_on(element, start, end, status, goes_on):
    period = {"start": start} | ({"end": end} if end else {})
    when = {"repeat": {"boundsPeriod": period}} if element == "occurrenceTiming" else period

    (found,) = read(request(occurrenceDateTime=None, status=status, **{element: when}))

    assert found.active is (goes_on == "yes")
    assert found.start is not None
    assert found.start.text == "1 Sep 2026"


def test_without_an_occurrence_the_day_of_the_order_counts():
    (found,) = read(request(occurrenceDateTime=None, authoredOn="2026-11-02"))

    assert found.start is not None
    assert (found.start.text, found.active) == ("2 Nov 2026", False)
