"""Revised IPSSWM (Kastritis 2019) and MSS-WM (Zanwar 2024)."""

import pytest

from cds_service.rules.mss_wm import MSS_WM, mss_wm_group, mss_wm_points
from cds_service.rules.ripsswm import RIPSSWM, ripsswm_group, ripsswm_points
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

RIPSSWM_PUBLISHED = """
    age | B2M mg/L | albumin g/L | LDH U/L | points | group
    65  | 3.99     | 35          | 249     | 0      | very low
    66  | 3.99     | 35          | 249     | 1      | low
    75  | 3.99     | 35          | 249     | 1      | low
    76  | 3.99     | 35          | 249     | 2      | intermediate
    65  | 4        | 35          | 249     | 1      | low
    65  | 3.99     | 34.9        | 249     | 1      | low
    65  | 3.99     | 35          | 250     | 1      | low
    66  | 4        | 35          | 249     | 2      | intermediate
    76  | 4        | 35          | 249     | 3      | high
    76  | 4        | 34.9        | 249     | 4      | very high
    76  | 4        | 34.9        | 250     | 5      | very high
"""

RIPSSWM_PARTLY_KNOWN = """
    age  | B2M mg/L | albumin | LDH   | possible                                     | still open
    70   | 4.5      | 40      | -     | intermediate, high                           | ldh
    > 65 | 2        | 40      | 180   | low, intermediate                            | age
    -    | 2        | 40      | 180   | very low, low, intermediate                  | age
    76   | 5        | 30      | -     | very high                                    |
    60   | 2        | -       | -     | very low, low, intermediate                  | all
    60   | 2        | 40      | > 200 | very low, low                                | ldh
    76   | -        | -       | -     | intermediate, high, very high                | all
    -    | -        | -       | -     | very low, low, intermediate, high, very high | all
"""

MSS_WM_PUBLISHED = """
    age | albumin g/L | LDH  | points | group
    65  | 35          | .    | 0      | low
    66  | 35          | .    | 1      | low-intermediate
    75  | 35          | .    | 1      | low-intermediate
    76  | 35          | .    | 2      | intermediate
    65  | 34.9        | .    | 1      | low-intermediate
    65  | 35          | high | 2      | intermediate
    75  | 34          | .    | 2      | intermediate
    65  | 34          | high | 3      | high
    76  | 34          | high | 5      | high
"""

MSS_WM_PARTLY_KNOWN = """
    age | albumin g/L | LDH  | possible                                  | still open
    60  | 40          | -    | low, intermediate                         | ldh
    70  | 40          | -    | low-intermediate, high                    | ldh
    60  | -           | high | intermediate, high                        | albumin
    76  | -           | high | high                                      |
    -   | -           | -    | low, low-intermediate, intermediate, high | all
"""


@pytest.mark.parametrize("row", rows(RIPSSWM_PUBLISHED))
def test_ripsswm_follows_the_published_table(row):
    *inputs, points, group = row
    given = values(RIPSSWM, inputs)

    assert total(ripsswm_points(**given)) == int(points)
    assert ripsswm_group(**given) == group


@pytest.mark.parametrize("row", rows(RIPSSWM_PARTLY_KNOWN))
def test_ripsswm_keeps_every_group_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(RIPSSWM, inputs)

    assert RIPSSWM.possible(given) == groups(possible)
    assert RIPSSWM.open_inputs(given) == still_open(RIPSSWM, inputs, needed)


@pytest.mark.parametrize("row", rows(MSS_WM_PUBLISHED))
def test_mss_wm_follows_the_published_table(row):
    *inputs, points, group = row
    given = values(MSS_WM, inputs)

    assert total(mss_wm_points(**given)) == int(points)
    assert mss_wm_group(**given) == group


@pytest.mark.parametrize("row", rows(MSS_WM_PARTLY_KNOWN))
def test_mss_wm_keeps_every_group_that_the_known_inputs_allow_even_with_a_gap(row):
    *inputs, possible, needed = row
    given = known(MSS_WM, inputs)

    assert MSS_WM.possible(given) == groups(possible)
    assert MSS_WM.open_inputs(given) == still_open(MSS_WM, inputs, needed)


def test_mss_wm_does_without_b2m():
    assert "b2m" not in MSS_WM.inputs
