"""BALL, Soumerai 2019."""

import pytest

from cds_service.rules.ball import BALL, ball_group, ball_points
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

PUBLISHED = """
    B2M mg/L | Hb g/dL | sex    | LDH  | months | points | group
    4.99     | 12      | male   | .    | 24     | 0      | low
    4.99     | 11      | female | .    | 24     | 0      | low
    5        | 12      | male   | .    | 24     | 1      | low
    2        | 11.9    | male   | .    | 24     | 1      | low
    2        | 11.9    | female | .    | 24     | 0      | low
    2        | 10.9    | female | .    | 24     | 1      | low
    2        | 14      | male   | high | 24     | 1      | low
    2        | 14      | male   | .    | 23.9   | 1      | low
    5        | 14      | male   | high | 24     | 2      | intermediate
    5        | 14      | male   | high | 23.9   | 3      | intermediate
    5        | 10.9    | female | high | 23.9   | 4      | high
"""

PARTLY_KNOWN = """
    B2M mg/L | Hb g/dL | sex    | LDH  | months | possible           | still open
    6        | 10      | male   | -    | 6      | intermediate, high | ldh
    6        | 11.5    | -      | .    | 24     | low, intermediate  | sex
    6        | 12      | -      | .    | 24     | low                |
    6        | 10.9    | -      | .    | 24     | intermediate       |
    2        | -       | -      | .    | 30     | low                |
    -        | -       | -      | high | 6      | intermediate, high | all
    6        | -       | female | high | -      | intermediate, high | all
    > 4      | 14      | male   | high | 30     | low, intermediate  | b2m
"""


@pytest.mark.parametrize("row", rows(PUBLISHED))
def test_ball_follows_the_published_table(row):
    *inputs, points, group = row
    given = values(BALL, inputs)

    assert total(ball_points(**given)) == int(points)
    assert ball_group(**given) == group


@pytest.mark.parametrize("row", rows(PARTLY_KNOWN))
def test_ball_keeps_every_group_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(BALL, inputs)

    assert BALL.possible(given) == groups(possible)
    assert BALL.open_inputs(given) == still_open(BALL, inputs, needed)
