"""Powers by logarithm are those of the decimal module, to the digits that anybody reads."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.rules.powers import power

RELATIVE = st.decimals("0.01", "100", places=4)
EXPONENT = st.decimals("-2", "2", places=3)


@given(RELATIVE, EXPONENT)
@settings(max_examples=300, deadline=None)
def test_a_power_is_that_of_the_decimal_module(base, exponent):
    assert abs(power(base, exponent) / base**exponent - 1) < Decimal("1e-24")


@pytest.mark.parametrize("exponent", ["-1.2", "0.302", "0"])
def test_one_stays_exactly_one(exponent):
    assert power(Decimal(1), Decimal(exponent)) == 1
