"""MASS, Abdallah 2022."""

import pytest

from cds_service.rules.mass import MASS, mass_group, mass_points
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

PUBLISHED = """
    B2M mg/L | albumin g/L | LDH  | 1q gain | high-risk IgH | chromosome 17 | factors | stage
    5.49     | 20          | .    | .       | .             | .             | 0       | I
    5.5      | 50          | .    | .       | .             | .             | 1       | II
    2        | 40          | high | .       | .             | .             | 1       | II
    2        | 40          | .    | present | .             | .             | 1       | II
    2        | 40          | .    | .       | present       | .             | 1       | II
    2        | 40          | .    | .       | .             | present       | 1       | II
    2        | 40          | high | present | .             | .             | 2       | III
    5.5      | 40          | .    | .       | .             | present       | 2       | III
    5.5      | 40          | high | present | present       | present       | 5       | III
"""

PARTLY_KNOWN = """
    B2M mg/L | albumin g/L | LDH  | 1q gain | IgH | chr 17 | possible   | still open
    7        | 30          | -    | -       | -   | -      | II, III    | all
    7        | -           | high | -       | -   | -      | III        |
    -        | -           | .    | .       | .   | .      | I, II      | b2m
    < 5.5    | -           | -    | .       | .   | .      | I, II      | ldh
    -        | 40          | -    | .       | .   | .      | I, II, III | all
    -        | -           | high | present | -   | -      | III        |
"""


@pytest.mark.parametrize("row", rows(PUBLISHED))
def test_mass_follows_the_published_table(row):
    *inputs, factors, stage = row
    given = values(MASS, inputs)

    assert total(mass_points(**given)) == int(factors)
    assert mass_group(**given) == stage


@pytest.mark.parametrize("row", rows(PARTLY_KNOWN))
def test_mass_keeps_every_stage_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(MASS, inputs)

    assert MASS.possible(given) == groups(possible)
    assert MASS.open_inputs(given) == still_open(MASS, inputs, needed)
