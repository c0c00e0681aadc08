# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""A urine B2M that is only a bound with the limit inside it, is old, or needs a second look."""

import pytest

from tests.rules.build import chart, findings
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


AGES = """
    day        | said
    2026-08-22 | -
    2026-08-21 | Last known urine B2M: the sample is 91 days old.
    2025-11-20 | Last known urine B2M: the sample is 365 days old.
"""


@pytest.mark.parametrize(("day", "said"), rows(AGES))
def test_an_older_sample_says_how_old_it_is(day, said):
    found = spoken(URINE_B2M_PER_CREATININE=f"900 @ {day}")

    assert found.caveats == (() if said == "-" else (said,))


def test_a_value_to_verify_says_so():
    unusual = "unusual for this test, verify value and unit"

    read = chart(URINE_B2M="200000", URINE_CREATININE="15", SERUM_B2M="0.5", problems=())

    assert findings(read)["urine"].caveats[:3] == (
        f"Urine B2M 200000 ug/L: {unusual}.",
        f"Urine creatinine 15 mg/dL: {unusual}.",
        f"B2M 0.5 mg/L: {unusual}.",
    )
