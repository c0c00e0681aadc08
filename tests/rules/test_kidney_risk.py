"""KDIGO categories side by side: given only where they are certain."""

import pytest

from cds_service.rules.kidney_risk import a_category, g_category
from tests.rules.build import number, result
from tests.tables import rows

G = """
    eGFR   | category
    90     | G1
    89.5   | G1
    89.4   | G2
    59.5   | G2
    59.4   | G3a
    44.5   | G3a
    44.4   | G3b
    29.4   | G4
    14.4   | G5
    > 90   | G1
    > 60   | -
    < 15   | G5
    <= 15  | -
    < 60   | -
    >= 89  | -
    > 89   | G1
    < 14   | G5
"""


@pytest.mark.parametrize(("egfr", "category"), rows(G))
def test_a_bound_has_a_category_only_if_all_its_values_share_it(egfr, category):
    assert (g_category(number(egfr)) or "-") == category


A = """
    albumin            | category
    29.9 mg/g          | A1
    30 mg/g            | A2
    300 mg/g           | A2
    300.1 mg/g         | A3
    2.9 mg/mmol        | A1
    3 mg/mmol          | A2
    30 mg/mmol         | A2
    30.1 mg/mmol       | A3
    2.9 mg/mmol{creat} | A1
    3 mg/mmol{creat}   | A2
    30 mg/mmol{creat}  | A2
    0.3 g/g            | A2
    < 3 mg/mmol        | A1
    < 30 mg/g          | A1
    < 40 mg/g          | -
    > 300 mg/g         | A3
    > 30 mg/mmol       | A3
"""


@pytest.mark.parametrize(("albumin", "category"), rows(A))
def test_albumin_is_staged_in_the_unit_of_its_report(albumin, category):
    assert (a_category(result("URINE_ALBUMIN_CREATININE", albumin)) or "-") == category
