import pytest

from fhir_mappings.bundle import Entry
from fhir_mappings.model import Disease, Reason
from fhir_mappings.subject import identity, is_patient
from tests.fhir_mappings.resources import (
    BASE,
    PATIENT_ID,
    chart,
    condition,
    observation,
    patient,
)
from tests.tables import rows

OTHER_BASE = "https://other.example.org/fhir"
URN = "urn:uuid:0f1f4f5e-94b5-4b0c-8f0a-7b8e4a3a2c55"

# The Bundle's Patient p1 stands at URN; another Patient at urn:uuid:other. BASE is the server's.
SUBJECTS = f"""
    subject                             | delivered at              | whose
    Patient/p1                          |                           | own
    Patient/p1                          | {BASE}/Observation/o1     | own
    Patient/p1/_history/3               |                           | own
    {BASE}/Patient/p1                   |                           | own
    {BASE}/Patient/p1                   | {BASE}/Observation/o1     | own
    {BASE}/Patient/p1/_history/3        |                           | own
    {URN}                               |                           | own
    {URN}                               | urn:uuid:observation      | own
    {OTHER_BASE}/Patient/p1             |                           | other
    {OTHER_BASE}/Patient/p1             | {BASE}/Observation/o1     | other
    {OTHER_BASE}/Patient/p1             | urn:uuid:observation      | other
    {OTHER_BASE}/Patient/p1             | {OTHER_BASE}/Observation/o1 | other
    urn:uuid:other                      |                           | other
    Patient/p2                          |                           | other
    Patient/p2                          | {BASE}/Observation/o1     | other
    Patient/p11                         |                           | other
    Patient/P1                          |                           | other
    patient/p1                          |                           | other
    Patient/p1/                         |                           | other
    Patient/p2/_history/p1              |                           | other
    Patient/p2?next=Patient/p1          |                           | other
    {BASE}/Patient/p2                   | {BASE}/Observation/o1     | other
    {BASE}/tenant/Patient/p1            |                           | other
    p1                                  |                           | other
    /Patient/p1                         |                           | other
    Group/p1                            |                           | other
    #p1                                 |                           | other
                                        |                           | unsaid
"""

REASONS = {"own": None, "other": Reason.OTHER_PATIENT, "unsaid": Reason.NO_SUBJECT}


def refusal(subject: object, full_url: str = "", base_url: str = BASE) -> Reason | None:
    people = [Entry(patient(), URN), Entry(patient(id="p2"), "urn:uuid:other")]
    entry = Entry(observation() | {"subject": subject}, full_url)
    return identity(PATIENT_ID, people, base_url).refusal(entry)


@pytest.mark.parametrize(("reference", "full_url", "whose"), rows(SUBJECTS))
def test_a_resource_is_read_only_when_it_is_the_patients_own(reference, full_url, whose):
    assert refusal({"reference": reference}, full_url) is REASONS[whose]


@pytest.mark.parametrize(
    "subject",
    [
        None,
        "Patient/p1",
        [{"reference": "Patient/p1"}],
        {},
        {"reference": None},
        {"reference": ["Patient/p1"]},
        {"reference": {"reference": "Patient/p1"}},
        {"display": "Ada Example"},
        {"identifier": {"system": "urn:mrn", "value": "p1"}},
    ],
    ids=repr,
)
def test_a_subject_without_a_reference_does_not_say_whose_result_it_is(subject):
    assert refusal(subject) is Reason.NO_SUBJECT


def test_a_trailing_slash_of_the_servers_address_does_not_matter():
    assert refusal({"reference": f"{BASE}/Patient/p1"}, base_url=f"{BASE}/") is None


def test_without_a_servers_address_an_absolute_reference_alone_names_nobody():
    reference = {"reference": f"{BASE}/Patient/p1"}

    assert refusal(reference, base_url="") is Reason.OTHER_PATIENT


def test_an_absolute_reference_beside_the_delivered_resource_names_the_patient():
    reference = {"reference": f"{OTHER_BASE}/Patient/p1"}

    assert refusal(reference, f"{OTHER_BASE}/Observation/o1", base_url="") is None


def test_a_patient_without_an_address_adds_no_empty_reference():
    own = identity(PATIENT_ID, [Entry(patient())])

    assert own.references == {"Patient/p1"}


@pytest.mark.parametrize(
    ("resource", "answer"),
    [
        (patient(), True),
        (patient(id="p2"), False),
        (patient(id=None), False),
        (observation(id=PATIENT_ID), False),
        ({}, False),
    ],
)
def test_the_patient_in_context_is_known_by_type_and_id(resource, answer):
    assert is_patient(Entry(resource), PATIENT_ID) is answer


def test_a_condition_that_names_its_patient_by_a_number_is_read():
    number = {"system": "urn:mrn", "value": "1"}
    found = chart(patient(identifier=[number]), condition(subject={"identifier": number}))

    assert [problem.disease for problem in found.problems] == [Disease.MULTIPLE_MYELOMA]
    assert found.unusable == ()
