"""When the indices of a disease apply to a patient, and on which ground they are refused."""

import pytest

from cds_service.rules.population import Ground, active, applicability, is_child
from cds_service.rules.populations import CLL, MYELOMA, POPULATIONS
from fhir_mappings.model import Course, Disease, Reason, Unusable
from tests.rules.build import (
    POLICY,
    SAMPLE_DAY,
    chart,
    moment,
    person,
    problem,
    unread,
)
from tests.tables import rows

# one diagnosis of a disease as recorded: course of its code, clinical and verification status
RECORDED = """
    course    | clinical   | verification     | ground
    UNSTATED  | active     | confirmed        | APPLIES
    UNSTATED  | active     | provisional      | NOT_CONFIRMED
    UNSTATED  | active     | differential     | NOT_CONFIRMED
    UNSTATED  | active     | unconfirmed      | NOT_CONFIRMED
    UNSTATED  | active     | -                | NOT_CONFIRMED
    UNSTATED  | -          | confirmed        | NOT_ACTIVE
    UNSTATED  | -          | -                | NOT_ACTIVE
    UNSTATED  | inactive   | confirmed        | NOT_ACTIVE
    UNSTATED  | resolved   | confirmed        | NOT_ACTIVE
    UNSTATED  | remission  | confirmed        | NOT_NEW
    UNSTATED  | remission  | provisional      | NOT_NEW
    UNSTATED  | recurrence | confirmed        | NOT_NEW
    UNSTATED  | relapse    | confirmed        | NOT_NEW
    UNSTATED  | relapse    | provisional      | NOT_CONFIRMED
    REMISSION | active     | confirmed        | NOT_NEW
    REMISSION | inactive   | -                | NOT_NEW
    RELAPSE   | active     | confirmed        | NOT_NEW
    RELAPSE   | resolved   | confirmed        | NOT_ACTIVE
    NO_INDEX  | active     | confirmed        | NO_INDEX
    NO_INDEX  | active     | provisional      | NOT_CONFIRMED
    PRECURSOR | active     | confirmed        | PRECURSOR
    PRECURSOR | resolved   | confirmed        | NOT_ACTIVE
"""


def ground(*problems, population=MYELOMA, patient=None, coverage=(), unusable=()):
    said = {"coverage": coverage, "unusable": unusable}
    read = chart(problems=problems, patient=patient or person(), **said)
    return applicability(read, population, moment(SAMPLE_DAY), POLICY)


def diagnosis(course="UNSTATED", clinical="active", verification="confirmed", disease=None):
    return problem(
        disease or Disease.MULTIPLE_MYELOMA,
        course=Course[course],
        clinical=clinical.replace("-", ""),
        verification=verification.replace("-", ""),
    )


@pytest.mark.parametrize("population", POPULATIONS, ids=lambda item: item.disease.name)
@pytest.mark.parametrize(("course", "clinical", "verification", "expected"), rows(RECORDED))
def test_a_group_needs_a_new_diagnosis_that_is_active_and_confirmed(
    population, course, clinical, verification, expected
):
    on_record = diagnosis(course, clinical, verification, population.disease)

    found = ground(on_record, population=population)

    assert found.ground is Ground[expected]
    assert found.applies is (expected == "APPLIES")
    assert found.problem is on_record
    assert found.recorded


ACTIVE = diagnosis()
BESIDE = {
    "remission beside active": (diagnosis("REMISSION"), Ground.NOT_NEW),
    "relapse beside active": (diagnosis("RELAPSE"), Ground.NOT_NEW),
    "provisional beside active": (diagnosis(verification="provisional"), Ground.APPLIES),
    "resolved beside active": (diagnosis(clinical="resolved"), Ground.APPLIES),
    "vague code beside active": (diagnosis("NO_INDEX"), Ground.APPLIES),
    "smouldering beside active": (problem(Disease.SMOULDERING_MYELOMA), Ground.OUT_OF_SCOPE),
    "unverified smouldering beside active": (
        problem(Disease.SMOULDERING_MYELOMA, verification=""),
        Ground.OUT_OF_SCOPE,
    ),
    "past smouldering beside active": (
        problem(Disease.SMOULDERING_MYELOMA, clinical="resolved"),
        Ground.APPLIES,
    ),
    "MGUS beside active": (problem(Disease.MGUS), Ground.APPLIES),
    "CLL beside active": (problem(Disease.CLL), Ground.APPLIES),
    "kidney disease beside active": (problem(Disease.CKD), Ground.APPLIES),
    "pregnancy beside active": (problem(Disease.PREGNANCY), Ground.PREGNANT),
    "suspected pregnancy beside active": (
        problem(Disease.PREGNANCY, verification="provisional"),
        Ground.PREGNANT,
    ),
    "past pregnancy beside active": (
        problem(Disease.PREGNANCY, clinical="resolved"),
        Ground.APPLIES,
    ),
}


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("reverse", [False, True])
def test_of_several_records_the_one_that_forbids_staging_wins(name, reverse):
    other, expected = BESIDE[name]
    problems = (other, ACTIVE) if reverse else (ACTIVE, other)

    assert ground(*problems).ground is expected


def test_smouldering_myeloma_forbids_only_the_stages_of_myeloma():
    smouldering = problem(Disease.SMOULDERING_MYELOMA)

    assert ground(smouldering, ACTIVE).sentence == (
        "No stage is given: smouldering myeloma is on record; ISS and its successors were not "
        "built for it."
    )
    assert not ground(smouldering, ACTIVE).recorded
    assert ground(smouldering, diagnosis(disease=Disease.CLL), population=CLL).applies


def test_the_clearest_of_several_refusals_is_named():
    vague, unconfirmed, resolved = (
        diagnosis("NO_INDEX"),
        diagnosis(verification=""),
        diagnosis(clinical="resolved"),
    )

    assert ground(resolved, unconfirmed, vague).ground is Ground.NO_INDEX
    assert ground(resolved, unconfirmed).ground is Ground.NOT_CONFIRMED
    assert ground(resolved).ground is Ground.NOT_ACTIVE


def test_the_record_that_was_judged_is_given():
    assert ground(diagnosis(clinical="resolved"), ACTIVE).problem is ACTIVE
    assert ground().problem is None
    assert not ground().recorded


WITHOUT_DIAGNOSIS = """
    diagnosis | problem list | ground
    -         | COMPLETE     | NO_DIAGNOSIS
    -         | INCOMPLETE   | INCOMPLETE
    -         | UNAVAILABLE  | UNREADABLE
    MGUS      | COMPLETE     | NO_DIAGNOSIS
    MGUS      | INCOMPLETE   | INCOMPLETE
    CKD       | COMPLETE     | NO_DIAGNOSIS
    CKD       | INCOMPLETE   | INCOMPLETE
    CKD       | UNAVAILABLE  | INCOMPLETE
    CLL       | COMPLETE     | NO_DIAGNOSIS
"""


def test_a_diagnosis_that_was_not_read_is_never_no_diagnosis():
    hidden = (Unusable("Condition/w", Reason.WORDS_ONLY, hides_diagnosis=True),)
    other = (Unusable("Condition/w", Reason.WORDS_ONLY),)

    assert ground(unusable=hidden).ground is Ground.UNCODED
    assert ground(unusable=other).ground is Ground.NO_DIAGNOSIS
    assert ground(ACTIVE, unusable=hidden).ground is Ground.APPLIES


@pytest.mark.parametrize(("disease", "state", "expected"), rows(WITHOUT_DIAGNOSIS))
def test_an_unread_problem_list_is_never_no_diagnosis(disease, state, expected):
    problems = () if disease == "-" else (problem(Disease[disease]),)

    assert ground(*problems, coverage=unread("conditions", state=state)).ground is Ground[expected]


def test_a_problem_list_never_asked_for_counts_as_read():
    assert ground(coverage=unread("albumin")).ground is Ground.NO_DIAGNOSIS


def test_a_diagnosis_that_was_read_counts_although_the_list_is_incomplete():
    assert ground(ACTIVE, coverage=unread("conditions", state="INCOMPLETE")).applies


AGES = """
    born       | ground   | child
    2008-11-18 | APPLIES  | no
    2008-11-19 | UNDER_18 | yes
    2008       | UNDER_18 | yes
    2007       | APPLIES  | no
    2007-11    | APPLIES  | no
    2008-11    | UNDER_18 | yes
    2015-01-01 | UNDER_18 | yes
    -          | APPLIES  | no
"""


@pytest.mark.parametrize(("born", "expected", "child"), rows(AGES))
def test_a_patient_who_may_be_under_18_at_the_sample_is_not_staged(born, expected, child):
    patient = person(born="" if born == "-" else born)

    assert ground(ACTIVE, patient=patient).ground is Ground[expected]
    assert is_child(chart(patient=patient), moment(SAMPLE_DAY), POLICY) is (child == "yes")


def test_age_goes_before_pregnancy_and_both_after_the_missing_diagnosis():
    child, pregnancy = person(born="2012-01-01"), problem(Disease.PREGNANCY)

    assert ground(ACTIVE, pregnancy, patient=child).ground is Ground.UNDER_18
    assert ground(pregnancy, patient=child).ground is Ground.NO_DIAGNOSIS


def test_a_diagnosis_is_active_whether_or_not_it_is_confirmed():
    suspected = chart(problems=(problem(Disease.CLL, verification=""),))

    assert active(suspected, Disease.CLL)
    assert not active(suspected, Disease.MGUS)
    assert not active(chart(problems=(problem(clinical="resolved"),)), Disease.MULTIPLE_MYELOMA)
