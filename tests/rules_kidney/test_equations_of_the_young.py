"""Schwartz and CKiD U25; the wanted numbers were worked out apart from the code."""

from decimal import Decimal

import pytest

from cds_service.rules.paediatric import (
    K_CREATININE,
    K_CYSTATIN,
    schwartz_2009,
    schwartz_age,
    u25_creatinine,
    u25_cystatin,
    u25_mean,
)
from fhir_mappings.model import Sex
from tests.tables import rows

# On both sides of every knot: 12, for boys' cystatin C 15, and 18 years.
K = """
    age  | sex    | K creatinine | K cystatin C
    1    | male   | 35.7272      | 74.8170
    11.9 | male   | 38.9689      | 84.2923
    12   | male   | 39.0000      | 84.3846
    14.9 | male   | 44.3100      | 87.1047
    15   | male   | 44.5055      | 87.2000
    17.9 | male   | 50.5651      | 77.4646
    18   | male   | 50.8000      | 77.1000
    25   | male   | 50.8000      | 77.1000
    1    | female | 33.0705      | 76.4673
    11.9 | female | 36.0712      | 79.8681
    12   | female | 36.1000      | 79.9000
    14.9 | female | 38.5608      | 74.0232
    15   | female | 38.6486      | 73.8284
    17.9 | female | 41.2832      | 68.3982
    18   | female | 41.4000      | 68.3000
    25   | female | 41.4000      | 68.3000
"""

AGES = """
    age   | Schwartz | U25
    0.99  | no       | no
    1     | yes      | yes
    17.99 | yes      | yes
    18    | no       | yes
    25    | no       | yes
    25.01 | no       | no
"""


@pytest.mark.parametrize(("age", "sex", "creatinine", "cystatin_c"), rows(K))
def test_u25_reads_k_by_age_and_sex(age, sex, creatinine, cystatin_c):
    for table, wanted in ((K_CREATININE, creatinine), (K_CYSTATIN, cystatin_c)):
        k = table[Sex(sex)].at(Decimal(age))

        assert k.quantize(Decimal(wanted)) == Decimal(wanted)


@pytest.mark.parametrize(("age", "schwartz", "u25"), rows(AGES))
def test_each_equation_keeps_to_its_ages(age, schwartz, u25):
    years, one, sex = Decimal(age), Decimal(1), Sex.FEMALE

    assert schwartz_age(years) == (schwartz == "yes")
    assert (u25_creatinine(one, Decimal(120), years, sex) is not None) == (u25 == "yes")
    assert (u25_cystatin(one, years, sex) is not None) == (u25 == "yes")


def test_schwartz_takes_height_in_centimetres():
    assert schwartz_2009(Decimal("0.5"), Decimal(100)) == Decimal("82.6")


def test_u25_takes_height_in_centimetres_and_divides_by_the_marker():
    grown = Decimal(20)

    assert u25_creatinine(Decimal(2), Decimal(150), grown, Sex.MALE) == Decimal("38.1")
    assert u25_cystatin(Decimal(2), grown, Sex.MALE) == Decimal("38.55")


def test_the_u25_mean_needs_both_estimates():
    thirty, forty = Decimal(30), Decimal(40)

    assert u25_mean(thirty, forty) == Decimal(35)
    assert u25_mean(None, forty) is None
    assert u25_mean(thirty, None) is None
