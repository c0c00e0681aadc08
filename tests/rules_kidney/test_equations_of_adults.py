"""CKD-EPI with cystatin C and EKFC; the wanted numbers were worked out apart from the code."""

from decimal import Decimal

import pytest

from cds_service.rules.ckd_epi_cystatin import ckd_epi_2012_cystatin, ckd_epi_2021_combined
from cds_service.rules.ekfc import creatinine_q, cystatin_q, ekfc_creatinine, ekfc_cystatin
from fhir_mappings.model import Sex
from tests.tables import rows

# On both sides of the knot at 0.8 mg/L.
CYSTATIN_2012 = """
    cystatin C mg/L | age | sex    | eGFR
    0.7             | 18  | male   | 132.269
    0.8             | 18  | male   | 123.743
    0.81            | 18  | male   | 121.718
    0.7             | 60  | female | 104.176
    0.8             | 60  | female | 97.460
    0.9             | 60  | female | 83.348
"""

# On both sides of the knots at 0.7 or 0.9 mg/dL and at 0.8 mg/L.
COMBINED_2021 = """
    creatinine mg/dL | cystatin C mg/L | age | sex    | eGFR
    0.6              | 0.7             | 18  | female | 130.860
    0.7              | 0.8             | 18  | female | 121.175
    0.8              | 0.9             | 18  | female | 102.818
    0.6              | 1.2             | 60  | female | 77.589
    0.8              | 0.7             | 60  | male   | 113.399
    0.9              | 0.8             | 60  | male   | 106.785
    1.0              | 0.9             | 60  | male   | 92.007
    1.2              | 0.7             | 60  | male   | 95.340
"""

# On both sides of creatinine = Q, of 25 years and of 40 years.
EKFC_CREATININE = """
    creatinine mg/dL | age  | sex    | eGFR
    0.2              | 2    | male   | 123.604
    0.3              | 5    | female | 113.988
    0.9              | 25   | male   | 107.863
    0.9              | 25.1 | male   | 107.300
    0.89             | 30   | male   | 107.687
    0.9              | 30   | male   | 107.300
    0.91             | 30   | male   | 105.966
    0.7              | 40   | female | 107.300
    0.7              | 41   | female | 106.227
"""

# On both sides of cystatin C = Q, of 40 years and of 50 years.
EKFC_CYSTATIN = """
    cystatin C mg/L | age | eGFR
    0.8             | 18  | 108.580
    0.83            | 18  | 107.300
    0.83            | 40  | 107.300
    0.83            | 41  | 106.227
    0.83            | 50  | 97.040
    0.83            | 51  | 96.256
    0.835           | 51  | 96.070
    0.9             | 70  | 80.212
"""

CREATININE_Q = """
    age  | sex    | Q mg/dL
    2    | male   | 0.3103
    5    | male   | 0.3529
    12   | male   | 0.6155
    18   | male   | 0.8181
    25   | male   | 0.9148
    25.1 | male   | 0.9000
    2    | female | 0.2935
    5    | female | 0.3620
    12   | female | 0.5646
    18   | female | 0.6761
    25   | female | 0.7062
    25.1 | female | 0.7000
"""

CYSTATIN_Q = """
    age | Q mg/L
    18  | 0.83
    50  | 0.83
    51  | 0.835
    70  | 0.93
"""


def _close(value: Decimal | None, wanted: str) -> bool:
    """Equal when rounded to the wanted number's digits."""
    return value is not None and value.quantize(Decimal(wanted)) == Decimal(wanted)


@pytest.mark.parametrize(("cystatin_c", "age", "sex", "egfr"), rows(CYSTATIN_2012))
def test_ckd_epi_2012_bends_at_its_knot(cystatin_c, age, sex, egfr):
    assert _close(ckd_epi_2012_cystatin(Decimal(cystatin_c), int(age), Sex(sex)), egfr)


@pytest.mark.parametrize(("creatinine", "cystatin_c", "age", "sex", "egfr"), rows(COMBINED_2021))
def test_ckd_epi_2021_with_both_markers_bends_at_both_knots(creatinine, cystatin_c, age, sex, egfr):
    markers = Decimal(creatinine), Decimal(cystatin_c)

    assert _close(ckd_epi_2021_combined(*markers, int(age), Sex(sex)), egfr)


@pytest.mark.parametrize("sex", Sex)
def test_ckd_epi_with_cystatin_gives_nothing_under_18_years(sex):
    one = Decimal(1)

    assert ckd_epi_2012_cystatin(one, 17, sex) is None
    assert ckd_epi_2021_combined(one, one, 17, sex) is None


@pytest.mark.parametrize(("creatinine", "age", "sex", "egfr"), rows(EKFC_CREATININE))
def test_ekfc_creatinine_bends_at_q_and_declines_after_40_years(creatinine, age, sex, egfr):
    assert _close(ekfc_creatinine(Decimal(creatinine), Decimal(age), Sex(sex)), egfr)


@pytest.mark.parametrize(("cystatin_c", "age", "egfr"), rows(EKFC_CYSTATIN))
def test_ekfc_cystatin_bends_at_q_and_declines_after_40_years(cystatin_c, age, egfr):
    assert _close(ekfc_cystatin(Decimal(cystatin_c), Decimal(age)), egfr)


@pytest.mark.parametrize(("age", "sex", "q"), rows(CREATININE_Q))
def test_the_median_creatinine_grows_until_25_years(age, sex, q):
    assert _close(creatinine_q(Decimal(age), Sex(sex)), q)


@pytest.mark.parametrize(("age", "q"), rows(CYSTATIN_Q))
def test_the_median_cystatin_c_rises_after_50_years(age, q):
    assert cystatin_q(Decimal(age)) == Decimal(q)


def test_ekfc_gives_nothing_below_its_ages():
    one = Decimal(1)

    assert ekfc_creatinine(one, Decimal("1.99"), Sex.FEMALE) is None
    assert ekfc_cystatin(one, Decimal("17.99")) is None
