"""LOINC 69548-6: a gene or a location, present or absent, sometimes with a copy number."""

from decimal import Decimal

import pytest

from fhir_mappings.model import Marker, Reason, measured
from tests.fhir_mappings.builders import ABSENT, PRESENT, concept, observation, quantity
from tests.fhir_mappings.resources import chart
from tests.tables import rows

MARKERS = """
    gene   | location           | copies | marker
           | 17p13              |        | DEL_17P
           | 17p13.1            |        | DEL_17P
           | 17p                |        | DEL_17P
           | 17q21              |        |
           | 17p11              |        |
           | t(4;14)(p16;q32)   |        | T_4_14
           | t(14;16)(q32;q23)  |        | T_14_16
           | t(14; 20)          |        | T_14_20
           | t(11;14)           |        | T_11_14
           | t(6;14)            |        |
           | 1q21               |        | GAIN_1Q
           | 1p32               |        | DEL_1P32
           | 1p36               |        |
           | 13q14.3            |        | DEL_13Q
           | 11q22              |        | DEL_11Q
    TP53   |                    |        | TP53_MUTATION
    tp53   | 17p13.1            |        | TP53_MUTATION
    TP53   | 17p13.1            | 1      | DEL_17P
    TP53   |                    | 1      | DEL_17P
    MCL1   | 1q21               |        |
    KRAS   |                    |        |
    FGFR3  | t(4;14)            |        | T_4_14
"""

COPIES = """
    location | answer  | copies | present | biallelic
    17p13    | present | 1      | yes     | no
    17p13    | present | 2      | unknown | no
    17p13    | absent  | 2      | no      | no
    17p13    | absent  | 1      | unknown | no
    1q21     | present | 3      | yes     | no
    1q21     | present | 2      | unknown | no
    1q21     | absent  | 2      | no      | no
    1p32     | present | 1      | yes     | no
    1p32     | present | 0      | yes     | yes
    1p32     | present |        | yes     | unknown
    1p32     | absent  |        | no      | no
    1p32     | other   | 1      | unknown | no
    1p32     | present | > 0    | yes     | unknown
    1p32     | present | 100    | yes     | unknown
    1p32     | present | -1     | yes     | unknown
"""

SIGNIFICANCE = """
    code            | answer  | present
    loinc LA6668-3  | present | yes
    loinc LA26332-9 | present | yes
    loinc LA6675-8  | present | unknown
    loinc LA6682-4  | present | unknown
    loinc LA6675-8  | absent  | no
    local x         | present | yes
"""

ANSWER = {"yes": True, "no": False, "unknown": None}
CODES = {"present": PRESENT, "absent": ABSENT, "other": "local x"}


@pytest.mark.parametrize(("gene", "location", "copies", "marker"), rows(MARKERS))
def test_gene_and_location_name_the_marker(gene, location, copies, marker):
    found = chart(assessed("present", gene, location, copies))

    assert [item.marker.name for item in found.markers] == ([marker] if marker else [])
    assert found.unusable == ()


@pytest.mark.parametrize(("location", "answer", "copies", "present", "biallelic"), rows(COPIES))
def test_a_copy_number_must_agree_with_the_answer(location, answer, copies, present, biallelic):
    (found,) = chart(assessed(answer, "", location, copies)).markers

    assert found.present is ANSWER[present]
    assert found.biallelic is ANSWER[biallelic]


@pytest.mark.parametrize(("code", "answer", "present"), rows(SIGNIFICANCE))
def test_a_benign_or_uncertain_variant_shows_no_mutation(code, answer, present):
    significance = part("53037-8", valueCodeableConcept=concept(code))
    (found,) = chart(assessed(answer, "TP53", more=[significance])).markers

    assert found.present is ANSWER[present]


def test_a_gene_may_be_given_by_its_code_and_a_location_as_text():
    gene = part("48018-6", valueCodeableConcept={"coding": [{"code": "HGNC:11998"}]})
    location = part("48001-2", valueString="17p13.1")

    (by_code,) = chart(assessed("absent", more=[gene])).markers
    (by_text,) = chart(assessed("absent", more=[location])).markers

    assert (by_code.marker, by_code.present) == (Marker.TP53_MUTATION, False)
    assert (by_text.marker, by_text.present) == (Marker.DEL_17P, False)


def test_the_share_of_reads_is_kept_with_the_mutation():
    reads = part("81258-6", valueQuantity=quantity(Decimal(34), "%"))

    (found,) = chart(assessed("present", "TP53", more=[reads])).markers

    assert found.share == measured(Decimal(34))


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"component": None}, Reason.NOT_MACHINE_READABLE),
        ({"component": [{"code": {}}]}, Reason.NOT_MACHINE_READABLE),
        ({"component": [{"code": concept("local 48018-6")}]}, Reason.NOT_MACHINE_READABLE),
        ({"valueCodeableConcept": None}, Reason.NO_VALUE),
        ({"valueCodeableConcept": None, "valueString": "none"}, Reason.NOT_MACHINE_READABLE),
        ({"component": ["17p13"]}, Reason.INVALID),
    ],
)
def test_an_assessment_that_names_nothing_or_answers_in_words_is_set_aside(elements, reason):
    (found,) = chart(assessed("present", "", "17p13") | elements_of(elements)).unusable

    assert found.reason is reason


def test_an_interpretation_answers_where_there_is_no_value():
    resource = assessed("present", "", "17p13") | {"interpretation": [concept("flag NEG")]}
    del resource["valueCodeableConcept"]

    (found,) = chart(resource).markers

    assert found.present is False


def assessed(answer, gene="", location="", copies="", more=()):
    *sign, figure = copies.split() or ["", ""]
    parts = [
        gene and part("48018-6", valueCodeableConcept={"text": gene}),
        location and part("48001-2", valueCodeableConcept={"text": location}),
        figure and part("82155-3", valueQuantity=quantity(Decimal(figure), "", *sign)),
        *more,
    ]
    return observation(
        "loinc 69548-6",
        valueCodeableConcept=concept(CODES[answer]),
        component=[item for item in parts if item],
    )


def part(code, **value):
    return {"code": concept(f"loinc {code}")} | value


def elements_of(changes):
    return {name: value if value is not None else "" for name, value in changes.items()}
