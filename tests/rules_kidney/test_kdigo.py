from decimal import Decimal
from itertools import pairwise, product

import pytest

from cds_service.rules.kdigo import (
    A_CATEGORIES,
    ALBUMINURIA,
    KDIGO_RISK,
    RISK_GRID,
    RISKS,
    AlbuminuriaForm,
    albuminuria_category,
    kdigo_risk,
)
from fhir_mappings.model import measured
from tests.tables import rows

ALBUMIN = """
    albumin | unit      | category
    0       | mg/g      | A1
    29.9    | mg/g      | A1
    30      | mg/g      | A2
    300     | mg/g      | A2
    300.1   | mg/g      | A3
    2.99    | mg/mmol   | A1
    3       | mg/mmol   | A2
    30      | mg/mmol   | A2
    30.1    | mg/mmol   | A3
    29.9    | mg/(24.h) | A1
    30      | mg/(24.h) | A2
    300     | mg/(24.h) | A2
    300.1   | mg/(24.h) | A3
"""

BOUNDS = """
    albumin | unit      | possible
    < 30    | mg/g      | A1
    < 3     | mg/g      | A1
    <= 30   | mg/g      | A1 A2
    > 30    | mg/g      | A2 A3
    > 300   | mg/(24.h) | A3
    >= 300  | mg/(24.h) | A2 A3
    < 3     | mg/mmol   | A1
    < 30    | mg/mmol   | A1 A2
"""

GRID = """
    G   | A1        | A2        | A3
    G1  | low       | moderate  | high
    G2  | low       | moderate  | high
    G3a | moderate  | high      | very high
    G3b | high      | very high | very high
    G4  | very high | very high | very high
    G5  | very high | very high | very high
"""


@pytest.mark.parametrize(("albumin", "unit", "category"), rows(ALBUMIN))
def test_albuminuria_is_staged_in_the_unit_of_its_report(albumin, unit, category):
    assert albuminuria_category(Decimal(albumin), AlbuminuriaForm(unit)) == category


@pytest.mark.parametrize(("albumin", "unit", "possible"), rows(BOUNDS))
def test_a_bound_leaves_every_category_that_it_allows(albumin, unit, possible):
    comparator, value = albumin.split()
    index = ALBUMINURIA[AlbuminuriaForm(unit)]

    assert index.possible({"albumin": measured(Decimal(value), comparator)}) == tuple(
        possible.split()
    )


@pytest.mark.parametrize(("g", "a1", "a2", "a3"), rows(GRID))
def test_the_risk_grid_is_the_published_one(g, a1, a2, a3):
    assert tuple(kdigo_risk(g, a) for a in A_CATEGORIES) == (a1, a2, a3)


def test_an_unknown_albuminuria_leaves_the_whole_row_open():
    assert KDIGO_RISK.possible({"g": frozenset({"G3a"})}) == ("moderate", "high", "very high")
    assert KDIGO_RISK.possible({"g": frozenset({"G4"})}) == ("very high",)
    assert KDIGO_RISK.possible({}) == RISKS


def test_risk_never_falls_with_a_worse_category():
    for (g, worse), a in product(pairwise(RISK_GRID), A_CATEGORIES):
        assert RISKS.index(kdigo_risk(g, a)) <= RISKS.index(kdigo_risk(worse, a))
    for g, (a, worse) in product(RISK_GRID, pairwise(A_CATEGORIES)):
        assert RISKS.index(kdigo_risk(g, a)) <= RISKS.index(kdigo_risk(g, worse))
