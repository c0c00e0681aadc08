from datetime import date

import pytest

from fhir_mappings.model import Course, Disease, Problem, Reason
from tests.fhir_mappings.resources import (
    MYELOMA,
    aside,
    chart,
    coding,
    concept,
    condition,
    problems,
)
from tests.tables import rows

# Several codings on one Condition; the diagnoses it records, and their course.
RECORDED = """
    codings                         | diagnoses
    cm C90.00                       | MULTIPLE_MYELOMA
    sct 109989006                   | MULTIPLE_MYELOMA
    cm C90.00, sct 109989006        | MULTIPLE_MYELOMA
    local 5, sct 109989006          | MULTIPLE_MYELOMA
    sct 1234, cm C90.00             | MULTIPLE_MYELOMA
    cm C90.00, cm C90.02            | MULTIPLE_MYELOMA relapse
    cm C90.00, cm C90.01            | MULTIPLE_MYELOMA remission
    cm C90.01, cm C90.00            | MULTIPLE_MYELOMA remission
    cm C90.02, cm C90.01            | MULTIPLE_MYELOMA remission
    sct 109989006, cm C90.01        | MULTIPLE_MYELOMA remission
    sct 415110002                   | MULTIPLE_MYELOMA no-index
    sct 415110002, cm C90.00        | MULTIPLE_MYELOMA
    cm C90.00, sct 415110002        | MULTIPLE_MYELOMA
    sct 415110002, cm C90.02        | MULTIPLE_MYELOMA relapse
    sct 413587002                   | SMOULDERING_MYELOMA precursor
    cm C90.00, sct 413587002        | SMOULDERING_MYELOMA precursor
    sct 413587002, cm C90.01        | SMOULDERING_MYELOMA precursor
    cm D47.2, sct 413587002         | MGUS, SMOULDERING_MYELOMA precursor
    cm C90.00, sct 277577000        | MGUS precursor
    cm D47.2, sct 277577000         | MGUS precursor
    cm D47.2                        | MGUS
    cm N18.31                       | CKD
    cm N18.6, cm Z99.2              | CKD, DIALYSIS
    sct 236435004                   | CKD, DIALYSIS
    cm I12.0, cm N18.6              | CKD
"""

CLINICAL = ["active", "recurrence", "relapse", "remission", "inactive", "resolved"]

VERIFICATION = """
    verification     | recorded
    confirmed        | yes
    unconfirmed      | yes
    provisional      | yes
    differential     | yes
    refuted          | no
    entered-in-error | no
"""

ONSETS = """
    onsetDateTime | start   | recordedDate         | onset
    2025-03-01    | 2025-04 | 2025-05-01           | 2025-03-01
                  | 2025-04 | 2025-05-01           | 2025-04-30
                  |         | 2025-05-01           | 2025-05-01
    garbage       |         | 2025-05-01T08:00:00Z | 2025-05-01
"""


@pytest.mark.parametrize(("codings", "diagnoses"), rows(RECORDED))
def test_a_condition_records_each_diagnosis_once_with_the_course_that_takes_precedence(
    codings, diagnoses
):
    found = problems(condition(*codings.split(", ")))

    said = sorted(f"{item.disease.name} {item.course.value}".strip() for item in found)
    assert ", ".join(said) == diagnoses


@pytest.mark.parametrize(
    "code",
    [
        None,
        {"text": " "},
        concept("cm Z00.0"),
        {"coding": ["C90.00"]},
    ],
    ids=str,
)
def test_codes_that_the_rules_do_not_know_record_nothing(code):
    assert problems(condition(code=code)) == ()


WORDED = [
    {"text": "Family history of multiple myeloma"},
    concept("local C90.00"),
    concept("gm C90.00"),
    {"coding": [{"display": "Multiple myeloma"}]},
]


@pytest.mark.parametrize("code", WORDED, ids=str)
def test_a_diagnosis_in_words_or_in_another_code_system_is_reported_and_not_read(code):
    assert aside(condition(code=code)).reason is Reason.WORDS_ONLY


@pytest.mark.parametrize(
    "elements",
    [
        {"subject": {"reference": "Patient/p2"}},
        {"subject": None},
        {"verificationStatus": concept("ver refuted")},
        {"verificationStatus": concept("ver entered-in-error")},
    ],
    ids=str,
)
def test_a_diagnosis_in_words_that_is_not_this_patients_or_withdrawn_is_nothing(elements):
    assert problems(condition(code={"text": "Multiple myeloma"}, **elements)) == ()


@pytest.mark.parametrize("code", [[concept(MYELOMA)], "C90.00"], ids=str)
def test_a_code_of_another_shape_does_not_follow_fhir(code):
    assert aside(condition(code=code)).reason is Reason.INVALID


def test_a_single_coding_where_a_list_belongs_does_not_follow_fhir():
    assert aside(condition(code={"coding": coding(MYELOMA)})).reason is Reason.INVALID


def test_a_problem_says_where_it_comes_from():
    (found,) = problems(condition("cm C90.02", id="c7"))

    assert found == Problem(
        Disease.MULTIPLE_MYELOMA, "Condition/c7", Course.RELAPSE, label="Multiple myeloma"
    )
    assert (found.clinical, found.verification, found.onset) == ("active", "confirmed", None)


@pytest.mark.parametrize("status", CLINICAL)
def test_the_clinical_status_is_kept(status):
    (found,) = problems(condition(clinicalStatus=concept(f"clinical {status}")))

    assert found.clinical == status


@pytest.mark.parametrize(("verification", "recorded"), rows(VERIFICATION))
def test_a_refuted_or_mistaken_condition_records_nothing(verification, recorded):
    found = problems(condition(verificationStatus=concept(f"ver {verification}")))

    assert [item.verification for item in found] == ([verification] if recorded == "yes" else [])


def test_a_condition_without_statuses_is_neither_active_nor_confirmed():
    (found,) = problems(condition(clinicalStatus=None, verificationStatus=None))

    assert (found.clinical, found.verification) == ("", "")
    assert not found.active
    assert not found.confirmed


@pytest.mark.parametrize("status", [{"text": "active"}, {"coding": []}, {"coding": [{}]}])
def test_a_status_without_a_code_says_nothing(status):
    (found,) = problems(condition(clinicalStatus=status, verificationStatus=status))

    assert (found.clinical, found.verification) == ("", "")


def test_a_proprietary_status_code_before_fhirs_own_does_not_hide_it():
    refuted = condition(verificationStatus=concept("local NO", "ver refuted"))
    remission = condition(clinicalStatus=concept("local active", "clinical remission"))

    assert problems(refuted) == ()
    assert [item.clinical for item in problems(remission)] == ["remission"]


def test_a_status_code_of_another_system_counts_where_there_is_no_other():
    (found,) = problems(condition(verificationStatus=concept("local confirmed")))

    assert found.verification == "confirmed"


@pytest.mark.parametrize(("date_time", "start", "recorded", "onset"), rows(ONSETS))
def test_the_onset_is_the_recorded_one_else_the_date_of_recording(
    date_time, start, recorded, onset
):
    (found,) = problems(
        condition(onsetDateTime=date_time, onsetPeriod={"start": start}, recordedDate=recorded)
    )

    assert found.onset is not None
    assert found.onset.last_day == date.fromisoformat(onset)


@pytest.mark.parametrize("period", [None, "2025", {"end": "2025-04"}, {"start": 2025}])
def test_the_onset_is_unknown_when_no_date_is_recorded(period):
    (found,) = problems(condition(onsetPeriod=period, onsetString="in spring"))

    assert found.onset is None


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        (None, Reason.NO_SUBJECT),
        ("Patient/p1", Reason.NO_SUBJECT),
        ({"reference": "Patient/p2"}, Reason.OTHER_PATIENT),
    ],
)
def test_a_condition_of_somebody_else_is_set_aside(subject, reason):
    found = aside(condition(subject=subject))

    assert (found.reference, found.reason) == ("Condition/c1", reason)
    assert (found.analyte, found.taken, found.reported) == (None, None, "")


@pytest.mark.parametrize(
    "odd",
    [
        {"clinicalStatus": [concept("clinical active")]},
        {"verificationStatus": {"coding": "confirmed"}},
    ],
    ids=str,
)
def test_a_status_of_another_shape_sets_the_condition_aside(odd):
    assert aside(condition(**odd)).reason is Reason.INVALID


def test_elements_that_are_not_read_spoil_nothing():
    odd = condition(
        id="has_underscore",
        stage="III",
        severity=[],
        vendorElement=None,
        abatementDateTime="never",
        code={"coding": [{"system": "our codes", "code": "a  b"}, coding(MYELOMA)], "text": 5},
    )

    (found,) = problems(odd)

    assert found.reference == "Condition/has_underscore"


def test_a_condition_that_records_nothing_known_is_left_out_even_when_it_is_odd():
    found = chart(condition("cm Z00.0", clinicalStatus=["active"], subject=None))

    assert (found.problems, found.unusable) == ((), ())
