"""R2-ISS, D'Agostino 2022."""

from decimal import Decimal

import pytest

from cds_service.rules.r2_iss import R2_ISS, r2_iss_group, r2_iss_points
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

PUBLISHED = """
    B2M mg/L | albumin g/L | LDH  | del(17p) | t(4;14) | 1q gain | points | stage
    3.49     | 35          | .    | .        | .       | .       | 0      | I
    3.49     | 34.9        | .    | .        | .       | .       | 1      | II
    3.5      | 35          | .    | .        | .       | .       | 1      | II
    5.49     | 35          | .    | .        | .       | .       | 1      | II
    5.5      | 35          | .    | .        | .       | .       | 1.5    | III
    2        | 40          | .    | .        | .       | present | 0.5    | II
    2        | 40          | high | .        | .       | .       | 1      | II
    2        | 40          | .    | present  | .       | .       | 1      | II
    2        | 40          | .    | .        | present | .       | 1      | II
    2        | 40          | high | .        | .       | present | 1.5    | III
    2        | 40          | high | present  | .       | present | 2.5    | III
    5.5      | 40          | .    | .        | present | .       | 2.5    | III
    5.5      | 40          | high | .        | .       | present | 3      | IV
    4        | 40          | high | present  | .       | .       | 3      | IV
    2        | 40          | high | present  | present | .       | 3      | IV
    5.5      | 40          | high | present  | present | present | 5      | IV
"""

PARTLY_KNOWN = """
    B2M mg/L | albumin | LDH  | 17p | t(4;14) | 1q gain | possible       | still open
    2        | 40      | .    | .   | .       | -       | I, II          | gain_1q
    2        | 40      | high | .   | .       | -       | II, III        | gain_1q
    2        | 40      | -    | .   | .       | -       | I, II, III     | all
    2        | 40      | .    | -   | -       | -       | I, II, III     | all
    2        | 40      | high | -   | -       | -       | II, III, IV    | all
    4        | -       | high | .   | .       | -       | III            |
    4        | -       | high | -   | -       | -       | III, IV        | del17p t_4_14
    4        | -       | .    | -   | -       | -       | II, III, IV    | del17p t_4_14 gain_1q
    >= 5.5   | -       | .    | .   | .       | -       | III            |
    >= 5.5   | -       | high | .   | .       | -       | III, IV        | gain_1q
    >= 5.5   | -       | -    | -   | -       | -       | III, IV        | ldh del17p t_4_14 gain_1q
    5.5      | -       | high | +   | -       | -       | IV             |
    -        | 40      | .    | .   | .       | .       | I, II, III     | b2m
    -        | 30      | .    | .   | .       | .       | II, III        | b2m
    2.5      | -       | .    | .   | .       | .       | I, II          | albumin
    -        | -       | -    | -   | -       | -       | I, II, III, IV | all
"""


@pytest.mark.parametrize("row", rows(PUBLISHED))
def test_r2_iss_follows_the_published_table(row):
    *inputs, points, stage = row
    given = values(R2_ISS, inputs)

    assert total(r2_iss_points(**given)) == Decimal(points)
    assert r2_iss_group(**given) == stage


@pytest.mark.parametrize("row", rows(PARTLY_KNOWN))
def test_r2_iss_keeps_every_stage_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(R2_ISS, inputs)

    assert R2_ISS.possible(given) == groups(possible)
    assert R2_ISS.open_inputs(given) == still_open(R2_ISS, inputs, needed)
