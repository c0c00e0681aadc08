"""ISS (Greipp 2005): the published table, what stays possible, and what the card says of it."""

from decimal import Decimal
from itertools import pairwise, product

import pytest

from cds_service.rules.finding import Finding
from cds_service.rules.iss import ISS, iss_stage
from cds_service.rules.myeloma import iss
from fhir_mappings.model import measured
from tests.rules.build import GOOD_KIDNEY, case, chart
from tests.tables import rows

PUBLISHED = """
    B2M mg/L | albumin g/L | stage
    3.49     | 35          | I
    3.49     | 34.9        | II
    3.5      | 35          | II
    3.4999   | 35.0        | I
    3.4999   | 34.9999     | II
    5.45     | 40          | II
    5.4999   | 20          | II
    5.5      | 50          | III
    5.50     | 20          | III
    20       | 20          | III
"""

PARTLY_KNOWN = """
    B2M mg/L | albumin g/L | possible   | still open
    2.0      | -           | I II       | albumin
    3.5      | -           | II         |
    5.4999   | -           | II         |
    5.5      | -           | III        |
    > 20     | -           | III        |
    >= 5.5   | -           | III        |
    > 4.0    | 40          | II III     | B2M
    > 3.0    | 40          | I II III   | B2M
    > 3.0    | -           | I II III   | B2M albumin
    < 5.5    | 40          | I II       | B2M
    < 5.5    | 30          | II         |
    < 5.5    | -           | I II       | B2M albumin
    <= 5.5   | 30          | II III     | B2M
    <= 3.5   | 40          | I II       | B2M
    < 3.5    | 40          | I          |
    < 3.5    | 30          | II         |
    < 0.5    | -           | I II       | albumin
    2.5      | < 35        | II         |
    2.5      | <= 35       | I II       | albumin
    2.5      | >= 35       | I          |
    2.5      | > 30        | I II       | albumin
    4.0      | > 30        | II         |
"""

UNITS = """
    B2M         | albumin      | possible
    3.5 ug/mL   | 35 g/L       | II
    0.35 mg/dL  | 35 g/L       | II
    3499 ug/L   | 3.5 g/dL     | I
    3500 ng/mL  | 3.5 g/dL     | II
    5500 ug/L   | -            | III
    5499 ug/L   | -            | II
    350 ug/dL   | 3500 mg/dL   | II
"""

# 3 % either side of 3.5 mg/L is 289.45 to 307.36 nmol/L, of 5.5 mg/L 454.85 to 482.99 nmol/L;
# of 35 g/L albumin 511.01 to 542.61 umol/L.
MOLAR = """
    B2M           | albumin      | possible
    289 nmol/L    | 40           | I
    290 nmol/L    | 40           | I II
    307 nmol/L    | 40           | I II
    308 nmol/L    | 40           | II
    300 nmol/L    | 30           | II
    454 nmol/L    | -            | II
    455 nmol/L    | -            | II III
    482 nmol/L    | -            | II III
    483 nmol/L    | -            | III
    > 470 nmol/L  | -            | II III
    > 483 nmol/L  | -            | III
    < 298 nmol/L  | 40           | I II
    < 289 nmol/L  | 40           | I
    2.0           | 511 umol/L   | II
    2.0           | 512 umol/L   | I II
    2.0           | 542 umol/L   | I II
    2.0           | 543 umol/L   | I
    4.0           | 527 umol/L   | II
"""


def stage(b2m: str, albumin: str = "-", creatinine: str = GOOD_KIDNEY) -> Finding:
    found = iss(case(chart(SERUM_B2M=b2m, ALBUMIN=albumin, CREATININE=creatinine)))
    assert found is not None
    return found


@pytest.mark.parametrize(("b2m", "albumin", "expected"), rows(PUBLISHED))
def test_the_stage_follows_the_published_table(b2m, albumin, expected):
    assert iss_stage(Decimal(b2m), Decimal(albumin)) == expected


@pytest.mark.parametrize(("b2m", "albumin", "possible", "still_open"), rows(PARTLY_KNOWN))
def test_every_stage_that_the_known_inputs_allow_is_kept(b2m, albumin, possible, still_open):
    assert stage(b2m, albumin).possible == tuple(possible.split())


@pytest.mark.parametrize(("b2m", "albumin", "possible", "still_open"), rows(PARTLY_KNOWN))
def test_only_results_that_could_change_the_stage_are_needed(b2m, albumin, possible, still_open):
    assert stage(b2m, albumin).needed == tuple(still_open.split())


@pytest.mark.parametrize(("b2m", "albumin", "possible"), rows(UNITS))
def test_cutoffs_are_hit_exactly_after_conversion(b2m, albumin, possible):
    assert stage(b2m, albumin).possible == tuple(possible.split())


@pytest.mark.parametrize(("b2m", "albumin", "possible"), rows(MOLAR))
def test_a_molar_value_near_a_deciding_cutoff_leaves_both_stages(b2m, albumin, possible):
    assert stage(b2m, albumin).possible == tuple(possible.split())


def test_the_table_is_total_and_the_declared_cutoffs_are_all_it_uses():
    b2m_grid = [Decimal(n) / 20 for n in range(2, 160)]
    for b2m, albumin in product(b2m_grid, [Decimal(n) / 2 for n in range(40, 110)]):
        inputs = {"b2m": measured(b2m), "albumin": measured(albumin)}

        assert ISS.possible(inputs) == (iss_stage(b2m, albumin),)


def test_the_stage_never_falls_when_b2m_rises_or_albumin_falls():
    b2m_grid = [Decimal(n) / 20 for n in range(2, 160)]
    albumin_grid = [Decimal(n) / 2 for n in range(110, 40, -1)]
    order = ISS.groups.index

    for albumin in albumin_grid:
        stages = [order(iss_stage(b2m, albumin)) for b2m in b2m_grid]
        assert all(before <= after for before, after in pairwise(stages))
    for b2m in b2m_grid:
        stages = [order(iss_stage(b2m, albumin)) for albumin in albumin_grid]
        assert all(before <= after for before, after in pairwise(stages))
