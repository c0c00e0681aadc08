"""Inputs that only the optional indices ask for."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.rules.facts import Facts
from cds_service.rules.other_facts import b2m_over_limit, months_since_therapy, rai_3_or_4
from fhir_mappings.model import Measured, Strength
from tests.rules.build import POLICY, chart, recorded, therapy
from tests.tables import rows


def facts(policy=POLICY, **said):
    read = chart(**({"SERUM_B2M": "6"} | said))
    return Facts(read, read.results[-1], policy)


MULTIPLES = """
    B2M             | site | low       | high
    4.0 limit 2.0   | -    | 2         | 2
    2.0 limit 2.0   | -    | 1         | 1
    6.0             | 3.0  | 2         | 2
    6.0 limit 2.0   | 3.0  | 3         | 3
    > 4.0 limit 2.0 | -    | 2         | Infinity
    < 4.0 limit 2.0 | -    | -Infinity | 2
    <= 4.0 limit 2.0 | -   | -Infinity | 2
"""


@pytest.mark.parametrize(("b2m", "site", "low", "high"), rows(MULTIPLES))
def test_b2m_is_taken_in_multiples_of_its_own_limit(b2m, site, low, high):
    policy = replace(POLICY, site_b2m_uln=None if site == "-" else Decimal(site))

    fact = b2m_over_limit(facts(policy, SERUM_B2M=b2m))

    found = fact.known
    assert isinstance(found, Measured)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))
    assert found.low_included is (b2m[0] not in "<>")
    assert found.high_included is (b2m[0] not in "<>" or b2m.startswith("<="))
    assert [item.analyte.label for item in fact.results] == ["B2M"]


def test_without_a_limit_the_multiple_is_unknown_and_the_result_is_shown():
    found = b2m_over_limit(facts())

    assert found.known is None
    assert [item.analyte.label for item in found.results] == ["B2M"]


RAI = """
    stages               | known
    -                    | -
    RAI 0                | no
    RAI II               | no
    RAI III              | yes
    RAI IV               | yes
    BINET C              | -
    RAI 0, RAI III       | yes
    RAI III, RAI II      | no
"""


@pytest.mark.parametrize(("stages", "expected"), rows(RAI))
def test_the_newest_rai_stage_answers(stages, expected):
    on_record = tuple(recorded(*text.split()) for text in stages.split(", ") if text != "-")

    found = rai_3_or_4(facts(stages=on_record))

    assert found.known == (None if expected == "-" else frozenset({expected}))
    assert found.stages == (() if expected == "-" else on_record)


# The sample is of 18 Nov 2026; a month has 365.25 / 12 days.
MONTHS = """
    starts                | fewest days | most days
    2024-11-18            | 729         | 731
    2024-11-19            | 728         | 730
    2026-11-18            | -           | -
    2026-11-17            | 0           | 2
    2026-11-18T00:00:00Z  | 0           | 1
    2020-01-01 2026-05-18 | 183         | 185
    2024-11               | 717         | 748
    2026-05 2026-05-18    | 170         | 202
    -                     | -           | -
    2026-11-19            | -           | -
"""
DAYS_A_MONTH = Decimal("365.25") / 12


@pytest.mark.parametrize(("starts", "fewest", "most"), rows(MONTHS))
def test_months_count_from_the_last_certain_therapy_of_cll(starts, fewest, most):
    cll = frozenset({"cll"})
    given = tuple(therapy(day, groups=cll) for day in starts.split() if day != "-")
    unsure = (
        therapy("2026-10-01", groups=cll, strength=Strength.WEAK),
        therapy("2026-10-01"),
        therapy("", groups=cll),
    )

    found = months_since_therapy(facts(therapies=(*given, *unsure))).known

    if fewest == "-":
        assert found is None
    else:
        assert isinstance(found, Measured)
        assert round(found.low * DAYS_A_MONTH, 3) == Decimal(fewest)
        assert round(found.high * DAYS_A_MONTH, 3) == Decimal(most)
        assert found.low_included
        assert found.high_included
