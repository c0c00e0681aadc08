from datetime import date

import pytest

from fhir_mappings.bundle import Entry
from fhir_mappings.model import Patient, Sex
from fhir_mappings.patient import patient_from
from tests.fhir_mappings.resources import PATIENT_ID, Resource, observation, patient
from tests.tables import rows

GENDERS = """
    gender  | sex
    female  | FEMALE
    male    | MALE
    other   |
    unknown |
    F       |
    Female  |
            |
"""

BIRTHS = """
    written    | first day  | last day
    1957-03-14 | 1957-03-14 | 1957-03-14
    1957-03    | 1957-03-01 | 1957-03-31
    1957       | 1957-01-01 | 1957-12-31
"""


def read(*resources: Resource) -> Patient:
    return patient_from(map(Entry, resources), PATIENT_ID)


@pytest.mark.parametrize(("gender", "sex"), rows(GENDERS))
def test_sex_is_known_when_recorded_as_female_or_male(gender, sex):
    assert read(patient(gender=gender)).sex is (Sex[sex] if sex else None)


@pytest.mark.parametrize(("written", "first", "last"), rows(BIRTHS))
def test_a_date_of_birth_is_as_precise_as_recorded(written, first, last):
    born = read(patient(birthDate=written)).born

    assert born is not None
    assert (born.first_day, born.last_day) == (date.fromisoformat(first), date.fromisoformat(last))


def test_nothing_is_known_without_the_patient_resource():
    assert read() == Patient()
    assert read(observation(id=PATIENT_ID)) == Patient()


def test_another_patients_resource_is_not_read():
    assert read(patient(id="p2", gender="male")) == Patient()


def test_the_patient_is_found_among_others():
    assert read(observation(), patient(id="p2", gender="male"), patient()).sex is Sex.FEMALE


def test_elements_that_are_not_read_spoil_nothing():
    odd = patient(name="Ada Example", telecom={}, vendor=True, deceasedBoolean="no", address=[None])

    assert read(odd) == read(patient())


@pytest.mark.parametrize("odd", ["14.03.1957", 1957, [], {"value": "1957"}, "1957-02-30"], ids=str)
def test_an_odd_birth_date_is_not_known_and_does_not_lose_the_sex(odd):
    assert read(patient(birthDate=odd)) == Patient(sex=Sex.FEMALE)


@pytest.mark.parametrize("odd", [["female"], {"code": "female"}, 5, True], ids=str)
def test_an_odd_gender_is_not_known_and_does_not_lose_the_date_of_birth(odd):
    person = read(patient(gender=odd))

    assert person == Patient(born=read(patient()).born)
    assert person.born is not None
