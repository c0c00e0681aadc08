"""The sample that is read, until when, and what is settled once for all rules."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cds_service.rules.case import case_from, days_old
from cds_service.rules.plausibility import QUERY
from cds_service.rules.populations import CLL, MYELOMA, POPULATIONS
from cds_service.rules.treatment import Timing
from fhir_mappings.model import Analyte, Course, Disease, Kind
from tests.rules.build import (
    NOW,
    POLICY,
    case,
    chart,
    findings,
    moment,
    problem,
    therapy,
    unread,
)
from tests.tables import rows


def test_the_newest_usable_serum_b2m_is_read():
    found = case_from(chart(SERUM_B2M=["2.0 @ 2026-01-01", "6.0", "3 @ 2026-05-01"]), NOW, POLICY)

    assert found is not None
    assert found.sample.reported.text == "6.0 mg/L"
    assert found.kidney.sample is found.sample


def test_there_is_no_case_without_a_serum_b2m():
    assert case_from(chart(ALBUMIN="40"), NOW, POLICY) is None


LIFETIME = """
    day        | read
    2026-11-20 | yes
    2025-11-20 | yes
    2025-11-19 | no
"""


@pytest.mark.parametrize(("day", "read"), rows(LIFETIME))
def test_a_sample_is_read_for_365_days(day, read):
    found = case_from(chart(SERUM_B2M=f"6 @ {day}"), NOW, POLICY)

    assert (found is not None) is (read == "yes")


def test_age_is_counted_in_whole_days_from_the_last_possible_day():
    assert days_old(moment("2026-11-19T23:59"), NOW) == 1
    assert days_old(moment("2026-11"), datetime(2026, 12, 1, tzinfo=UTC)) == 1


def test_a_b2m_too_high_for_its_egfr_is_to_be_verified():
    good = case(chart(SERUM_B2M="21", EGFR="95"))
    low = case(chart(SERUM_B2M="21", EGFR="30"))
    dialysis = case(chart(SERUM_B2M="21", EGFR="95", problems=(problem(Disease.DIALYSIS),)))

    assert good.sample.queries == (QUERY,)
    assert low.sample.queries == ()
    assert dialysis.sample.queries == ()


def test_every_disease_with_an_index_is_judged_and_only_those_that_apply_have_a_sample():
    found = case(chart(SERUM_B2M="6", problems=(problem(), problem(Disease.CLL, clinical=""))))

    assert set(found.grounds) == {item.disease for item in POPULATIONS}
    assert set(found.stagings) == {Disease.MULTIPLE_MYELOMA}
    assert found.may_stage(MYELOMA)
    assert not found.may_stage(CLL)
    assert found.staging
    assert not case(chart(SERUM_B2M="6", problems=())).staging


def test_a_disease_that_is_not_staged_is_read_on_the_current_sample():
    found = case(chart(SERUM_B2M="6", problems=()))

    assert found.staged(CLL).sample is found.sample


RELAPSED = """
    course    | therapy    | relapsed
    UNSTATED  | 2026-01-01 | yes
    RELAPSE   | 2026-01-01 | yes
    REMISSION | 2026-01-01 | yes
    NO_INDEX  | 2026-01-01 | no
    UNSTATED  | -          | no
    UNSTATED  | 2026-11-18 | no
    UNSTATED  | 2026-11-19 | no
"""


@pytest.mark.parametrize(("course", "start", "expected"), rows(RELAPSED))
def test_a_patient_counts_as_treated_only_with_certain_therapy_before_the_sample(
    course, start, expected
):
    given = (therapy(start, groups=frozenset({"cll"})),) if start != "-" else ()
    read = chart(
        SERUM_B2M="6",
        problems=(problem(Disease.CLL, course=Course[course]),),
        therapies=given,
    )

    assert case(read).relapsed(CLL) is (expected == "yes")


def test_what_could_not_be_read_is_known():
    found = case(chart(SERUM_B2M="6", coverage=unread("ldh", state="INCOMPLETE")))

    assert found.unreadable("ldh")
    assert not found.unreadable("albumin")


def test_what_is_to_be_verified_is_so_in_every_stage_that_rests_on_it():
    found = findings(chart(SERUM_B2M="21", EGFR="95"))

    assert set(found) == {"iss", "ims-2025", "r-iss", "r2-iss"}
    for item in found.values():
        assert item.caveats[0] == f"B2M 21 mg/L: {QUERY}."
        assert "implausible-value" in item.reasons


def test_a_stage_at_diagnosis_is_verified_by_the_egfr_of_its_own_time():
    said = {
        "SERUM_B2M": ["21 @ 2026-10-01", "5"],
        "therapies": (therapy("2026-10-05"),),
    }

    good = findings(chart(EGFR=["95 @ 2026-10-01", "30"], **said))["iss"]
    low = findings(chart(EGFR=["30 @ 2026-10-01", "95"], **said))["iss"]

    assert good.caveats[0] == f"B2M 21 mg/L: {QUERY}."
    assert not any(QUERY in text for text in low.caveats)


@pytest.mark.parametrize(("day", "shown"), [("2026-08-22", True), ("2026-08-21", False)])
def test_a_stage_at_diagnosis_is_given_for_90_days(day, shown):
    read = case(chart(SERUM_B2M=f"6 @ {day}", therapies=(therapy("2026-08-25"),)))

    assert read.may_stage(MYELOMA) is shown


def test_the_kidney_is_read_beside_each_sample_and_once_beside_the_current_one():
    read = case(chart(SERUM_B2M=["6 @ 2026-01-01", "7"], EGFR="24"))
    older = read.chart.of(Analyte.SERUM_B2M)[0]

    assert read.caveat_beside(read.sample).reading is read.kidney
    assert read.caveat_beside(older).reading.sample is older


def test_treatment_before_the_current_sample_is_read_by_the_policy_of_the_site():
    steroid = therapy("2026-11-01", kind=Kind.STEROID, groups=frozenset())
    read = chart(SERUM_B2M="6 @ 2026-11-10", therapies=(steroid, therapy("2026-11-15")))
    strict = replace(POLICY, staging_steroid_days=7)

    timings = [
        case(read, policy=site).current(MYELOMA).treatment.timing for site in (POLICY, strict)
    ]

    assert timings == [Timing.AFTER, Timing.UNCERTAIN]
