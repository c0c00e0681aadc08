"""CLL-IPI, 2016."""

from decimal import Decimal

import pytest

from cds_service.rules.cll_ipi import CLL_IPI, cll_ipi_group, cll_ipi_points
from cds_service.rules.iss import iss_stage
from cds_service.rules.score import total
from tests.rules_indices.given import groups, known, still_open, values
from tests.tables import rows

PUBLISHED = """
    age | B2M mg/L | Rai I-IV, Binet B-C | IGHV unmutated | TP53 aberrant | points | group
    65  | 3.5      | no                  | no             | no            | 0      | low
    66  | 3.5      | no                  | no             | no            | 1      | low
    65  | 3.5      | yes                 | no             | no            | 1      | low
    65  | 3.51     | no                  | no             | no            | 2      | intermediate
    65  | 3.5      | no                  | yes            | no            | 2      | intermediate
    66  | 3.5      | yes                 | no             | no            | 2      | intermediate
    66  | 3.51     | no                  | no             | no            | 3      | intermediate
    65  | 3.51     | no                  | yes            | no            | 4      | high
    65  | 3.5      | no                  | no             | yes           | 4      | high
    66  | 3.51     | yes                 | yes            | no            | 6      | high
    65  | 3.5      | no                  | yes            | yes           | 6      | high
    65  | 3.5      | yes                 | yes            | yes           | 7      | very high
    66  | 3.51     | no                  | no             | yes           | 7      | very high
    66  | 3.51     | yes                 | yes            | yes           | 10     | very high
"""

PARTLY_KNOWN = """
    age | B2M mg/L | Rai I-IV | IGHV U | TP53 | possible                           | still open
    60  | 2        | no       | no     | -    | low, high                          | tp53_aberrant
    70  | 2        | yes      | no     | -    | intermediate, high                 | tp53_aberrant
    70  | 2        | no       | yes    | -    | intermediate, very high            | tp53_aberrant
    70  | 4        | yes      | yes    | -    | high, very high                    | tp53_aberrant
    60  | 2        | -        | no     | no   | low                                |
    -   | 2        | no       | no     | no   | low                                |
    -   | 2        | -        | no     | no   | low, intermediate                  | all
    60  | -        | no       | no     | no   | low, intermediate                  | b2m
    60  | > 3      | no       | no     | no   | low, intermediate                  | b2m
    60  | <= 3.5   | no       | no     | no   | low                                |
    60  | 2        | no       | -      | no   | low, intermediate                  | ighv_unmutated
    -   | -        | -        | -      | yes  | high, very high                    | all
    70  | 4        | -        | -      | yes  | very high                          |
    70  | 4.2      | no       | -      | -    | intermediate, high, very high      | all
    -   | 2        | no       | no     | -    | low, high                          | tp53_aberrant
    -   | -        | -        | -      | -    | low, intermediate, high, very high | all
"""


@pytest.mark.parametrize("row", rows(PUBLISHED))
def test_cll_ipi_follows_the_published_table(row):
    *inputs, points, group = row
    given = values(CLL_IPI, inputs)

    assert total(cll_ipi_points(**given)) == int(points)
    assert cll_ipi_group(**given) == group


@pytest.mark.parametrize("row", rows(PARTLY_KNOWN))
def test_cll_ipi_keeps_every_group_that_the_known_inputs_allow_even_with_a_gap(row):
    *inputs, possible, needed = row
    given = known(CLL_IPI, inputs)

    assert CLL_IPI.possible(given) == groups(possible)
    assert CLL_IPI.open_inputs(given) == still_open(CLL_IPI, inputs, needed)


def test_without_tp53_the_group_is_never_settled_as_low():
    untested = known(CLL_IPI, ["18", "0.5", "no", "no", "-"])

    assert CLL_IPI.possible(untested) != ("low",)


def test_b2m_of_3_50_is_iss_ii_and_scores_nothing_in_cll_ipi():
    b2m = Decimal("3.50")

    assert iss_stage(b2m, albumin=Decimal(40)) == "II"
    assert cll_ipi_points(Decimal(60), b2m, "no", "no", "no")["b2m"] == 0
