"""The note "close to a cut-off" (policy P-10): only where the other side has another group."""

from decimal import Decimal

import pytest

from cds_service.rules.cll_ipi import CLL_IPI
from cds_service.rules.flipi2 import FLIPI2
from cds_service.rules.iss import ISS
from fhir_mappings.model import measured
from tests.rules_indices.given import known
from tests.tables import rows

SHARE = Decimal("0.06")

ISS_ZONES = """
    B2M mg/L | albumin g/L | near
    3.28     | 40          | no
    3.29     | 40          | yes
    3.71     | 40          | yes
    3.72     | 40          | no
    3.4      | 30          | no
    5.17     | 30          | yes
    5.83     | 30          | yes
    5.84     | 30          | no
    3.4      | -           | no
"""


@pytest.mark.parametrize(("b2m", "albumin", "near"), rows(ISS_ZONES))
def test_a_value_is_near_only_a_cutoff_that_decides(b2m, albumin, near):
    given = known(ISS, [b2m, albumin])

    assert ISS.near_cutoff("b2m", Decimal(b2m), given, SHARE) == (near == "yes")


def test_two_points_of_b2m_count_as_near_only_where_they_reach_the_next_group():
    on_the_way = known(CLL_IPI, ["60", "3.4", "no", "yes", "yes"])
    at_the_top = known(CLL_IPI, ["60", "3.4", "yes", "yes", "yes"])

    assert CLL_IPI.near_cutoff("b2m", Decimal("3.4"), on_the_way, SHARE)
    assert not CLL_IPI.near_cutoff("b2m", Decimal("3.4"), at_the_top, SHARE)


def test_a_result_that_counts_against_its_own_limit_has_no_cutoff_of_ours():
    given = {"b2m": frozenset({"normal"}), "age": measured(Decimal(50))}

    assert not FLIPI2.near_cutoff("b2m", Decimal("2.4"), given, SHARE)
