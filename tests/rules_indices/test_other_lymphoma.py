"""GELTAMO-IPI (Montalban 2017) and the AITL score (Advani 2021)."""

import pytest

from cds_service.rules.aitl_score import AITL_SCORE, aitl_score_group, aitl_score_points
from cds_service.rules.geltamo_ipi import GELTAMO_IPI, geltamo_ipi_group, geltamo_ipi_points
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

GELTAMO_PUBLISHED = """
    age | ECOG | stage III-IV | LDH  | B2M  | points | group
    64  | 1    | no           | .    | .    | 0      | low
    65  | 1    | no           | .    | .    | 1      | low-intermediate
    79  | 1    | no           | .    | .    | 1      | low-intermediate
    80  | 1    | no           | .    | .    | 2      | low-intermediate
    64  | 2    | no           | .    | .    | 1      | low-intermediate
    64  | 3    | no           | .    | .    | 2      | low-intermediate
    64  | 4    | no           | .    | .    | 2      | low-intermediate
    64  | 0    | yes          | .    | .    | 1      | low-intermediate
    64  | 0    | no           | high | .    | 1      | low-intermediate
    64  | 0    | no           | .    | high | 1      | low-intermediate
    64  | 0    | yes          | high | high | 3      | low-intermediate
    65  | 0    | yes          | high | high | 4      | high-intermediate
    80  | 0    | yes          | high | high | 5      | high
    80  | 3    | yes          | high | high | 7      | high
"""

GELTAMO_PARTLY_KNOWN = """
    age | ECOG | stage III-IV | LDH  | B2M  | possible                            | still open
    50  | 0    | no           | .    | -    | low, low-intermediate               | b2m
    50  | 0    | yes          | .    | -    | low-intermediate                    |
    70  | 1    | yes          | high | -    | low-intermediate, high-intermediate | b2m
    80  | -    | yes          | high | .    | high-intermediate, high             | ecog
    80  | 3    | yes          | -    | -    | high                                |
    70  | -    | yes          | high | high | high-intermediate, high             | ecog
"""

AITL_PUBLISHED = """
    age | ECOG | CRP  | B2M  | points | group
    59  | 2    | .    | .    | 0      | low
    60  | 2    | .    | .    | 1      | low
    59  | 3    | .    | .    | 1      | low
    59  | 2    | high | .    | 1      | low
    59  | 2    | .    | high | 1      | low
    60  | 2    | .    | high | 2      | intermediate
    60  | 3    | .    | high | 3      | high
    60  | 3    | high | high | 4      | high
"""

AITL_PARTLY_KNOWN = """
    age | ECOG | CRP  | B2M  | possible                | still open
    59  | 0    | .    | -    | low                     |
    60  | 0    | .    | -    | low, intermediate       | b2m
    60  | 0    | -    | high | intermediate, high      | crp
    -   | > 2  | high | high | high                    |
    -   | -    | -    | -    | low, intermediate, high | all
"""


@pytest.mark.parametrize("row", rows(GELTAMO_PUBLISHED))
def test_geltamo_ipi_follows_the_published_table(row):
    *inputs, points, group = row
    given = values(GELTAMO_IPI, inputs)

    assert total(geltamo_ipi_points(**given)) == int(points)
    assert geltamo_ipi_group(**given) == group


@pytest.mark.parametrize("row", rows(GELTAMO_PARTLY_KNOWN))
def test_geltamo_ipi_keeps_every_group_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(GELTAMO_IPI, inputs)

    assert GELTAMO_IPI.possible(given) == groups(possible)
    assert GELTAMO_IPI.open_inputs(given) == still_open(GELTAMO_IPI, inputs, needed)


@pytest.mark.parametrize("row", rows(AITL_PUBLISHED))
def test_aitl_score_follows_the_published_table(row):
    *inputs, points, group = row
    given = values(AITL_SCORE, inputs)

    assert total(aitl_score_points(**given)) == int(points)
    assert aitl_score_group(**given) == group


@pytest.mark.parametrize("row", rows(AITL_PARTLY_KNOWN))
def test_aitl_score_keeps_every_group_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(AITL_SCORE, inputs)

    assert AITL_SCORE.possible(given) == groups(possible)
    assert AITL_SCORE.open_inputs(given) == still_open(AITL_SCORE, inputs, needed)
