"""CKD-EPI 2021 (creatinine) and the KDIGO G categories."""

from decimal import Decimal
from itertools import pairwise

import pytest

from cds_service.rules.gfr import (
    ckd_epi_2021,
    gfr_category,
    highest_reported,
    lowest_reported,
    reported,
)
from fhir_mappings.model import Sex
from tests.rules.build import number
from tests.tables import rows

# Worked from the published equation in binary floats; more worked cases: tests/clinical_cases.
PUBLISHED = """
    creatinine | age | sex    | eGFR
    0.7        | 18  | male   | 136.9720
    0.7        | 18  | female | 128.4845
    0.9        | 18  | male   | 126.9610
    1.07       | 40  | male   | 89.9660
    2.7        | 71  | male   | 24.4327
    0.4        | 30  | female | 136.4617
    0.3        | 30  | male   | 164.1908
    1.9        | 85  | female | 25.5562
"""


@pytest.mark.parametrize(("creatinine", "age", "sex", "egfr"), rows(PUBLISHED))
def test_the_equation_follows_its_publication(creatinine, age, sex, egfr):
    found = ckd_epi_2021(Decimal(creatinine), int(age), Sex(sex))

    assert abs(found - Decimal(egfr)) < Decimal("0.0001")


@pytest.mark.parametrize("sex", Sex)
def test_the_two_arms_of_the_equation_meet_at_the_bend(sex):
    bend = {Sex.FEMALE: Decimal("0.7"), Sex.MALE: Decimal("0.9")}[sex]
    step = Decimal("0.000001")

    below, above = (ckd_epi_2021(bend + move, 50, sex) for move in (-step, step))

    assert abs(below - above) < Decimal("0.001")


@pytest.mark.parametrize("sex", Sex)
def test_egfr_falls_with_creatinine_and_with_age(sex):
    by_creatinine = [ckd_epi_2021(Decimal(n) / 10, 60, sex) for n in range(2, 80)]
    by_age = [ckd_epi_2021(Decimal(1), age, sex) for age in range(18, 100)]

    for series in (by_creatinine, by_age):
        assert all(later < earlier for earlier, later in pairwise(series))


CATEGORIES = """
    eGFR   | reported | category
    150    | 150      | G1
    89.5   | 90       | G1
    89.499 | 89       | G2
    59.98  | 60       | G2
    59.5   | 60       | G2
    59.49  | 59       | G3a
    44.5   | 45       | G3a
    44.49  | 44       | G3b
    29.5   | 30       | G3b
    29.49  | 29       | G4
    14.5   | 15       | G4
    14.49  | 14       | G5
    0      | 0        | G5
"""


@pytest.mark.parametrize(("egfr", "whole", "category"), rows(CATEGORIES))
def test_the_category_is_that_of_the_reported_whole_number_half_up(egfr, whole, category):
    assert reported(Decimal(egfr)) == int(whole)
    assert gfr_category(Decimal(egfr)) == category


BOUNDS = """
    eGFR    | lowest | highest
    59.5    | 60     | 60
    < 60    | 0      | 59
    <= 60   | 0      | 60
    < 60.4  | 0      | 60
    > 60    | 61     | -
    >= 60   | 60     | -
    > 59.6  | 60     | -
"""


@pytest.mark.parametrize(("egfr", "lowest", "highest"), rows(BOUNDS))
def test_a_bound_leaves_the_whole_numbers_beyond_it(egfr, lowest, highest):
    found = highest_reported(number(egfr))

    assert lowest_reported(number(egfr)) == int(lowest)
    assert found == (None if highest == "-" else int(highest))
