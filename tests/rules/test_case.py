"""The sample that is read, and until when."""

from datetime import UTC, datetime

import pytest

from cds_service.rules.case import case_from, days_old
from cds_service.rules.plausibility import QUERY
from fhir_mappings.model import Disease
from tests.rules.build import NOW, POLICY, chart, moment, problem
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
    good = case_from(chart(SERUM_B2M="21", EGFR="95"), NOW, POLICY)
    low = case_from(chart(SERUM_B2M="21", EGFR="30"), NOW, POLICY)
    dialysis = (problem(Disease.DIALYSIS),)
    none = case_from(chart(SERUM_B2M="21", EGFR="95", problems=dialysis), NOW, POLICY)

    assert good is not None
    assert good.sample.queries == (QUERY,)
    assert low is not None
    assert low.sample.queries == ()
    assert none is not None
    assert none.sample.queries == ()
