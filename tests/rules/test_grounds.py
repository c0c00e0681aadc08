# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Why no group is given and what is known of treatment: codes of the case files, words of a card."""

from dataclasses import replace

from cds_service.rules.population import Ground, applicability
from cds_service.rules.populations import MYELOMA
from cds_service.rules.treatment import Timing
from fhir_mappings.model import Disease
from tests.rules.build import POLICY, SAMPLE_DAY, chart, moment, person, problem
from tests.tables import rows

GROUNDS = """
    ground        | code                    | words
    APPLIES       |                         |
    UNREADABLE    | diagnoses-unreadable    | diagnoses could not be read (problem list not available)
    NO_DIAGNOSIS  | no-confirmed-diagnosis  | no confirmed diagnosis on record
    INCOMPLETE    | problem-list-incomplete | no confirmed diagnosis among those read; the problem list is incomplete
    UNCODED       | diagnosis-not-read      | the diagnosis may be on record in words or in a form that is not read
    OUT_OF_SCOPE  | condition-out-of-scope  | {instead} is on record; {index} not built for it
    NOT_CONFIRMED | diagnosis-not-confirmed | {disease} is on record but not marked as confirmed
    NOT_ACTIVE    | diagnosis-not-active    | the {disease} on record is not marked as active
    NOT_NEW       | not-treatment-naive     | the {disease} on record is in remission or relapse; {index} made for untreated disease
    NO_INDEX      | no-b2m-index            | the diagnosis code on record does not clearly name {disease}
    PRECURSOR     | asymptomatic            | the code on record is of a form of {disease} without symptoms; {index} not built for it
    UNDER_18      | age-under-18            | the indices are for adults
    PREGNANT      | pregnancy               | not validated in pregnancy
"""


def test_each_ground_has_its_code_and_words():
    assert [(ground.name, ground.code, ground.words) for ground in Ground] == rows(GROUNDS)


TIMINGS = """
    timing     | code
    AFTER      | post-treatment
    UNDATED    | treatment-undated
    TOO_EARLY  | sample-too-early
    UNCERTAIN  | treatment-uncertain
    NONE_FOUND | pre-treatment
    UNKNOWN    | treatment-unknown
"""


def test_each_answer_on_treatment_has_its_code():
    assert [(timing.name, timing.value) for timing in Timing] == rows(TIMINGS)


def test_a_child_and_the_pregnant_keep_the_diagnosis_on_record():
    myeloma, expecting = problem(), problem(Disease.PREGNANCY)
    at = moment(SAMPLE_DAY)

    child = applicability(chart(patient=person(born="2015-01-01")), MYELOMA, at, POLICY)
    pregnant = applicability(chart(problems=(myeloma, expecting)), MYELOMA, at, POLICY)

    assert child.problem == replace(myeloma)
    assert pregnant.problem is myeloma
