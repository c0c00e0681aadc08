"""A number sent as text is read only where two readers cannot disagree about it."""

from decimal import Decimal

import pytest

from fhir_mappings.model import Reason, measured
from tests.fhir_mappings.resources import aside, observation, quantity, result

RATIO, PH, LDH = "48378-4", "2756-5", "2532-0"


def worded(text: object, loinc: str = "1952-1"):
    return observation(loinc, valueQuantity=None, valueString=text)


@pytest.mark.parametrize(
    ("text", "value", "comparator"),
    [
        ("3.5 mg/L", "3.5", ""),
        ("3.5mg/L", "3.5", ""),
        ("  3.5   MG/L ", "3.5", ""),
        ("2,1 mg/l", "2.1", ""),
        ("2,15 mg/l", "2.15", ""),
        ("> 20 mg/L", "20", ">"),
        (">20.0 mg/L", "20.0", ">"),
        ("<=0.5 mg/L", "0.5", "<="),
        ("≥ 5.5 mg/L", "5.5", ">="),
        ("≤0.5 mg/L", "0.5", "<="),
        ("3.5 mg/L (H)", "3.5", ""),
        ("3500 \u00b5g/L", "3.5", ""),
        ("0.512 mg/L", "0.512", ""),
        ("3.5126 mg/L", "3.5126", ""),
    ],
)
def test_a_text_that_is_a_number_with_a_unit_of_the_table_is_that_number(text, value, comparator):
    found = result(worded(text))

    assert found.value == measured(Decimal(value), comparator)
    assert found.reported.comparator == comparator


@pytest.mark.parametrize(
    "text",
    [
        "see comment",
        "pending",
        "HEMOLYZED - TEST NOT PERFORMED",
        "",
        "3.5 mg/L, repeat",
        "approx. 3.5 mg/L",
        "not > 3.5 mg/L",
        "3.5-4.0 mg/L",
        "3.5 stones",
        "1,234 mg/L",
        "1.234 mg/L",
        "1,234.5 mg/L",
        "1.234,5 mg/L",
        "-3.5 mg/L",
        "3.5e1 mg/L",
        "\u0663.5 mg/L",
        "3.5 mg/L" + " " * 60 + "H",
        "3,5 mg/L 4.0 mg/L",
    ],
)
def test_any_other_text_is_not_a_number(text):
    reason = Reason.NOT_NUMERIC

    assert aside(worded(text)).reason is reason


@pytest.mark.parametrize("text", ["3.5", ">20.0", "  2.1 ", "3.5 (H)"])
def test_a_number_in_words_without_a_unit_is_not_used(text):
    assert aside(worded(text)).reason is Reason.NO_UNIT


def test_a_ratio_and_a_ph_need_no_unit():
    assert result(worded("1.8", RATIO)).value == measured(Decimal("1.8"))
    assert result(observation(PH, valueQuantity=None, valueInteger=6)).value == measured(Decimal(6))


def test_a_whole_number_that_may_be_in_thousands_is_not_read():
    assert aside(worded("1.234 U/L", LDH)).reason is Reason.NOT_NUMERIC
    assert result(worded("1234 U/L", LDH)).value == measured(Decimal(1234))


def test_an_integer_has_no_unit():
    assert aside(observation(valueQuantity=None, valueInteger=4)).reason is Reason.NO_UNIT


@pytest.mark.parametrize(
    "elements",
    [
        {"valueString": "5.9 mg/L"},
        {"valueInteger": 4},
        {"valueCodeableConcept": {"text": "positive"}},
        {"dataAbsentReason": {"text": "error"}},
    ],
    ids=str,
)
def test_a_number_beside_another_value_or_a_reason_for_none_is_not_chosen(elements):
    assert aside(observation(**elements)).reason is Reason.CONTRADICTORY


def test_a_text_beside_a_quantity_without_a_number_is_left_to_people():
    unit_only = observation(valueQuantity={"unit": "mg/L"}, valueString="3.5 mg/L")

    assert aside(unit_only).reason is Reason.NOT_NUMERIC


def test_a_number_under_a_single_coding_that_is_no_list_does_not_follow_fhir():
    single = {"coding": {"system": "http://loinc.org", "code": "1952-1"}}

    found = aside(observation(code=single, valueQuantity=quantity("3.5", "mg/L")))

    assert found.reason is Reason.INVALID
