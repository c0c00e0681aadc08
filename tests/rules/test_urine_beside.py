"""A urine B2M that is not high, beside a raised serum B2M (kidney rules 5.3)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.rules.finding import Finding
from cds_service.rules.nonspecific import nonspecific
from cds_service.rules.urine_beside import SERUM_ONLY, SLIGHTLY_ACID
from tests.rules.build import POLICY, case, chart
from tests.tables import rows


def spoken(**said) -> Finding:
    found = nonspecific(case(chart(**said, problems=())))
    assert found is not None
    return found


URINE = """
    urine          | pH  | serum @    | egfr | sentences
    120 ug/L       | 7   | 2026-11-18 | 39   | not raised
    120 ug/L       | 6.9 | 2026-11-18 | 39   | not raised, lost
    120 ug/L       | 6   | 2026-11-18 | 39   | not raised, lost
    120 ug/L       | 5.9 | 2026-11-18 | 39   | -
    120 ug/L       | -   | 2026-11-18 | 39   | -
    900 ug/L       | 7   | 2026-11-18 | 39   | -
    120 ug/L       | 7   | 2026-10-18 | 39   | -
    -              | 7   | 2026-11-18 | 39   | -
"""


@pytest.mark.parametrize(("urine", "ph", "when", "egfr", "sentences"), rows(URINE))
def test_a_urine_b2m_that_is_not_raised_speaks_against_a_tubular_leak(
    urine, ph, when, egfr, sentences
):
    found = spoken(SERUM_B2M=f"4.6 @ {when}", EGFR=f"{egfr} @ {when}", URINE_B2M=urine, URINE_PH=ph)

    said = {
        "not raised": SERUM_ONLY.format(urine=urine),
        "lost": SLIGHTLY_ACID.format(ph=ph),
    }
    wanted = [said[name] for name in sentences.split(", ") if name != "-"]
    assert [text for text in found.statements if text in said.values()] == wanted
    assert ("URINE_B2M" in {item.analyte.name for item in found.evidence}) is bool(wanted)


def test_from_which_ph_nothing_is_lost_is_the_sites():
    stable = replace(POLICY, urine_ph_stable_from=Decimal("6.5"))
    read = chart(SERUM_B2M="4.6", EGFR="39", URINE_B2M="120", URINE_PH="6.5", problems=())

    usual, earlier = nonspecific(case(read)), nonspecific(case(read, policy=stable))

    lost = SLIGHTLY_ACID.format(ph="6.5")
    assert usual is not None
    assert earlier is not None
    assert lost in usual.statements
    assert lost not in earlier.statements


def test_an_older_urine_is_not_read_beside_a_newer_serum():
    found = spoken(
        SERUM_B2M=["4.6 @ 2026-10-20", "4.7"],
        URINE_B2M="120 ug/L @ 2026-10-20",
        URINE_PH="7 @ 2026-10-20",
    )

    assert not any(text.startswith("Urine B2M of") for text in found.statements)
