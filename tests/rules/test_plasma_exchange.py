"""Albumin shortly after a plasma exchange is no input of a stage (oncology rules 3.1)."""

import pytest

from cds_service.rules.facts import EXCHANGED
from fhir_mappings.model import Disease, Kind
from tests.rules.build import chart, findings, problem, therapy
from tests.tables import rows


def exchange(day):
    return therapy(day, substance="plasma exchange", kind=Kind.PLASMA_EXCHANGE, groups=frozenset())


def read(*exchanges, disease=Disease.MULTIPLE_MYELOMA, **said):
    known = {"SERUM_B2M": "2.0", "EGFR": "80", "problems": (problem(disease),)} | said
    return findings(chart(therapies=exchanges, **known))


WINDOW = """
    exchange   | albumin              | possible | needed
    2026-11-18 | 40 g/L               | I, II    | albumin
    2026-11-04 | 40 g/L               | I, II    | albumin
    2026-11-03 | 40 g/L               | I        | -
    2026-11-19 | 40 g/L               | I        | -
    2026-11-10 | 40 g/L @ 2026-11-09  | I        | -
    2026-11-10 | 40 g/L @ 2026-11-12  | I, II    | albumin
    -          | 40 g/L               | I        | -
"""


@pytest.mark.parametrize(("day", "albumin", "possible", "needed"), rows(WINDOW))
def test_albumin_counts_only_before_it_or_two_weeks_after(day, albumin, possible, needed):
    found = read(*[] if day == "-" else [exchange(day)], ALBUMIN=albumin)["iss"]

    assert ", ".join(found.possible) == possible
    assert (", ".join(found.needed) or "-") == needed


def test_the_card_says_why_albumin_was_not_used_and_that_care_is_needed():
    found = read(exchange("2026-11-15"), exchange("2026-11-16"), ALBUMIN="40 g/L")["iss"]

    assert EXCHANGED.format(albumin="Albumin 40 g/L of 18 Nov 2026") in found.statements
    assert "Drawn around plasma exchange (16 Nov 2026): read the values with care." in (
        found.caveats
    )


def test_an_albumin_from_before_the_exchange_is_used_instead():
    albumin = ["34 g/L @ 2026-11-10", "40 g/L"]

    assert read(exchange("2026-11-15"), ALBUMIN=albumin)["iss"].possible == ("II",)


def test_other_inputs_and_other_treatments_are_left_alone():
    found = read(exchange("2026-11-15"), LDH="300 limit 250", ALBUMIN="40 g/L")["r-iss"]
    other = therapy("2026-11-15", kind=Kind.OTHER, groups=frozenset())

    assert "LDH" not in found.needed
    assert read(other, ALBUMIN="40 g/L")["iss"].possible == ("I",)
    undated = read(exchange(""), ALBUMIN="40 g/L")["iss"]
    assert undated.possible == ("I",)


def test_a_waldenstrom_card_says_it_too():
    (found,) = read(exchange("2026-11-15"), disease=Disease.WALDENSTROM).values()

    assert any(text.startswith("Drawn around plasma exchange") for text in found.caveats)
