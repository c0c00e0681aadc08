"""Values of every type and elements of every shape, as real servers send them."""

from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.model import Reason, measured
from tests.fhir_mappings.resources import (
    aside,
    chart,
    coding,
    concept,
    observation,
    quantity,
    result,
)

OTHER_VALUES = [
    {"valueString": "see comment"},
    {"valueString": 5},
    {"valueInteger": "4"},
    {"valueInteger": True},
    {"valueAttachment": {"title": "scan"}},
    {"valueReference": {"reference": "MolecularSequence/1"}},
    {"valueCodeableConcept": concept("sct 10828004")},
    {"valueBoolean": True},
    {"valueRange": {"low": quantity("3", "mg/L"), "high": quantity("4", "mg/L")}},
    {"valueRatio": {"numerator": quantity("1"), "denominator": quantity("32")}},
    {"valueSampledData": {}},
    {"valueQuantity": {"unit": "mg/L"}, "valueString": "see comment"},
]

NO_VALUES = [
    {"valueQuantity": None},
    {"valueQuantity": None, "dataAbsentReason": concept("local unknown")},
    {"valueQuantity": {}},
    {"valueQuantity": {"unit": "mg/L"}},
    {"valueQuantity": {"value": None, "unit": "mg/L"}},
    {"valueQuantity": {"value": " ", "unit": "mg/L"}},
    {"valueQuantity": []},
    {"valueQuantity": None, "component": [{"code": concept("loinc 1952-1")}]},
]

NOT_FHIR = [
    *({"valueQuantity": odd} for odd in ("3.5 mg/L", 3.5, [quantity("3.5", "mg/L")], True)),
    *({"valueQuantity": {"value": odd, "unit": "mg/L"}} for odd in ("3,5", "high", True, {"a": 1})),
    *({"valueQuantity": {"value": odd, "unit": "mg/L"}} for odd in ("NaN", "1_0", float("inf"))),
    *({"valueQuantity": quantity("3.5") | {"unit": odd}} for odd in (5, ["mg/L"], {"code": "mg"})),
    {"valueQuantity": quantity("3.5", "mg/L") | {"comparator": 5}},
    {"referenceRange": {"high": quantity("2.5", "mg/L")}},
]

UNKNOWN_ELEMENTS: dict[str, Any] = {
    "id": "id_with_underscore",
    "vendorElement": {"a": [1]},
    "text": "<div/>",
    "category": "laboratory",
    "meta": [],
    "note": None,
    "interpretation": {},
    "effectivePeriod": None,
    "specimen": "",
    "device": 5,
}


@pytest.mark.parametrize("elements", OTHER_VALUES, ids=str)
def test_a_value_of_another_type_is_not_numeric(elements):
    found = aside(observation(**({"valueQuantity": None} | elements)))

    assert found.reason is Reason.NOT_NUMERIC


@pytest.mark.parametrize("elements", NO_VALUES, ids=str)
def test_a_result_without_a_number_has_no_value(elements):
    assert aside(observation(**elements)).reason is Reason.NO_VALUE


@pytest.mark.parametrize("elements", NOT_FHIR, ids=str)
def test_an_element_that_is_read_and_has_another_shape_does_not_follow_fhir(elements):
    assert aside(observation(**elements)).reason is Reason.INVALID


@pytest.mark.parametrize("value", ["1e999999", "1e999999999", "-1e100", "1e-101", "0e999999"])
def test_a_number_that_no_report_holds_is_implausible_and_is_not_written_out(value):
    found = aside(observation(valueQuantity={"value": value, "unit": "g/L"}))

    assert found.reason is Reason.IMPLAUSIBLE
    assert found.reported == ""


@pytest.mark.parametrize("value", ["3.5", 3.5, Decimal("3.5")])
def test_a_number_is_read_as_text_float_or_decimal(value):
    assert result(observation(valueQuantity={"value": value, "unit": "mg/L"})).value == measured(
        Decimal("3.5")
    )


def test_a_binary_fraction_written_out_in_full_is_a_number_like_any_other():
    value = Decimal("2.29999999999999982236431605997495353221893310546875")

    found = result(observation(valueQuantity={"value": value, "unit": "mg/L"}))

    assert found.value.exact is not None
    assert abs(found.value.exact - Decimal("2.3")) < Decimal("1e-12")


def test_elements_that_are_not_read_spoil_nothing():
    found = result(observation(**UNKNOWN_ELEMENTS))

    assert found.value == measured(Decimal("3.5"))
    assert found.reference == "Observation/id_with_underscore"


@pytest.mark.parametrize(
    "proprietary",
    [
        {"system": "our own codes", "code": "B2M"},
        {"system": "urn:ours", "code": "B2M  serum"},
        {"system": 5, "code": ["B2M"]},
        {"code": 5, "userSelected": "yes"},
        None,
        "B2M",
    ],
    ids=str,
)
def test_an_odd_proprietary_coding_before_the_loinc_coding_spoils_nothing(proprietary):
    found = result(observation(code={"coding": [proprietary, coding("loinc 1952-1")], "text": 5}))

    assert found.loinc == "1952-1"


@pytest.mark.parametrize(
    "code",
    [
        concept("local 1952-1"),
        concept("loinc 2345-7"),
        {"text": "Beta-2-glycoprotein"},
        {"coding": [{"system": "http://loinc.org", "code": ["1952-1"]}]},
    ],
    ids=str,
)
def test_an_observation_of_something_else_is_left_out(code):
    found = chart(observation(code=code))

    assert (found.results, found.unusable) == ((), ())


@pytest.mark.parametrize("code", [None, "1952-1", [concept("loinc 1952-1")]], ids=str)
def test_an_observation_that_does_not_say_what_was_observed_does_not_follow_fhir(code):
    assert aside(observation(code=code)).reason is Reason.INVALID
    assert chart(observation(code=code, subject={"reference": "Patient/p2"})).unusable == ()
