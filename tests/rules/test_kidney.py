"""Rows K0 to K7 of the kidney rules, read on a chart."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.rules.filtration import Verdict
from cds_service.rules.kidney import creatinine_change, read_kidney
from cds_service.rules.population import is_child
from fhir_mappings.model import Analyte, Disease, Measured
from tests.rules.build import POLICY, chart, moment, person, problem, result
from tests.tables import rows


def reading(*more, policy=POLICY, **said):
    read = chart(*more, **said)
    sample = read.latest(Analyte.SERUM_B2M)
    assert sample is not None
    return read_kidney(read, sample, policy)


# expected B2M: 1.584 at eGFR 90, 2.546 at 60, 5.739 at 30, 12.946 at 15; default limit 2.7
VERDICTS = """
    B2M    | eGFR   | verdict
    6.1    | -      | not-assessable-no-gfr
    2.7    | 60     | not-raised
    2.71   | 60     | filtration-explains
    3.8    | 60     | filtration-explains
    3.83   | 60     | indeterminate
    5.09   | 60     | indeterminate
    5.10   | 60     | more-than-filtration
    2.71   | 90     | indeterminate
    3.2    | 120    | more-than-filtration
    8.6    | 30     | filtration-explains
    8.62   | 30     | indeterminate
    19.4   | 15     | filtration-explains
    40     | 15     | more-than-filtration
    19.4   | 14.99  | not-assessable-egfr-too-low
    2.0    | 14.99  | not-assessable-egfr-too-low
    19.4   | < 15   | not-assessable-egfr-too-low
    19.4   | <= 15  | not-assessable-bound
    19.4   | < 14   | not-assessable-egfr-too-low
    6.1    | > 60   | not-assessable-bound
    > 20   | 90     | more-than-filtration
    > 3    | 90     | not-assessable-bound
    > 20   | > 60   | not-assessable-bound
    < 8.6  | 30     | filtration-explains
    < 8.62 | 30     | not-assessable-bound
    < 3    | 90     | not-assessable-bound
    < 2.7  | 90     | not-raised
"""


@pytest.mark.parametrize(("b2m", "egfr", "verdict"), rows(VERDICTS))
def test_each_verdict_is_reached_on_its_side_of_each_limit(b2m, egfr, verdict):
    found = reading(SERUM_B2M=b2m, EGFR=egfr)

    assert found.verdict is Verdict(verdict)


def test_the_table_above_and_the_tests_below_reach_every_verdict():
    below = {
        Verdict.DIALYSIS,
        Verdict.CHILD,
        Verdict.PREGNANCY,
        Verdict.NON_STEADY,
        Verdict.OLDER_FORMULA,
        Verdict.NOT_COMPARED,
    }

    assert {Verdict(verdict) for *_, verdict in rows(VERDICTS)} | below == set(Verdict)


def test_an_expected_value_is_given_only_where_a_comparison_is_made():
    for b2m, egfr, _ in rows(VERDICTS):
        found = reading(SERUM_B2M=b2m, EGFR=egfr)
        compared = {Verdict.EXPLAINS, Verdict.INDETERMINATE, Verdict.MORE}

        assert (found.expected is not None) is (found.verdict in compared)


def test_dialysis_comes_before_everything():
    on_dialysis = problem(Disease.DIALYSIS, verification="")

    found = reading(
        SERUM_B2M="31",
        CREATININE=["4.0 mg/dL @ 2026-11-17", "8.0 mg/dL"],
        patient=person(born="2015-01-01"),
        problems=(on_dialysis,),
    )

    assert found.verdict is Verdict.DIALYSIS
    assert (found.estimate, found.creatinine, found.change) == (None, None, None)
    assert (found.days_low, found.baseline_ratio, found.risk, found.young) == (0, None, None, None)
    assert [found.ckd_on_record, found.transplanted, found.injury_on_record] == [False] * 3


def test_dialysis_that_has_ended_is_no_dialysis():
    ended = problem(Disease.DIALYSIS, clinical="resolved")

    assert reading(SERUM_B2M="8", EGFR="30", problems=(ended,)).verdict is Verdict.EXPLAINS


CHILDREN = """
    born       | child
    2008-11-18 | no
    2008-11-19 | yes
    2008-11    | yes
    2008       | yes
    2007       | no
    -          | no
"""


@pytest.mark.parametrize(("born", "child"), rows(CHILDREN))
def test_a_patient_who_may_be_under_18_is_read_as_a_child(born, child):
    patient = person(born="" if born == "-" else born)

    assert is_child(chart(patient=patient), moment("2026-11-18"), POLICY) is (child == "yes")
    found = reading(SERUM_B2M="6 limit 2.4", EGFR="90", patient=patient)
    assert (found.verdict is Verdict.CHILD) is (child == "yes")


def test_pregnancy_comes_before_a_changing_creatinine():
    expecting = problem(Disease.PREGNANCY, verification="")
    rising = ["0.5 mg/dL @ 2026-11-17", "1.0 mg/dL"]

    found = reading(SERUM_B2M="6", CREATININE=rising, problems=(expecting,))

    assert found.verdict is Verdict.PREGNANCY
    past = problem(Disease.PREGNANCY, clinical="resolved")
    assert reading(SERUM_B2M="6", EGFR="60", problems=(past,)).verdict is Verdict.MORE


def test_a_child_comes_before_a_changing_creatinine():
    found = reading(
        SERUM_B2M="6",
        CREATININE=["0.4 mg/dL @ 2026-11-17", "0.8 mg/dL"],
        patient=person(born="2015-01-01"),
    )

    assert found.verdict is Verdict.CHILD


def test_a_changing_creatinine_leaves_nothing_to_compare():
    found = reading(
        SERUM_B2M="7.4 mg/L",
        CREATININE=["1.1 mg/dL @ 2026-11-17T08:00", "1.9 mg/dL @ 2026-11-18T22:00"],
    )

    assert found.verdict is Verdict.NON_STEADY
    assert found.expected is None
    assert found.change is not None
    assert found.change.hours == 38


@pytest.mark.parametrize("b2m", ["1.9", "7.4"])
def test_a_changing_creatinine_is_seen_without_a_date_of_birth_and_at_any_b2m(b2m):
    rising = ["1.0 mg/dL @ 2026-11-16", "2.0 mg/dL @ 2026-11-17"]

    found = reading(SERUM_B2M=b2m, CREATININE=rising, patient=person(born=""))

    assert found.verdict is Verdict.NON_STEADY
    assert found.estimate is None


CHANGES = """
    creatinine                                                       | changing
    1.0 mg/dL @ 2026-11-11, 1.5 mg/dL @ 2026-11-18                   | yes
    1.0 mg/dL @ 2026-11-10, 1.5 mg/dL @ 2026-11-17                   | no
    1.5 mg/dL @ 2026-11-18, 1.0 mg/dL @ 2026-11-25                   | yes
    1.5 mg/dL @ 2026-11-19, 1.0 mg/dL @ 2026-11-26                   | no
    1.0 mg/dL @ 2026-11-16, 1.5 mg/dL @ 2026-11-17, 1.5 mg/dL @ 2026-11-20 | yes
    1.0 mg/dL @ 2026-11-16, 1.5 mg/dL @ 2026-11-17, 1.2 mg/dL @ 2026-11-20 | yes
    1.0 mg/dL @ 2026-11-16, < 2.0 mg/dL @ 2026-11-17                 | no
    1.0 mg/dL                                                        | no
    -                                                                | no
"""


@pytest.mark.parametrize(("values", "changing"), rows(CHANGES))
def test_creatinine_within_7_days_of_the_sample_is_looked_at(values, changing):
    found = creatinine_change(chart(CREATININE=values.split(", ")), moment("2026-11-18"), POLICY)

    assert (found is not None) is (changing == "yes")


def test_of_two_changes_the_later_one_is_named():
    read = chart(
        CREATININE=[
            "1.0 mg/dL @ 2026-11-13T08:00",
            "2.0 mg/dL @ 2026-11-14T08:00",
            "2.0 mg/dL @ 2026-11-20T08:00",
            "3.0 mg/dL @ 2026-11-21T08:00",
            "3.0 mg/dL @ 2026-11-25T08:00",
        ]
    )

    found = creatinine_change(read, moment("2026-11-18"), POLICY)

    assert found is not None
    assert found.after.taken.text == "25 Nov 2026"


def test_an_older_formula_is_shown_but_not_compared():
    found = reading(result("EGFR", "40", method="MDRD"), SERUM_B2M="6")

    assert found.verdict is Verdict.OLDER_FORMULA
    assert found.expected is None


def test_an_older_formula_still_tells_a_very_low_egfr():
    assert reading(result("EGFR", "9", method="MDRD"), SERUM_B2M="20").verdict is (
        Verdict.EGFR_TOO_LOW
    )


def test_switched_off_bands_leave_the_comparison_out():
    off = replace(POLICY, filtration_bands=False)

    found = reading(SERUM_B2M="6", EGFR="60", policy=off)

    assert found.verdict is Verdict.NOT_COMPARED
    assert found.expected is None
    assert reading(SERUM_B2M="2.0", EGFR="60", policy=off).verdict is Verdict.NOT_RAISED
    assert reading(SERUM_B2M="2.0", EGFR="9", policy=off).verdict is Verdict.EGFR_TOO_LOW


UNKNOWN_SEX = """
    B2M  | creatinine | verdict
    2.75 | 1.2 mg/dL  | filtration-explains
    4.2  | 1.2 mg/dL  | not-assessable-bound
    9    | 1.2 mg/dL  | more-than-filtration
"""


@pytest.mark.parametrize(("b2m", "creatinine", "verdict"), rows(UNKNOWN_SEX))
def test_with_unknown_sex_a_verdict_is_given_only_if_both_agree(b2m, creatinine, verdict):
    found = reading(SERUM_B2M=b2m, CREATININE=creatinine, patient=person(sex=""))

    assert found.verdict is Verdict(verdict)


@pytest.mark.parametrize(("low", "verdict"), [("5.2", Verdict.MORE), ("3", Verdict.INEXACT)])
def test_of_a_range_of_b2m_both_ends_must_agree(low, verdict):
    span = Measured(Decimal(low), Decimal(9), low_included=True, high_included=True)

    assert reading(result("SERUM_B2M", "9", value=span), EGFR="60").verdict is verdict
