"""Why a chart gets no stage: every reason that bears on the patient, in whole sentences."""

from typing import Any

import pytest

from cds_service.rules.no_stage import diagnoses_open, no_stage_sentences, reasons
from cds_service.rules.populations import POPULATIONS, WITHOUT_INDEX
from fhir_mappings.model import Course, Disease, Problem, Reason, Unusable
from tests.rules.build import case, chart, person, problem, therapy, unread

IN_WORDS = (Unusable("Condition/w", Reason.WORDS_ONLY, hides_diagnosis=True),)


def told(*problems, **said):
    return no_stage_sentences(case(chart(SERUM_B2M="6", problems=problems, **said)))


@pytest.mark.parametrize("disease", WITHOUT_INDEX, ids=lambda item: item.name)
def test_a_disease_without_an_index_is_told_so_where_one_would_be_looked_for(disease):
    assert told(problem(disease)) == (WITHOUT_INDEX[disease],)
    assert told(problem(disease, clinical="resolved")) == (
        "No stage is given: no confirmed diagnosis on record.",
    )


@pytest.mark.parametrize("sentence", WITHOUT_INDEX.values())
def test_a_sentence_on_a_disease_without_index_is_whole_and_never_names_a_score_of_it(sentence):
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "B2M" in sentence


def test_no_disease_has_an_index_and_has_none():
    assert not {item.disease for item in POPULATIONS} & set(WITHOUT_INDEX)
    assert len({item.disease for item in POPULATIONS}) == len(POPULATIONS)


def test_a_patient_without_a_blood_cancer_is_told_once():
    assert told() == ("No stage is given: no confirmed diagnosis on record.",)
    assert told(problem(Disease.CKD)) == told()


def test_an_unreadable_problem_list_is_said():
    unreadable = told(coverage=unread("conditions"))
    incomplete = told(coverage=unread("conditions", state="INCOMPLETE"))

    assert unreadable == (
        "No stage is given: diagnoses could not be read (problem list not available).",
    )
    assert [text.split(": ")[1] for text in incomplete] == [
        "no confirmed diagnosis among those read; the problem list is incomplete."
    ]


def test_every_refused_disease_is_named():
    found = told(
        problem(Disease.CLL, course=Course.REMISSION),
        problem(Disease.WALDENSTROM, verification=""),
        problem(Disease.AL_AMYLOIDOSIS),
    )

    assert [sentence.split(":")[-1].split(" is ")[0] for sentence in found] == [
        " the chronic lymphocytic leukaemia on record",
        " Waldenström macroglobulinaemia",
        "AL amyloidosis",
    ]


def test_a_sample_after_therapy_is_the_reason_where_there_is_a_diagnosis():
    assert told(problem(), therapies=(therapy("2026-11-01"),)) == (
        "No stage: sample taken after therapy began (bortezomib, 1 Nov 2026).",
    )


def test_a_patient_who_is_staged_needs_no_reason():
    assert told(problem()) == ()


def test_children_and_the_pregnant_are_told_why():
    assert told(problem(), patient=person(born="2012-01-01")) == (
        "No stage is given: the indices are for adults.",
    )
    assert told(problem(), problem(Disease.PREGNANCY)) == (
        "No stage is given: not validated in pregnancy.",
    )


CODES: dict[str, tuple[tuple[Problem, ...], dict[str, Any], tuple[str, ...]]] = {
    "no diagnosis": ((), {}, ("no-confirmed-diagnosis",)),
    "not read": ((), {"coverage": unread("conditions")}, ("diagnoses-unreadable",)),
    "no index": (
        (problem(Disease.MGUS),),
        {},
        ("no-confirmed-diagnosis", "no-b2m-index"),
    ),
    "treated": (
        (problem(),),
        {"therapies": (therapy("2026-11-01"),)},
        ("post-treatment", "no-confirmed-diagnosis"),
    ),
    "undated": (
        (problem(),),
        {"therapies": (therapy(""),)},
        ("treatment-undated", "no-confirmed-diagnosis"),
    ),
    "staged": ((problem(),), {}, ("no-confirmed-diagnosis",)),
    "smouldering": (
        (problem(Disease.SMOULDERING_MYELOMA),),
        {},
        ("condition-out-of-scope", "no-confirmed-diagnosis"),
    ),
}


@pytest.mark.parametrize("name", CODES)
def test_reasons_have_the_codes_of_the_case_files(name):
    problems, said, codes = CODES[name]

    assert reasons(case(chart(SERUM_B2M="6", problems=problems, **said))) == codes


def test_diagnoses_are_open_only_where_the_list_was_not_read():
    assert diagnoses_open(case(chart(SERUM_B2M="6", coverage=unread("conditions"))))
    assert diagnoses_open(case(chart(SERUM_B2M="6", problems=(), unusable=IN_WORDS)))
    assert not diagnoses_open(case(chart(SERUM_B2M="6", problems=())))
