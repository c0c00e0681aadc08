"""MD Anderson index for CLL, Wierda 2007."""

import pytest

from cds_service.rules.mdacc_cll import MDACC_CLL, mdacc_cll_group, mdacc_cll_points
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

PUBLISHED = """
    age | B2M x limit | lymphocytes | sex    | Rai III-IV | 3 nodal groups | points | group
    49  | 0.99        | 19.9        | female | no         | no             | 1      | low
    50  | 0.99        | 19.9        | female | no         | no             | 2      | low
    65  | 0.99        | 19.9        | female | no         | no             | 2      | low
    66  | 0.99        | 19.9        | female | no         | no             | 3      | low
    49  | 1           | 19.9        | female | no         | no             | 2      | low
    49  | 2           | 19.9        | female | no         | no             | 2      | low
    49  | 2.01        | 19.9        | female | no         | no             | 3      | low
    49  | 0.9         | 20          | female | no         | no             | 2      | low
    49  | 0.9         | 50          | female | no         | no             | 2      | low
    49  | 0.9         | 50.1        | female | no         | no             | 3      | low
    49  | 0.9         | 10          | male   | no         | no             | 2      | low
    49  | 0.9         | 10          | female | yes        | no             | 2      | low
    49  | 0.9         | 10          | female | no         | yes            | 2      | low
    66  | 1           | 19.9        | female | no         | no             | 4      | intermediate
    66  | 2.01        | 50.1        | female | no         | no             | 7      | intermediate
    66  | 2.01        | 50.1        | male   | no         | no             | 8      | high
    66  | 2.01        | 50.1        | male   | yes        | yes            | 10     | high
"""

PARTLY_KNOWN = """
    age | B2M x ULN | lympho | sex    | Rai 3-4 | nodes | possible           | still open
    45  | -         | 10     | female | no      | no    | low                |
    60  | -         | 10     | female | no      | no    | low, intermediate  | b2m_over_uln
    66  | > 2       | > 50   | -      | no      | no    | intermediate, high | sex
    66  | > 1       | > 50   | male   | no      | no    | intermediate, high | b2m_over_uln
    -   | 2.5       | 60     | male   | no      | no    | intermediate, high | age
    -   | 2.5       | 60     | -      | yes     | yes   | intermediate, high | all
"""


@pytest.mark.parametrize("row", rows(PUBLISHED))
def test_mdacc_follows_the_published_table(row):
    *inputs, points, group = row
    given = values(MDACC_CLL, inputs)

    assert total(mdacc_cll_points(**given)) == int(points)
    assert mdacc_cll_group(**given) == group


@pytest.mark.parametrize("row", rows(PARTLY_KNOWN))
def test_mdacc_keeps_every_group_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(MDACC_CLL, inputs)

    assert MDACC_CLL.possible(given) == groups(possible)
    assert MDACC_CLL.open_inputs(given) == still_open(MDACC_CLL, inputs, needed)
