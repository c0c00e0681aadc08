"""ServiceRequests as orders: which count, when they are due, why they were written."""

import pytest

from fhir_mappings.bundle import Entry
from fhir_mappings.model import Disease, LabTest
from fhir_mappings.orders import OrderReading, draft_orders, open_orders
from fhir_mappings.subject import Reading, identity
from tests.fhir_mappings.builders import OTHER, SELF, concept, condition, resource
from tests.fhir_mappings.resources import AT, BASE, PATIENT_ID
from tests.tables import rows

STATUS = """
    status           | open | draft
    active           | yes  | yes
    draft            | yes  | yes
    on-hold          | yes  | yes
    unknown          | no   | yes
    completed        | no   | no
    revoked          | no   | no
    entered-in-error | no   | no
"""

SELECTED = """
    selection                                        | selected
    ServiceRequest/r1                                | yes
    ServiceRequest/r1/_history/2                     | yes
    https://ehr.example.org/fhir/ServiceRequest/r1   | yes
    urn:uuid:1                                       | yes
    ServiceRequest/r2                                | no
    MedicationRequest/r1                             | no
"""


def order(**elements):
    shared = {"status": "active", "subject": SELF, "code": concept("loinc 1952-1")}
    return resource("ServiceRequest", **(shared | elements))


def reading(delivered=None):
    known = identity(PATIENT_ID, (), BASE)
    return OrderReading(Reading(known, AT, delivered=delivered or {}))


def opened(*resources, **delivered):
    return open_orders(map(Entry, resources), reading(delivered))


def only(resource, delivered=None):
    (found,) = open_orders([Entry(resource)], reading(delivered))
    return found


def drafted(*resources, selections=None):
    entries = [
        {"fullUrl": f"urn:uuid:{n}", "resource": item} for n, item in enumerate(resources, 1)
    ]
    return draft_orders({"resourceType": "Bundle", "entry": entries}, selections, reading())


@pytest.mark.parametrize(("status", "is_open", "is_draft"), rows(STATUS))
def test_an_order_counts_while_it_may_still_be_done(status, is_open, is_draft):
    assert bool(opened(order(status=status))) is (is_open == "yes")
    assert bool(drafted(order(status=status)).every) is (is_draft == "yes")


def test_an_order_on_file_must_be_the_patients_own():
    assert opened(order(subject=OTHER), order(subject=None)) == ()


def test_a_draft_that_names_no_patient_is_the_one_in_context_but_never_anothers():
    assert len(drafted(order(subject=None)).every) == 1
    assert drafted(order(subject=OTHER)).every == ()


@pytest.mark.parametrize(
    "elements",
    [
        {"resourceType": "MedicationRequest"},
        {"doNotPerform": True},
        {"code": concept("loinc 2345-7")},
        {"code": None},
        {"status": ["active"]},
    ],
)
def test_what_asks_for_no_test_the_rules_know_is_no_order(elements):
    assert opened(order(**elements)) == ()


@pytest.mark.parametrize(("selection", "selected"), rows(SELECTED))
def test_a_selection_means_a_draft_by_any_of_its_references(selection, selected):
    found = drafted(order(), order(id="other"), selections=[selection])

    assert len(found.every) == 2
    assert len(found.asked) == (1 if selected == "yes" else 0)


def test_without_selections_every_draft_is_in_question():
    found = drafted(order(), order(id="other", code=concept("loinc 2532-0")))

    assert found.asked == found.every
    assert found.first(LabTest.LDH) == found.every[1]
    assert found.first(LabTest.FISH) is None


def test_dates_are_read_and_one_exact_date_is_kept_as_written():
    found = only(order(authoredOn="2026-11-17", occurrenceDateTime="2026-11-25"))

    assert found.written is not None
    assert found.written.text == "17 Nov 2026"
    assert found.due is not None
    assert (found.due.text, found.occurrence) == ("25 Nov 2026", "2026-11-25")


def test_a_period_gives_a_due_date_but_no_occurrence_to_repeat():
    found = only(order(occurrencePeriod={"start": "2026-11-25", "end": "2026-11-27"}))

    assert found.due is not None
    assert (found.due.text, found.occurrence) == ("27 Nov 2026", "")


@pytest.mark.parametrize("loose", ["2026-11-25T08:00", " 2026-11-25 ", "2026-11-25T08:00:00"])
def test_a_date_that_fhir_would_refuse_is_read_but_not_repeated(loose):
    found = only(order(occurrenceDateTime=loose))

    assert found.due is not None
    assert found.occurrence == ""


@pytest.mark.parametrize("exact", ["2026", "2026-11", "2026-11-25T08:00:00.5+01:00"])
def test_a_date_as_fhir_writes_it_is_repeated(exact):
    assert only(order(occurrenceDateTime=exact)).occurrence == exact


@pytest.mark.parametrize("odd", ["soon", 7, {"a": 1}, "2026-13-45"])
def test_a_date_that_is_none_is_left_out(odd):
    found = only(order(occurrenceDateTime=odd, authoredOn=odd))

    assert (found.due, found.written, found.occurrence) == (None, None, "")


ALKALINISED = [
    {"code": {"text": "Beta-2 microglobulin, urine, alkalinised collection"}},
    {"note": [{"text": "Alkalinized urine please"}]},
    {"orderDetail": [{"text": "alkaline collection"}]},
    {"patientInstruction": "You will get a bicarbonate drink to alkalinise the urine"},
]


@pytest.mark.parametrize("elements", ALKALINISED)
def test_an_order_says_in_words_that_the_collection_is_alkalinised(elements):
    assert only(order(**elements)).alkalinised


@pytest.mark.parametrize("elements", [{}, {"note": [{"text": 7}]}, {"patientInstruction": 7}])
def test_without_such_words_it_does_not(elements):
    assert not only(order(**elements)).alkalinised


def test_the_reason_of_an_order_is_read_from_codes_and_from_what_was_delivered():
    myeloma = condition("sct 109989006")
    found = only(
        order(
            reasonCode=[concept("cm Z99.2")],
            reasonReference=[{"reference": "Condition/r1"}, {"reference": "Condition/gone"}],
        ),
        {"Condition/r1": myeloma},
    )

    assert found.reasons == {Disease.DIALYSIS, Disease.MULTIPLE_MYELOMA}


def test_no_reason_is_not_the_same_as_an_unknown_one():
    assert only(order()).reasons is None
    assert only(order(reasonCode=[{"text": "clearance"}])).reasons == frozenset()
