from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from fhir_mappings.dates import moment_from
from fhir_mappings.model import (
    Analyte,
    Availability,
    Chart,
    Course,
    Coverage,
    Disease,
    LabResult,
    Measured,
    Moment,
    Patient,
    Problem,
    Reason,
    Reported,
    measured,
    oldest_first,
)
from tests.tables import rows

CLINICAL = """
    status     | active
    active     | yes
    recurrence | yes
    relapse    | yes
    remission  | no
    inactive   | no
    resolved   | no
               | no
    Active     | no
"""

VERIFICATION = """
    status       | confirmed
    confirmed    | yes
    unconfirmed  | no
    provisional  | no
    differential | no
                 | no
"""

AGES = """
    born       | specimen   | youngest | oldest
    1957-03-14 | 2026-03-13 | 68       | 68
    1957-03-14 | 2026-03-14 | 69       | 69
    1957-03    | 2026-03-14 | 68       | 69
    1957       | 2026-06-01 | 68       | 69
    1957-03-14 | 2026       | 68       | 69
    1957-03-14 | 2026-03    | 68       | 69
    1956-02-29 | 2026-02-28 | 69       | 69
    1956-02-29 | 2026-03-01 | 70       | 70
"""


@pytest.mark.parametrize(("status", "answer"), rows(CLINICAL))
def test_a_problem_is_active_by_its_clinical_status_only(status, answer):
    problem = Problem(Disease.CKD, "Condition/1", clinical=status)

    assert problem.active is (answer == "yes")


@pytest.mark.parametrize(("status", "answer"), rows(VERIFICATION))
def test_a_problem_is_confirmed_only_when_the_record_says_so(status, answer):
    problem = Problem(Disease.CKD, "Condition/1", verification=status)

    assert problem.confirmed is (answer == "yes")


@pytest.mark.parametrize(("born", "specimen", "youngest", "oldest"), rows(AGES))
def test_age_is_in_completed_years_as_far_as_both_dates_allow(born, specimen, youngest, oldest):
    person = Patient(born=moment(born))

    assert person.ages(moment(specimen)) == (int(youngest), int(oldest))


def test_age_is_unknown_without_a_date_of_birth():
    assert Patient().ages(moment("2026-03-14")) is None


def test_results_are_ordered_by_specimen_time_and_on_a_tie_by_issue():
    noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    early, late = lab("early", "2026-11-01"), lab("late", "2026-11-18T13:00:00Z")
    first = lab("first", "2026-11-18T12:00:00Z", issued=noon + timedelta(hours=1))
    corrected = lab("corrected", "2026-11-18T12:00:00Z", issued=noon + timedelta(hours=2))
    unissued = lab("unissued", "2026-11-18T12:00:00Z")
    whole_day = lab("whole day", "2026-11-18")

    ordered = oldest_first([whole_day, late, corrected, early, first, unissued])

    names = [item.reference for item in ordered]
    assert names == ["early", "unissued", "first", "corrected", "late", "whole day"]


def test_a_chart_gives_the_results_of_one_analyte_and_its_newest():
    old, new = lab("old", "2026-11-01"), lab("new", "2026-11-18")
    ldh = replace(lab("ldh", "2026-11-19"), analyte=Analyte.LDH)
    held = Chart(results=(old, new, ldh))

    assert held.of(Analyte.SERUM_B2M) == (old, new)
    assert held.latest(Analyte.SERUM_B2M) is new
    assert held.latest(Analyte.EGFR) is None


@pytest.mark.parametrize(
    ("key", "not_had", "unavailable"),
    [
        ("ldh", False, False),
        ("albumin", True, False),
        ("conditions", True, True),
        ("never asked for", False, False),
    ],
)
def test_a_chart_knows_which_data_sets_could_not_be_had(key, not_had, unavailable):
    held = Chart(
        coverage=(
            Coverage("ldh", Availability.COMPLETE),
            Coverage("albumin", Availability.INCOMPLETE, "deadline"),
            Coverage("conditions", Availability.UNAVAILABLE, "forbidden"),
        )
    )

    assert held.could_not_be_had(key) is not_had
    assert held.unavailable(key) is unavailable


def test_the_model_cannot_be_changed_after_the_fact():
    with pytest.raises(FrozenInstanceError):
        lab("o1", "2026-11-18").value = Measured()  # type: ignore[misc]


def test_every_reason_continues_a_sentence_and_no_two_are_the_same():
    texts = [reason.value for reason in Reason]

    assert len(set(texts)) == len(list(Reason))
    assert all(text and text[0].islower() and not text.endswith(".") for text in texts)


def test_an_unstated_course_is_the_empty_cell_of_the_table():
    assert Course("") is Course.UNSTATED


def test_no_two_analytes_or_diseases_have_the_same_name_on_a_card():
    for names in ([item.label for item in Analyte], [item.value for item in Disease]):
        assert len(set(names)) == len(names)


def moment(text: str) -> Moment:
    found = moment_from(text)
    assert found is not None
    return found


def lab(reference: str, taken: str, issued: datetime | None = None) -> LabResult:
    value = Decimal("3.5")
    return LabResult(
        Analyte.SERUM_B2M,
        measured(value),
        moment(taken),
        reference,
        Reported(value, "mg/L"),
        issued=issued,
    )
