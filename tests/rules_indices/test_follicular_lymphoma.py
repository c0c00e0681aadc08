"""FLIPI2 (Federico 2009) and PRIMA-PI (Bachy 2018)."""

import pytest

from cds_service.rules.flipi2 import FLIPI2, flipi2_group, flipi2_points
from cds_service.rules.prima_pi import PRIMA_PI, prima_pi_group
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

FLIPI2_PUBLISHED = """
    B2M  | node cm | marrow | Hb g/dL | age | factors | group
    .    | 6       | no     | 12      | 60  | 0       | low
    high | 6       | no     | 12      | 60  | 1       | intermediate
    .    | 6.1     | no     | 12      | 60  | 1       | intermediate
    .    | 6       | yes    | 12      | 60  | 1       | intermediate
    .    | 6       | no     | 11.9    | 60  | 1       | intermediate
    .    | 6       | no     | 12      | 61  | 1       | intermediate
    high | 6.1     | no     | 12      | 60  | 2       | intermediate
    high | 6.1     | yes    | 12      | 60  | 3       | high
    high | 6.1     | yes    | 11.9    | 61  | 5       | high
"""

FLIPI2_PARTLY_KNOWN = """
    B2M  | node cm | marrow | Hb g/dL | age | possible                | still open
    -    | 3       | no     | 14      | 50  | low, intermediate       | b2m
    -    | 8       | no     | 14      | 50  | intermediate            |
    high | 8       | -      | 14      | 50  | intermediate, high      | marrow_involved
    high | 8       | yes    | -       | -   | high                    |
    high | 3       | no     | 14      | -   | intermediate            |
    .    | -       | -      | 14      | 50  | low, intermediate       | all
    -    | -       | -      | -       | -   | low, intermediate, high | all
"""

PRIMA_PI_PUBLISHED = """
    B2M mg/L | marrow | group
    3        | no     | low
    3        | yes    | intermediate
    3.01     | no     | high
    3.01     | yes    | high
"""

PRIMA_PI_PARTLY_KNOWN = """
    B2M mg/L | marrow | possible                | still open
    2.5      | -      | low, intermediate       | marrow_involved
    3        | -      | low, intermediate       | marrow_involved
    > 3      | -      | high                    |
    -        | no     | low, high               | b2m
    -        | yes    | intermediate, high      | b2m
    > 2      | no     | low, high               | b2m
    -        | -      | low, intermediate, high | all
"""


@pytest.mark.parametrize("row", rows(FLIPI2_PUBLISHED))
def test_flipi2_follows_the_published_table(row):
    *inputs, factors, group = row
    given = values(FLIPI2, inputs)

    assert total(flipi2_points(**given)) == int(factors)
    assert flipi2_group(**given) == group


@pytest.mark.parametrize("row", rows(FLIPI2_PARTLY_KNOWN))
def test_flipi2_keeps_every_group_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(FLIPI2, inputs)

    assert FLIPI2.possible(given) == groups(possible)
    assert FLIPI2.open_inputs(given) == still_open(FLIPI2, inputs, needed)


@pytest.mark.parametrize("row", rows(PRIMA_PI_PUBLISHED))
def test_prima_pi_follows_the_published_table(row):
    *inputs, group = row

    assert prima_pi_group(**values(PRIMA_PI, inputs)) == group


@pytest.mark.parametrize("row", rows(PRIMA_PI_PARTLY_KNOWN))
def test_prima_pi_keeps_every_group_that_the_known_inputs_allow_even_with_a_gap(row):
    *inputs, possible, needed = row
    given = known(PRIMA_PI, inputs)

    assert PRIMA_PI.possible(given) == groups(possible)
    assert PRIMA_PI.open_inputs(given) == still_open(PRIMA_PI, inputs, needed)
