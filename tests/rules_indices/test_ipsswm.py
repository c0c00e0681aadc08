"""IPSSWM, Morel 2009."""

import pytest

from cds_service.rules.ipsswm import IPSSWM, ipsswm_group, ipsswm_points
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

PUBLISHED = """
    age | Hb g/dL | platelets | B2M mg/L | IgM g/L | factors | group
    65  | 11.6    | 101       | 3        | 70      | 0       | low
    66  | 11.6    | 101       | 3        | 70      | 1       | intermediate
    65  | 11.5    | 101       | 3        | 70      | 1       | low
    65  | 11.6    | 100       | 3        | 70      | 1       | low
    65  | 11.6    | 101       | 3.01     | 70      | 1       | low
    65  | 11.6    | 101       | 3        | 70.1    | 1       | low
    65  | 11.5    | 100       | 3        | 70      | 2       | intermediate
    66  | 11.6    | 101       | 3.01     | 70      | 2       | intermediate
    65  | 11.5    | 100       | 3.01     | 70      | 3       | high
    66  | 11.5    | 101       | 3.01     | 70      | 3       | high
    66  | 11.5    | 100       | 3.01     | 70.1    | 5       | high
"""

PARTLY_KNOWN = """
    age | Hb g/dL | platelets | B2M mg/L | IgM g/L | possible                | still open
    60  | 13      | 200       | -        | 30      | low                     |
    70  | 13      | 200       | -        | 30      | intermediate            |
    -   | 13      | 200       | 2        | 30      | low, intermediate       | age
    -   | 13      | 200       | 4        | 30      | low, intermediate       | age
    60  | 13      | 200       | -        | -       | low, intermediate       | all
    70  | 10      | 200       | -        | 30      | intermediate, high      | b2m
    -   | 10      | 200       | 4        | 30      | intermediate, high      | age
    60  | <= 11.5 | <= 100    | > 3      | -       | high                    |
    60  | 10      | 90        | > 2      | 30      | intermediate, high      | b2m
    -   | -       | -         | -        | -       | low, intermediate, high | all
"""


@pytest.mark.parametrize("row", rows(PUBLISHED))
def test_ipsswm_follows_the_published_table_where_age_alone_is_intermediate(row):
    *inputs, factors, group = row
    given = values(IPSSWM, inputs)

    assert total(ipsswm_points(**given)) == int(factors)
    assert ipsswm_group(**given) == group


@pytest.mark.parametrize("row", rows(PARTLY_KNOWN))
def test_ipsswm_keeps_every_group_that_the_known_inputs_allow(row):
    *inputs, possible, needed = row
    given = known(IPSSWM, inputs)

    assert IPSSWM.possible(given) == groups(possible)
    assert IPSSWM.open_inputs(given) == still_open(IPSSWM, inputs, needed)
