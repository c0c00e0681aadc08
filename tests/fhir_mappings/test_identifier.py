"""A patient named by a number: read only when the number is this patient's own."""

from typing import Any

import pytest

from fhir_mappings.bundle import Entry
from fhir_mappings.model import Reason
from fhir_mappings.subject import identity
from tests.fhir_mappings.builders import concept
from tests.fhir_mappings.resources import PATIENT_ID, observation, patient

TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
PATIENT = patient(
    identifier=[
        {"system": "urn:mrn", "value": "4711"},
        {"system": "urn:ssn", "value": "999"},
        {"system": "urn:family", "value": "12", "type": concept(f"{TYPES} SN")},
        {"value": "4711"},
        {"system": "urn:empty", "value": ""},
    ]
)
OWN, OTHER, UNSAID = None, Reason.OTHER_PATIENT, Reason.NO_SUBJECT


def number(system: str, value: object) -> dict[str, object]:
    return {"system": system, "value": value}


def refusal(subject: object, **elements: Any) -> Reason | None:
    entry = Entry(observation(subject=subject, **elements))
    return identity(PATIENT_ID, [Entry(PATIENT)]).refusal(entry)


@pytest.mark.parametrize(
    ("identifier", "whose"),
    [
        (number("urn:mrn", "4711"), OWN),
        (number("urn:ssn", "999"), OWN),
        (number("urn:mrn", "4712"), OTHER),
        (number("urn:other", "4711"), UNSAID),
        (number("urn:family", "12"), UNSAID),
        (number("urn:mrn", 4711), UNSAID),
        ({"value": "4711"}, UNSAID),
        ("4711", UNSAID),
        (None, UNSAID),
    ],
    ids=str,
)
def test_a_number_names_the_patient_within_its_own_system_only(identifier, whose):
    assert refusal({"identifier": identifier}) is whose


def test_a_type_alone_names_nobody():
    assert refusal({"type": "Patient"}) is UNSAID


def test_a_reference_outweighs_the_number_beside_it():
    known = number("urn:mrn", "4711")

    assert refusal({"reference": "Patient/p2", "identifier": known}) is OTHER
    assert refusal({"reference": "Patient/p1", "identifier": number("urn:mrn", "1")}) is OWN


@pytest.mark.parametrize(
    ("identifiers", "whose"),
    [
        ([number("urn:mrn", "4711")], OWN),
        ([number("urn:other", "1"), number("urn:mrn", "4711")], OWN),
        ([number("urn:mrn", "4712")], OTHER),
        ([], UNSAID),
    ],
    ids=str,
)
def test_a_contained_patient_is_known_by_its_numbers_never_by_its_local_id(identifiers, whose):
    inside = [{"resourceType": "Patient", "id": "p1", "identifier": identifiers}]

    assert refusal({"reference": "#p1"}, contained=inside) is whose


@pytest.mark.parametrize(
    ("reference", "whose"),
    [
        ("Patient?identifier=urn:mrn|4711", OWN),
        ("Patient?identifier=urn%3Amrn%7C4711", OWN),
        ("Patient?identifier=urn:mrn|4712", OTHER),
        ("Patient?identifier=4711", UNSAID),
        ("Patient?name=Ada", OTHER),
    ],
)
def test_a_conditional_reference_is_read_as_the_number_it_holds(reference, whose):
    assert refusal({"reference": reference}) is whose


def test_without_the_patient_resource_a_number_names_nobody():
    alone = identity(PATIENT_ID, [])

    entry = Entry(observation(subject={"identifier": number("urn:mrn", "4711")}))

    assert alone.refusal(entry) is UNSAID
