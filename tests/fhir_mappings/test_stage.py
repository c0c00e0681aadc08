"""Recorded stages: by code, by method, by value, by words, in Observations and Conditions."""

import pytest

from fhir_mappings.model import Reason, Scheme
from fhir_mappings.stage_codes import stage_observation_codes
from tests.fhir_mappings.builders import OTHER, concept, condition, observation
from tests.fhir_mappings.resources import SYSTEMS, chart
from tests.tables import rows

CODED = """
    title           | method           | value        | scheme       | group
    ncit C139007    |                  | ncit C70658  | ISS          | I
    ncit C139007    | sct 1149162008   | ncit C70660  | ISS          | III
    ncit C141392    |                  | ncit C141395 | R_ISS        | II
    loinc 21908-9   | sct 1149163003   | ncit C141396 | R_ISS        | III
    loinc 21908-9   |                  | ncit C70659  | ISS          | II
    ncit C141207    |                  | ncit C7847   | RAI          | 0
    ncit C141207    | sct 1149131009   | ncit C8646   | RAI          | IV
    ncit C141212    |                  | ncit C80136  | BINET        | C
"""

WORDED = """
    title                           | words                          | recorded
    ISS                             | Stage I                        | ISS I
    ISS                             | ISS stage III                  | ISS III
    International Staging System    | II                             | ISS II
    R-ISS                           | R-ISS II                       | R_ISS II
    RISS                            | II                             | R_ISS II
    Revised ISS                     | stage III                      | R_ISS III
    R2-ISS                          | IV                             | R2_ISS IV
    Rai                             | Stage 0                        | RAI 0
    Binet                           | Stage B                        | BINET B
    Binet stage                     | C                              | BINET C
    Binet stage                     | a                              |
    Binet                           | A patient                      |
    Binet: B                        |                                | BINET B
    Ann Arbor                       | Stage IIIB                     | LYMPHOMA III
    Durie-Salmon                    | IIA                            | DURIE_SALMON II
    ISS stage II                    |                                | ISS II
    stage III by ISS                |                                | ISS III
    ISS                             | ISS III, R-ISS II              | ISS III, R_ISS II
    ISS III, R-ISS II               |                                | ISS III, R_ISS II
    ISS                             | II or III                      |
    ISS                             | II/III                         |
    ISS                             | not III                        |
    ISS                             | IV                             |
    ISS                             | iii                            |
    ISS                             | 3                              |
    ISS                             | pending                        |
    ISS                             | R-ISS II                       |
    ISS and R-ISS                   | II                             |
    Injury Severity Score (ISS)     | 25                             |
    MISSING                         | III                            |
    Binet                           | a patient at stage             |
"""

UNREADABLE = """
    title          | value        | words     | why
    ncit C139007   |              | high      | no group
    ncit C139007   |              |           | no value
    ncit C139007   | local 3      |           | unknown code
    ncit C139007   | ncit C141395 |           | value of another scheme
    ncit C139007   |              | R-ISS II  | words of another scheme
    ncit C141207   |              | stage V   | no such group
"""


@pytest.mark.parametrize(("title", "method", "value", "scheme", "group"), rows(CODED))
def test_codes_record_a_stage(title, method, value, scheme, group):
    found = chart(
        observation(
            title,
            method=concept(method) if method else None,
            valueCodeableConcept=concept(value),
        )
    )

    (stage,) = found.stages
    assert (stage.scheme, stage.group, stage.by_text) == (Scheme[scheme], group, False)
    assert stage.taken is not None
    assert (stage.reference, stage.taken.text) == ("Observation/r1", "18 Nov 2026")


@pytest.mark.parametrize("element", ["valueString", "text"])
@pytest.mark.parametrize(("title", "words", "recorded"), rows(WORDED))
def test_words_record_a_stage_only_when_they_name_one(title, words, recorded, element):
    found = chart(of_words({"text": title}, words, element))

    told = [f"{stage.scheme.name} {stage.group}" for stage in found.stages]
    assert sorted(told) == sorted(filter(None, recorded.split(", ")))
    assert all(stage.by_text for stage in found.stages)
    assert found.unusable == ()


@pytest.mark.parametrize(("title", "value", "words", "why"), rows(UNREADABLE))
def test_a_coded_stage_whose_group_cannot_be_read_is_set_aside(title, value, words, why):
    resource = of_words(concept(title), words, "valueString")
    if value:
        resource["valueCodeableConcept"] = concept(value)

    found = chart(resource)

    assert found.stages == ()
    assert [item.reason for item in found.unusable] == [Reason.NOT_MACHINE_READABLE]


def test_two_codes_that_disagree_record_nothing():
    value = concept("ncit C70658", "ncit C70660")
    found = chart(observation("ncit C139007", valueCodeableConcept=value))

    assert found.stages == ()


def test_a_lymphoma_stage_is_read_from_its_words():
    found = chart(observation("sct 385388004", valueCodeableConcept={"text": "Stage IVB"}))

    assert [(item.scheme, item.group) for item in found.stages] == [(Scheme.LYMPHOMA, "IV")]


def test_the_stage_of_any_other_cancer_is_left_out():
    found = chart(observation("loinc 21908-9", valueCodeableConcept={"text": "Stage IIIA"}))

    assert (found.stages, found.unusable, found.other_results) == ((), (), ())


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"status": "preliminary"}, Reason.PENDING),
        ({"effectiveDateTime": "2027-01-01"}, Reason.FUTURE),
        ({"subject": OTHER}, Reason.OTHER_PATIENT),
        ({"valueCodeableConcept": ["I"]}, Reason.INVALID),
    ],
)
def test_a_recorded_stage_must_be_usable_like_any_result(elements, reason):
    given = {"valueCodeableConcept": concept("ncit C70658")} | elements

    found = chart(observation("ncit C139007", **given))

    assert found.stages == ()
    assert [item.reason for item in found.unusable] == [reason]


def test_a_stage_without_a_date_is_kept_in_front_of_dated_ones():
    dated = observation("ncit C139007", valueCodeableConcept=concept("ncit C70658"))
    undated = observation(
        "ncit C139007",
        valueCodeableConcept=concept("ncit C70660"),
        id="r2",
        effectiveDateTime=None,
    )

    assert [item.taken and item.taken.text for item in chart(dated, undated).stages] == [
        None,
        "18 Nov 2026",
    ]


def test_a_condition_carries_its_stages():
    stages = [
        {"type": concept("ncit C139007"), "summary": concept("ncit C70659")},
        {"summary": {"text": "R-ISS stage II"}},
        {"summary": {"text": "Stage IIIA"}},
        {"assessment": [{"reference": "Observation/1"}]},
        "ISS I",
    ]

    found = chart(condition("cm C90.00", stage=stages))

    assert [(item.scheme, item.group, item.reference, item.taken) for item in found.stages] == [
        (Scheme.ISS, "II", "Condition/r1", None),
        (Scheme.R_ISS, "II", "Condition/r1", None),
    ]


@pytest.mark.parametrize(
    "elements",
    [{"subject": OTHER}, {"verificationStatus": concept("ver refuted")}, {"stage": "I"}],
)
def test_a_condition_that_is_not_the_patients_or_refuted_carries_none(elements):
    stage = [{"summary": {"text": "ISS stage I"}}]

    assert chart(condition("cm C90.00", **({"stage": stage} | elements))).stages == ()


def test_a_stage_that_does_not_follow_fhir_is_set_aside_alone():
    stages = [{"summary": ["ISS I"]}, {"summary": {"text": "ISS stage I"}}]

    found = chart(condition("cm C90.00", stage=stages))

    assert [item.reason for item in found.unusable] == [Reason.INVALID]
    assert [item.group for item in found.stages] == ["I"]
    assert len(found.problems) == 1


def test_stages_are_searched_for_by_the_codes_of_the_schemes_that_are_read():
    codes = stage_observation_codes()

    assert f"{SYSTEMS['ncit']}|C139007" in codes
    assert not any("21908-9" in code for code in codes)


def of_words(title, words, element):
    value = {"valueCodeableConcept": {"text": words}} if element == "text" else {element: words}
    return observation("local x", code=title, **(value if words else {}))
