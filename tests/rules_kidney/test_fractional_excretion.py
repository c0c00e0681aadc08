from decimal import Decimal

import pytest

from cds_service.rules.fractional_excretion import (
    FeSetting,
    fe_band,
    fractional_excretion,
    invalid_because,
    not_checked,
)
from cds_service.rules.policy import Policy
from tests.tables import rows

BANDS = """
    FE % | band
    0    | normal
    0.3  | normal
    0.31 | borderline
    1    | borderline
    1.01 | tubular
    10   | tubular
    10.1 | marked
"""

VALIDITY = """
    serum B2M | eGFR | pH   | age  | invalid because
    4.99      | 30   | 6.0  | 2    |
    5.0       | 30   | 6.0  | 2    | serum-b2m-saturates
    4.99      | 29.5 | 6.0  | 2    |
    4.99      | 29.4 | 6.0  | 2    | egfr-below-30
    4.99      | 30   | 5.99 | 2    | acid-urine
    4.99      | 30   | 6.0  | 1.99 | age-under-2
    5.0       | 20   | 5    | 0.1  | serum-b2m-saturates egfr-below-30 acid-urine age-under-2
"""


@pytest.mark.parametrize(("percent", "band"), rows(BANDS))
def test_bands_include_their_upper_limit(percent, band):
    assert fe_band(Decimal(percent)) == band


@pytest.mark.parametrize(("serum", "egfr", "ph", "age", "reasons"), rows(VALIDITY))
def test_names_every_reason_against_reading_the_percentage(serum, egfr, ph, age, reasons):
    setting = FeSetting(
        Decimal(serum),
        egfr=Decimal(egfr),
        ph=Decimal(ph),
        age=Decimal(age),
        kidney_injury=False,
        dialysis=False,
    )

    assert invalid_because(setting) == tuple(reasons.split())
    assert not_checked(setting) == ()


def test_the_age_from_which_it_may_be_read_is_that_of_the_site():
    later = Policy(urine_minimum_age=3)

    assert invalid_because(FeSetting(Decimal(2), age=Decimal(2))) == ()
    assert invalid_because(FeSetting(Decimal(2), age=Decimal(2), policy=later)) == ("age-under-2",)


def test_injury_and_dialysis_make_it_invalid():
    setting = FeSetting(Decimal(2), kidney_injury=True, dialysis=True)

    assert invalid_because(setting) == ("acute-kidney-injury", "dialysis")


def test_what_is_not_known_is_named_and_not_taken_for_absent():
    setting = FeSetting(Decimal(2))

    assert invalid_because(setting) == ()
    assert not_checked(setting) == (
        "egfr-below-30",
        "acute-kidney-injury",
        "dialysis",
        "acid-urine",
        "age-under-2",
    )


def test_the_percentage_is_the_ratio_of_the_two_clearances():
    percent = fractional_excretion(Decimal(1000), Decimal(2), Decimal(1), Decimal(100))

    assert percent == Decimal("0.5")
