"""The upper limit a serum B2M is read against (policies KP-07, KP-08)."""

from decimal import Decimal

import pytest

from cds_service.rules.policy import Policy
from cds_service.rules.raised import is_raised, upper_limit
from tests.rules.build import person, result
from tests.tables import rows

LIMITS = """
    report | site | born       | limit | whose
    2.4    | -    | 1968-03-01 | 2.4   | laboratory
    2.4    | 2.2  | 1968-03-01 | 2.4   | laboratory
    5      | -    | 1968-03-01 | 5     | laboratory
    5.01   | -    | 1968-03-01 | 2.7   | default
    5.01   | 2.2  | 1968-03-01 | 2.2   | site
    -      | 2.2  | 1968-03-01 | 2.2   | site
    -      | -    | 1976-11-18 | 2.7   | default
    -      | -    | 1976-11-19 | 2.5   | default
    -      | -    | 1976       | 2.5   | default
    -      | -    | -          | 2.5   | default
    -      | -    | 2008-11-18 | 2.5   | default
    -      | -    | 2008-11-19 | -     |
    -      | -    | 2008       | -     |
    2.4    | -    | 2010-01-01 | 2.4   | laboratory
    -      | 2.2  | 2010-01-01 | -     |
    -      | 2.2  | 2008-11-18 | 2.2   | site
    5.01   | 2.2  | 2010-01-01 | -     |
"""


def sample(report, value="3.0"):
    return result("SERUM_B2M", value + ("" if report == "-" else f" limit {report}"))


def patient(born):
    return person(born="" if born == "-" else born)


@pytest.mark.parametrize(("report", "site", "born", "limit", "whose"), rows(LIMITS))
def test_the_reports_own_limit_comes_first_then_the_sites_then_one_by_age(
    report, site, born, limit, whose
):
    policy = Policy(site_b2m_uln=None if site == "-" else Decimal(site))

    found = upper_limit(sample(report), patient(born), policy)

    if limit == "-":
        assert found is None
    else:
        assert found is not None
        assert (found.value, found.whose) == (Decimal(limit), whose)


@pytest.mark.parametrize(("born", "doubt"), [("2008-11-18", False), ("2008-11-19", True)])
def test_a_limit_on_a_childs_report_may_be_meant_for_adults(born, doubt):
    found = upper_limit(sample("2.4"), person(born=born), Policy())

    assert found is not None
    assert (found.doubt == "which may be meant for adults") is doubt


DISBELIEVED = """
    report | site | doubt
    9      | -    | because the report's own limit of 9 mg/L is implausible
    9      | 2.2  | because the report's own limit of 9 mg/L is implausible
    5      | -    |
    -      | -    |
"""


@pytest.mark.parametrize(("report", "site", "doubt"), rows(DISBELIEVED))
def test_a_report_limit_that_is_not_believed_is_named(report, site, doubt):
    policy = Policy(site_b2m_uln=None if site == "-" else Decimal(site))

    found = upper_limit(sample(report), person(), policy)

    assert found is not None
    assert found.doubt == doubt


def test_a_limit_says_whose_it_is():
    found = upper_limit(sample("2.40"), person(), Policy())

    assert found is not None
    assert found.text == "laboratory limit of 2.4"


RAISED = """
    value   | report | raised
    2.4     | 2.4    | no
    2.41    | 2.4    | yes
    < 2.4   | 2.4    | no
    <= 2.4  | 2.4    | no
    < 2.5   | 2.4    | yes
    > 2.0   | 2.4    | yes
    > 20    | 2.4    | yes
"""


@pytest.mark.parametrize(("value", "report", "raised"), rows(RAISED))
def test_a_bound_counts_as_raised_if_any_value_it_allows_is(value, report, raised):
    assert is_raised(sample(report, value), person(), Policy()) is (raised == "yes")


def test_a_childs_value_is_not_raised_without_a_limit_of_its_own():
    assert not is_raised(sample("-", "9"), person(born="2015-01-01"), Policy())
