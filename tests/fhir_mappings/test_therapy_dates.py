"""The dosing date: the best element of each kind of record, in its order."""

import pytest

from tests.fhir_mappings.builders import administration, medication, procedure
from tests.fhir_mappings.resources import chart

PERIOD = {"start": "2026-03-01", "end": "2026-05-31"}

DATES = [
    ("MedicationAdministration", {"effectiveDateTime": "2026-03-01"}, "2026-03-01", None, False),
    ("MedicationAdministration", {"effectivePeriod": PERIOD}, "2026-03-01", "2026-05-31", False),
    (
        "MedicationAdministration",
        {"effectivePeriod": {"end": "2026-05-31"}},
        "2026-05-31",
        "2026-05-31",
        True,
    ),
    (
        "MedicationStatement",
        {"effectiveDateTime": "2026-03-01", "dateAsserted": "2026-09-01"},
        "2026-03-01",
        None,
        False,
    ),
    ("MedicationStatement", {"dateAsserted": "2026-09-01"}, "2026-09-01", None, True),
    (
        "MedicationDispense",
        {"whenHandedOver": "2026-03-02", "whenPrepared": "2026-03-01"},
        "2026-03-02",
        None,
        False,
    ),
    ("MedicationDispense", {"whenPrepared": "2026-03-01"}, "2026-03-01", None, False),
    ("MedicationRequest", {"authoredOn": "2026-03-01"}, "2026-03-01", None, False),
    (
        "MedicationRequest",
        {"authoredOn": "2026-03-01", "priorPrescription": {"reference": "MedicationRequest/0"}},
        "2026-03-01",
        None,
        True,
    ),
    (
        "MedicationRequest",
        {"authoredOn": "2026-03-01", "basedOn": [{"reference": "MedicationRequest/0"}]},
        "2026-03-01",
        None,
        True,
    ),
    (
        "MedicationRequest",
        {"authoredOn": "2026-03-01", "basedOn": [{"reference": "CarePlan/0"}, {"reference": 5}]},
        "2026-03-01",
        None,
        False,
    ),
    (
        "MedicationRequest",
        {"authoredOn": "2026-02-01", "dispenseRequest": {"validityPeriod": PERIOD}},
        "2026-03-01",
        "2026-05-31",
        False,
    ),
    (
        "MedicationRequest",
        {
            "authoredOn": "2026-02-01",
            "dispenseRequest": {"validityPeriod": PERIOD},
            "dosageInstruction": [{"timing": {"event": ["2026-04-08", "2026-04-01", "soon"]}}],
        },
        "2026-04-01",
        None,
        False,
    ),
    (
        "MedicationRequest",
        {"dosageInstruction": [{}, {"timing": {"repeat": {"boundsPeriod": PERIOD}}}]},
        "2026-03-01",
        "2026-05-31",
        False,
    ),
    (
        "MedicationRequest",
        {
            "authoredOn": "2026-02-01",
            "dispenseRequest": "soon",
            "dosageInstruction": [{"timing": {"event": "2026-04-01", "repeat": []}}, "daily"],
        },
        "2026-02-01",
        None,
        False,
    ),
]


@pytest.mark.parametrize(("kind", "elements", "start", "end", "no_later"), DATES, ids=str)
def test_the_best_date_of_a_record_is_its_start(kind, elements, start, end, no_later):
    (found,) = chart(medication(kind, **elements)).therapies

    assert found.start is not None
    assert str(found.start.first_day) == start
    assert (found.end and str(found.end.first_day)) == end
    assert found.no_later is no_later


@pytest.mark.parametrize(
    ("elements", "start", "end"),
    [
        ({"performedDateTime": "2026-03"}, "2026-03-01", None),
        ({"performedDateTime": None, "performedPeriod": PERIOD}, "2026-03-01", "2026-05-31"),
        ({"performedDateTime": None, "performedString": "last spring"}, None, None),
    ],
    ids=str,
)
def test_a_procedure_is_dated_by_when_it_was_performed(elements, start, end):
    (found,) = chart(procedure("sct 709115004", **elements)).therapies

    assert (found.start and str(found.start.first_day)) == start
    assert (found.end and str(found.end.first_day)) == end


def test_a_date_that_is_none_leaves_the_start_unknown():
    (found,) = chart(administration(effectiveDateTime="yesterday", effectivePeriod=[])).therapies

    assert (found.start, found.no_later) == (None, False)
