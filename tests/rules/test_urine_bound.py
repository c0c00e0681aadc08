# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""A urine B2M that is only a bound with the limit inside it."""

import pytest

from tests.rules.test_urine_card import spoken
from tests.tables import rows

BOUNDS = """
    analyte                  | value | pH  | limit
    URINE_B2M                | < 900 | 7   | 300 ug/L
    URINE_B2M                | < 900 | 5.5 | 300 ug/L
    URINE_B2M_PER_CREATININE | > 200 | -   | 300 ug/g
    URINE_B2M_RATE           | < 371 | 7   | 370 ug/24 h
"""


@pytest.mark.parametrize(("analyte", "value", "ph", "limit"), rows(BOUNDS))
def test_a_bound_around_the_limit_says_what_it_leaves_open(analyte, value, ph, limit):
    found = spoken(**{analyte: value}, URINE_PH=ph, SERUM_B2M="2.0", CREATININE="1.0 mg/dL")

    lost = "At its urine pH of 5.5 a value that is not high could not be read as normal either."
    assert found.headline.endswith(f"leaves open whether it is high (limit {limit})")
    assert found.statements == (
        f"The result is only a bound with the limit of {limit} inside it: it may be high or not, and nothing more is read from it. A number would settle it.",
        *([lost] if ph == "5.5" else []),
    )
    assert (found.caveats, found.companions) == ((), ())
