"""Expected B2M and the bands of the ratio (policy KP-05, KP-06)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.rules.filtration import (
    Verdict,
    egfr_from_b2m,
    expected_at,
    expected_b2m,
    ratio_verdict,
)
from tests.rules.build import POLICY
from tests.tables import rows

EXPECTED = """
    eGFR | expected mg/L
    15   | 12.95
    20   | 9.24
    30   | 5.74
    45   | 3.57
    60   | 2.55
    75   | 1.96
    90   | 1.58
    91   | 1.58
    120  | 1.58
"""


@pytest.mark.parametrize(("egfr", "expected"), rows(EXPECTED))
def test_the_expected_b2m_follows_the_table_of_the_rules(egfr, expected):
    assert round(expected_at(Decimal(egfr), POLICY), 2) == Decimal(expected)


def test_the_coefficients_are_those_of_the_site():
    doubled = replace(POLICY, b2m_equation_scale=Decimal(266), b2m_equation_exponent=Decimal(1))

    assert round(expected_at(Decimal(60), doubled), 4) == Decimal("4.4333")


# Rows K0 to K7 of the kidney rules, and four of the project where nothing can be compared.
VERDICTS = """
    name          | code of the case files
    DIALYSIS      | not-applicable-dialysis
    NO_GFR        | not-assessable-no-gfr
    CHILD         | not-assessable-under-18
    PREGNANCY     | not-assessable-pregnancy
    NON_STEADY    | not-assessable-non-steady-state
    OLDER_FORMULA | not-assessable-egfr-formula
    INEXACT       | not-assessable-bound
    EGFR_TOO_LOW  | not-assessable-egfr-too-low
    NOT_RAISED    | not-raised
    NOT_COMPARED  | comparison-switched-off
    EXPLAINS      | filtration-explains
    INDETERMINATE | indeterminate
    MORE          | more-than-filtration
"""


def test_each_verdict_has_its_code():
    assert [(verdict.name, verdict.value) for verdict in Verdict] == rows(VERDICTS)


def test_without_the_cap_the_expected_b2m_goes_on_falling():
    assert round(expected_b2m(Decimal(120)), 2) == Decimal("1.13")


def test_the_two_equations_are_each_others_inverse():
    for egfr in range(15, 120):
        there_and_back = egfr_from_b2m(expected_b2m(Decimal(egfr)))

        assert abs(there_and_back - egfr) < Decimal("1e-20")


@pytest.mark.parametrize(("b2m", "egfr"), [("3.5", 46), ("5.5", 31)])
def test_reduced_filtration_alone_reaches_the_iss_borders(b2m, egfr):
    assert round(egfr_from_b2m(Decimal(b2m))) == egfr


BANDS = """
    share of expected | verdict
    0.5               | filtration-explains
    1.49999999        | filtration-explains
    1.50000001        | indeterminate
    1.99999999        | indeterminate
    2.00000001        | more-than-filtration
    10                | more-than-filtration
"""


@pytest.mark.parametrize(("share", "verdict"), rows(BANDS))
@pytest.mark.parametrize("egfr", [15, 24, 60, 90, 120])
def test_the_ratio_falls_into_one_of_three_bands(share, verdict, egfr):
    b2m = expected_at(Decimal(egfr), POLICY) * Decimal(share)

    assert ratio_verdict(b2m, Decimal(egfr), POLICY) is Verdict(verdict)


def test_each_band_includes_its_upper_limit():
    ratio = Decimal(4) / expected_at(Decimal(45), POLICY)

    at_first = replace(POLICY, filtration_explained=ratio)
    at_second = replace(POLICY, filtration_explained=Decimal(0), filtration_indeterminate=ratio)

    assert ratio_verdict(Decimal(4), Decimal(45), at_first) is Verdict.EXPLAINS
    assert ratio_verdict(Decimal(4), Decimal(45), at_second) is Verdict.INDETERMINATE


@pytest.mark.parametrize(("egfr", "read"), [("14.999", False), ("15", True)])
def test_below_egfr_15_unrounded_nothing_is_compared(egfr, read):
    verdict = ratio_verdict(Decimal(14), Decimal(egfr), POLICY)

    assert (verdict is not Verdict.EGFR_TOO_LOW) is read
