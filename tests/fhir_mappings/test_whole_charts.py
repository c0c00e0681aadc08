"""Everything together: panels and their components, what was tested, one odd resource."""

from decimal import Decimal

import pytest

from fhir_mappings.model import Analyte, Chart, Marker, Reason
from tests.fhir_mappings.builders import (
    ABSENT,
    OTHER,
    PRESENT,
    administration,
    concept,
    condition,
    observation,
    procedure,
    quantity,
)
from tests.fhir_mappings.resources import chart


def test_a_chart_without_the_new_things_has_none():
    empty = Chart()

    assert (empty.markers, empty.stages, empty.therapies, empty.other_results) == ((), (), (), ())


def test_the_components_of_a_panel_are_read_as_results_of_their_own():
    panel = observation(
        "local panel",
        component=[
            part("1952-1", valueQuantity=quantity(Decimal("3.1"), "mg/L")),
            part("1751-7", valueQuantity=quantity(Decimal(38), "g/L")),
            part("2532-0", dataAbsentReason=concept("local error")),
            part("9999-9", valueQuantity=quantity(1, "mg/L")),
            "not a component",
        ],
    )

    found = chart(panel)

    assert [(item.analyte, item.reference) for item in found.results] == [
        (Analyte.SERUM_B2M, "Observation/r1"),
        (Analyte.ALBUMIN, "Observation/r1"),
    ]
    assert [(item.analyte, item.reason) for item in found.unusable] == [
        (Analyte.LDH, Reason.NO_VALUE)
    ]


def test_a_component_does_not_inherit_the_value_of_its_panel():
    panel = observation(
        "local panel", valueQuantity=quantity(9, "mg/L"), component=[part("1952-1")]
    )

    assert [item.reason for item in chart(panel).unusable] == [Reason.NO_VALUE]


def test_components_of_a_result_count_for_other_analytes_only():
    whole = observation(
        "loinc 1952-1",
        valueQuantity=quantity(3, "mg/L"),
        component=[
            part("1952-1", valueQuantity=quantity(9, "mg/L")),
            part("1751-7", valueQuantity=quantity(38, "g/L")),
        ],
    )

    assert [item.value.exact for item in chart(whole).results] == [3, 38]


def test_a_result_without_a_value_of_its_own_is_read_from_its_components():
    panel = observation(
        "loinc 1952-1",
        component=[part("1952-1", valueQuantity=quantity(9, "mg/L"))],
    )

    found = chart(panel)

    assert [item.value.exact for item in found.results] == [9]
    assert found.unusable == ()


def test_a_result_without_a_value_is_not_forgotten_for_a_component_of_another_analyte():
    panel = observation(
        "loinc 1952-1",
        component=[part("1751-7", valueQuantity=quantity(38, "g/L"))],
    )

    found = chart(panel)

    assert [item.analyte for item in found.results] == [Analyte.ALBUMIN]
    assert [(item.analyte, item.reason) for item in found.unusable] == [
        (Analyte.SERUM_B2M, Reason.NO_VALUE)
    ]


def test_a_withdrawn_result_takes_its_components_with_it():
    withdrawn = observation(
        "loinc 1952-1",
        status="entered-in-error",
        valueQuantity=quantity(3, "mg/L"),
        component=[part("1952-1", valueQuantity=quantity(9, "mg/L"))],
    )

    found = chart(withdrawn)

    assert found.results == ()
    assert [item.reason for item in found.unusable] == [Reason.WITHDRAWN]


def member(**elements):
    inside = observation("loinc 1952-1", id="m", valueQuantity=quantity(3, "mg/L"), **elements)
    return observation("local panel", hasMember=[{"reference": "#m"}], contained=[inside])


def test_a_member_that_stands_inside_its_panel_is_read_under_the_panels_name():
    (found,) = chart(member()).results

    assert (found.reference, found.value.exact) == ("Observation/r1#m", Decimal(3))


def test_a_member_inside_a_panel_speaks_for_itself():
    assert [item.reason for item in chart(member(subject=OTHER)).unusable] == [Reason.OTHER_PATIENT]
    assert [item.reason for item in chart(member(subject=None)).unusable] == [Reason.NO_SUBJECT]
    assert chart(member(status="cancelled")).results == ()


@pytest.mark.parametrize(
    "elements",
    [
        {"contained": []},
        {"hasMember": [{"reference": "Observation/m"}]},
        {"hasMember": [{"reference": None}]},
        {"contained": [{"resourceType": "Patient", "id": "m"}]},
    ],
    ids=str,
)
def test_a_panel_without_its_member_holds_nothing(elements):
    found = chart(member() | elements)

    assert (found.results, found.unusable) == ((), ())


def test_a_panel_that_holds_itself_is_read_once():
    inside = observation(
        "loinc 1952-1",
        id="m",
        valueQuantity=quantity(3, "mg/L"),
        hasMember=[{"reference": "#m"}],
    )
    panel = observation("local panel", hasMember=[{"reference": "#m"}], contained=[inside])

    assert [item.value.exact for item in chart(panel).results] == [3]


def test_a_panel_with_coded_findings_is_not_called_unreadable():
    findings = [
        part("72824-6", valueCodeableConcept=concept(PRESENT)),
        part("72726-3", valueCodeableConcept=concept(ABSENT)),
        part("77033-9", valueString="not done"),
    ]

    found = chart(observation("loinc 62367-8", valueString="see findings", component=findings))

    assert [(item.marker, item.present) for item in found.markers] == [
        (Marker.DEL_17P, True),
        (Marker.T_4_14, False),
    ]
    assert [(item.marker, item.reason) for item in found.unusable] == [
        (Marker.T_14_16, Reason.NOT_MACHINE_READABLE)
    ]


def test_a_panel_of_findings_in_words_is_called_unreadable_as_a_whole():
    found = chart(observation("loinc 62367-8", component=[part("77033-9", valueString="no")]))

    assert [item.marker for item in found.unusable] == [None, Marker.T_14_16]


@pytest.mark.parametrize(
    ("code", "elements", "tested"),
    [
        ("25700-6", {}, True),
        ("24351-9", {}, True),
        ("20454-5", {}, True),
        ("2777-1", {}, True),
        ("2345-7", {}, False),
        ("69548-6", {}, False),
        ("50659-2", {}, False),
        ("25700-6", {"status": "preliminary"}, False),
        ("25700-6", {"effectiveDateTime": None}, False),
        ("25700-6", {"effectiveDateTime": "2027-01-01"}, False),
        ("25700-6", {"subject": OTHER}, False),
    ],
)
def test_the_fact_that_something_was_tested_is_kept(code, elements, tested):
    found = chart(observation(f"loinc {code}", valueString="see report", **elements))

    assert [item.loinc for item in found.other_results] == ([code] if tested else [])
    assert all(item.taken.text == "18 Nov 2026" for item in found.other_results)


def test_one_odd_resource_spoils_no_other():
    odd = [
        observation("loinc 1952-1", id="o1", valueQuantity="3.5"),
        observation("loinc 72824-6", id="o2", valueCodeableConcept=5),
        observation("ncit C139007", id="o3", valueCodeableConcept=5),
        condition("cm C90.00", id="c1", clinicalStatus=5, stage=5),
        administration(id="m1", status=5),
        procedure("sct 709115004", id="p1", status={"a": 1}, performedPeriod=5),
        {"resourceType": "Observation"},
        {"resourceType": ["Observation"]},
        {"resourceType": "MedicationStatement"},
        {"resourceType": "Procedure", "code": 5},
    ]
    sound = [
        observation("loinc 1952-1", valueQuantity=quantity(Decimal("3.5"), "mg/L")),
        observation("loinc 72824-6", id="g", valueCodeableConcept=concept(PRESENT)),
        observation("ncit C139007", id="s", valueCodeableConcept=concept("ncit C70658")),
        condition("cm C90.00"),
        administration(),
    ]

    found = chart(*odd, *sound)

    kept = (found.results, found.markers, found.stages, found.problems, found.therapies)
    assert [len(items) for items in kept] == [1, 1, 1, 1, 1]


def part(code, **elements):
    return {"code": concept(f"loinc {code}")} | elements
