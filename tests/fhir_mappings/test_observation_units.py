"""Units and reference ranges of Observations: `code`, `unit`, and when they disagree."""

from decimal import Decimal

import pytest

from fhir_mappings.model import Reason, measured
from tests.fhir_mappings.resources import LDH, aside, concept, high, observation, quantity, result
from tests.tables import rows

# B2M, reported number 3.5; `code` in UCUM's system.
UNITS = """
    unit            | code   | canonical | shown
    mg/L            |        | 3.5       | mg/L
    mg/L            | mg/L   | 3.5       | mg/L
    MG/L            | mg/L   | 3.5       | mg/L
    mg/dL           |        | 35        | mg/dL
                    | mg/dL  | 35        | mg/dL
    ug/mL           | mg/L   | 3.5       | mg/L
    milligram/litre | mg/L   | 3.5       | mg/L
    µg/mL           |        | 3.5       | ug/mL
    μg/mL           |        | 3.5       | ug/mL
    µg/L            | ug/L   | 0.0035    | ug/L
"""

REFUSED_UNITS = """
    unit            | code   | reason         | reported
                    |        | NO_UNIT        | 3.5
    furlong         |        | UNKNOWN_UNIT   | 3.5 furlong
    g/dL            |        | UNKNOWN_UNIT   | 3.5 g/dL
                    | g/dL   | UNKNOWN_UNIT   | 3.5 g/dL
    mg/L            | g/dL   | UNKNOWN_UNIT   | 3.5 mg/L
    mg/L            | mg/dL  | UNIT_CONFLICT  | 3.5 mg/L
    mg/L            | ug/L   | UNIT_CONFLICT  | 3.5 mg/L
    mg/L            | nmol/L | UNIT_CONFLICT  | 3.5 mg/L
    UG/L            | mg/L   | UNIT_CONFLICT  | 3.5 UG/L
"""

LIMIT_2_5 = [
    [high("2.5", "mg/L")],
    [high("2500", "ug/L")],
    [high("0.25", "mg/dL")],
    [high("2.5", "mg/L", "range normal")],
    [high("2.5", "mg/L", "local N", "range normal")],
    [high("2.5", "mg/L"), high("9", "mg/L", "range critical")],
    [{"low": quantity("0.8", "mg/L")}, high("2.5", "mg/L")],
    [{"text": "up to 2.5"}, high("2.5", "mg/L")],
    [None, high("2.5", "mg/L")],
    [{"high": quantity("2.5", code="mg/L")}],
    [high("2.5", "mg/L") | {"age": "adult", "appliesTo": {}}],
]

NO_LIMIT = [
    None,
    [],
    [{"low": quantity("0.8", "mg/L")}],
    [{"text": "up to 2.5 mg/L"}],
    [high("2.5", "mg/L"), high("3.0", "mg/L")],
    [high("2.5", "mg/L"), high("2.5", "mg/L", "range normal")],
    [high("2.5")],
    [high("2.5", "furlong")],
    [high("2.5", "mg/L", "range critical")],
    [high("2.5", "mg/L", "range treatment", "local N")],
    [{"high": {"unit": "mg/L"}}],
    [{"high": {"value": "1e999999", "unit": "g/L"}}],
]


@pytest.mark.parametrize(("unit", "code", "canonical", "shown"), rows(UNITS))
def test_a_value_is_converted_by_its_ucum_code_else_by_its_printed_unit(
    unit, code, canonical, shown
):
    found = result(observation(valueQuantity=quantity("3.5", unit, code)))

    assert found.value == measured(Decimal(canonical))
    assert found.reported.text == f"3.5 {shown}"


@pytest.mark.parametrize(("unit", "code", "reason", "reported"), rows(REFUSED_UNITS))
def test_a_value_without_a_clear_unit_is_set_aside(unit, code, reason, reported):
    found = aside(observation(valueQuantity=quantity("3.5", unit, code)))

    assert (found.reason, found.reported) == (Reason[reason], reported)


@pytest.mark.parametrize("system", ["", "https://lab.example.org/units", "http://loinc.org"])
def test_a_code_outside_ucum_gives_no_unit(system):
    value = quantity("3.5", code="mg/L") | {"system": system}

    assert aside(observation(valueQuantity=value)).reason is Reason.UNKNOWN_UNIT


def test_a_code_outside_ucum_does_not_matter_beside_a_printed_unit():
    value = quantity("3.5", "mg/L", "258796002") | {"system": "http://snomed.info/sct"}

    assert result(observation(valueQuantity=value)).value == measured(Decimal("3.5"))


@pytest.mark.parametrize("system", ["", "https://lab.example.org/units"])
def test_a_known_unit_as_code_outside_ucum_must_not_contradict_the_printed_unit(system):
    value = quantity("3.5", "mg/L", "ug/L") | {"system": system}

    assert aside(observation(valueQuantity=value)).reason is Reason.UNIT_CONFLICT


def test_ucums_system_without_a_code_leaves_the_printed_unit():
    value = quantity("3.5", "mg/L") | {"system": "http://unitsofmeasure.org"}

    assert result(observation(valueQuantity=value)).value == measured(Decimal("3.5"))


def test_a_long_unit_is_shown_only_in_part():
    found = aside(observation(valueQuantity=quantity("3.5", "mg per litre " * 50)))

    assert len(found.reported) <= len("3.5 ") + 30


@pytest.mark.parametrize("ranges", LIMIT_2_5, ids=str)
def test_the_one_normal_upper_limit_is_read_in_the_canonical_unit(ranges):
    assert result(observation(referenceRange=ranges)).upper_limit == Decimal("2.5")


@pytest.mark.parametrize("ranges", NO_LIMIT, ids=str)
def test_no_limit_is_read_when_there_is_none_or_more_than_one_or_no_clear_unit(ranges):
    assert result(observation(referenceRange=ranges)).upper_limit is None


def test_the_limit_of_ldh_is_converted_like_its_value():
    ldh = observation(LDH, valueQuantity=quantity("5", "ukat/L"))

    found = result(ldh | {"referenceRange": [high("4.1", "µkat/L", "range normal")]})

    assert (found.value, found.upper_limit) == (measured(Decimal(300)), Decimal(246))


def test_a_type_that_is_only_text_does_not_make_a_limit_abnormal():
    worded = high("2.5", "mg/L") | {"type": {"text": "normal"}}
    coded = high("2.5", "mg/L") | {"type": concept("range normal") | {"text": "critical"}}

    assert result(observation(referenceRange=[worded])).upper_limit == Decimal("2.5")
    assert result(observation(referenceRange=[coded])).upper_limit == Decimal("2.5")
