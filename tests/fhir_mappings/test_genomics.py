"""Markers: coded answers, shares of cells, findings reported together, reports in words."""

from decimal import Decimal

import pytest

from fhir_mappings.genomics import marker_codes
from fhir_mappings.model import Marker, Reason
from tests.fhir_mappings.builders import ABSENT, OTHER, PRESENT, concept, observation
from tests.fhir_mappings.builders import quantity as number
from tests.fhir_mappings.resources import chart
from tests.tables import rows

TARGETED = """
    code    | marker
    72824-6 | DEL_17P
    81746-0 | DEL_17P
    72726-3 | T_4_14
    77033-9 | T_14_16
    90043-1 | T_14_20
    77037-0 | T_11_14
    81752-8 | GAIN_1Q
    72728-9 | DEL_13Q
    21739-8 | TP53_MUTATION
"""

ANSWERS = """
    value            | interpretation | present
    loinc LA9633-4   |                | yes
    loinc LA6576-8   |                | yes
    sct 10828004     |                | yes
    sct 52101004     |                | yes
    loinc LA9634-2   |                | no
    loinc LA6577-6   |                | no
    sct 260385009    |                | no
    sct 2667000      |                | no
                     | flag POS       | yes
                     | flag DET       | yes
                     | flag NEG       | no
                     | flag ND        | no
                     | flag IND       | unknown
                     | flag A         | unknown
    local normal     |                | unknown
    sct LA9634-2     |                | unknown
    loinc LA9633-4   | flag NEG       | unknown
    loinc LA9634-2   | flag IND       | unknown
    loinc LA9634-2   | flag POS       | unknown
    loinc LA9633-4   | flag A         | yes
    local x          | flag NEG       | no
"""

ANSWER = {"yes": True, "no": False, "unknown": None}


@pytest.mark.parametrize(("code", "marker"), rows(TARGETED))
def test_a_targeted_code_answers_for_its_marker(code, marker):
    found = only(observation(f"loinc {code}", valueCodeableConcept=concept(PRESENT)))

    assert (found.marker, found.present, found.loinc) == (Marker[marker], True, code)
    assert (found.reference, found.taken.text) == ("Observation/r1", "18 Nov 2026")


@pytest.mark.parametrize(("value", "interpretation", "present"), rows(ANSWERS))
def test_only_listed_codes_answer_and_a_contradiction_is_unknown(value, interpretation, present):
    found = only(
        observation(
            "loinc 72824-6",
            valueCodeableConcept=concept(value) if value else None,
            interpretation=[concept(interpretation)] if interpretation else None,
        )
    )

    assert found.present is ANSWER[present]


@pytest.mark.parametrize(
    ("code", "markers"),
    [
        ("81751-0", {Marker.DEL_17P}),
        ("82256-9", {Marker.TRISOMY_12, Marker.DEL_11Q, Marker.DEL_13Q, Marker.DEL_17P}),
    ],
)
@pytest.mark.parametrize(("answer", "present"), [(ABSENT, False), (PRESENT, None)])
def test_of_findings_reported_together_only_their_absence_is_known(code, markers, answer, present):
    found = chart(observation(f"loinc {code}", valueCodeableConcept=concept(answer))).markers

    assert {(item.marker, item.present) for item in found} == {(item, present) for item in markers}


@pytest.mark.parametrize("code", ["50659-2", "62367-8", "51969-4", "48670-4", "33893-9"])
def test_a_report_in_words_is_set_aside_and_never_read(code):
    (found,) = chart(observation(f"loinc {code}", valueString="No del(17p) seen.")).unusable

    assert found.reason is Reason.NOT_MACHINE_READABLE
    assert found.marker is (Marker.IGHV_UNMUTATED if code == "48670-4" else None)


def test_words_under_a_targeted_code_are_not_read_either():
    (found,) = chart(observation("loinc 72824-6", valueString="negative")).unusable

    assert (found.reason, found.marker) == (Reason.NOT_MACHINE_READABLE, Marker.DEL_17P)


def test_a_number_under_a_code_for_an_answer_is_not_read():
    (found,) = chart(observation("loinc 72824-6", valueQuantity=share("12"))).unusable

    assert found.reason is Reason.NOT_MACHINE_READABLE


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"status": "preliminary"}, Reason.PENDING),
        ({"status": "entered-in-error"}, Reason.WITHDRAWN),
        ({"effectiveDateTime": None}, Reason.NO_DATE),
        ({"effectiveDateTime": "2027-01-01"}, Reason.FUTURE),
        ({"subject": OTHER}, Reason.OTHER_PATIENT),
        ({"subject": None}, Reason.NO_SUBJECT),
        ({"valueCodeableConcept": None}, Reason.NO_VALUE),
        ({"valueCodeableConcept": "present"}, Reason.INVALID),
    ],
)
def test_a_finding_must_be_usable_like_any_result(elements, reason):
    given = {"valueCodeableConcept": concept(PRESENT)} | elements

    found = chart(observation("loinc 72824-6", **given))

    assert found.markers == ()
    assert [item.reason for item in found.unusable] == [reason]


def test_the_answer_is_kept_in_the_words_of_the_report_cut_to_a_line():
    long = concept(PRESENT, text="Present in most of the nuclei that were counted, see comment")
    coded = {"coding": [{**concept(PRESENT)["coding"][0], "display": "Present"}]}

    assert only(observation("loinc 72824-6", valueCodeableConcept=long)).text == long["text"][:40]
    assert only(observation("loinc 72824-6", valueCodeableConcept=coded)).text == "Present"


def test_markers_come_oldest_first_and_by_marker():
    old = observation(
        "loinc 72824-6", valueCodeableConcept=concept(PRESENT), effectiveDateTime="2026-01-01"
    )
    new = observation("loinc 72824-6", valueCodeableConcept=concept(ABSENT), id="r2")
    other = observation("loinc 72726-3", valueCodeableConcept=concept(ABSENT), id="r3")

    found = chart(new, other, old)

    assert [item.reference for item in found.of_marker(Marker.DEL_17P)] == [
        "Observation/r1",
        "Observation/r2",
    ]
    assert found.of_marker(Marker.T_14_20) == ()


def test_the_codes_of_a_marker_are_its_own_and_those_that_serve_any():
    assert marker_codes({Marker.T_4_14}) == ("72726-3", "69548-6")
    assert {"72824-6", "84916-6", "82256-9"} < set(marker_codes({Marker.DEL_17P}))


def only(item):
    found = chart(item)
    assert found.unusable == ()
    (marker,) = found.markers
    return marker


def share(text):
    *sign, figure = text.split()
    return number(Decimal(figure), "%", *sign)
