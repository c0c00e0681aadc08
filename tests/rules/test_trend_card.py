# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""A serum B2M that moved by more than expected variation (policy P-17)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cds_service.rules.citations import KUMAR_2016
from cds_service.rules.finding import Finding, Story
from cds_service.rules.nonspecific import nonspecific
from cds_service.rules.trend_card import (
    comparable,
    stable,
    trend,
)
from fhir_mappings.model import Disease, LabResult
from tests.rules.build import POLICY, case, chart, problem, result, therapy
from tests.tables import rows

NON_SPECIFIC = "This is non-specific (kidney function, infection, disease activity)."
NOT_A_CRITERION = (
    "It is not an IMWG response/progression criterion; review with M-protein/FLC and creatinine."
)
ONE_ONLY = "One result only: a sustained rise needs a second one."
TREATED = (therapy("2026-01-10"),)


def b2m(text: str, **fields: Any) -> LabResult:
    return result("SERUM_B2M", text, **({"laboratory": "Laboratory A", "loinc": "1952-1"} | fields))


def series(*texts: str, **fields: Any) -> list[LabResult]:
    return [b2m(text, **fields) for text in texts]


def read(*results: LabResult, **said) -> Finding | None:
    known = {"EGFR": ["80 @ 2026-06-01", "82 @ 2026-08-18", "80"], "therapies": TREATED}
    return trend(case(chart(*results, **(known | said))))


def spoken(*results: LabResult, **said) -> Finding:
    found = read(*results, **said)
    assert found is not None
    return found


CHANGES = """
    before | after | headline
    4.0    | 5.0   | yes
    4.0    | 4.99  | no
    4.0    | 3.0   | yes
    4.0    | 3.01  | no
    4.0    | 4.0   | no
"""


@pytest.mark.parametrize(("before", "after", "speaks"), rows(CHANGES))
def test_it_speaks_from_a_change_of_a_quarter(before, after, speaks):
    results = series(f"{before} @ 2026-08-18", after)

    assert (read(*results) is not None) is (speaks == "yes")
    unmoved = case(chart(*results, EGFR=["82 @ 2026-08-18", "80"]))
    assert stable(unmoved) is (speaks == "no")


def test_the_card_gives_both_values_the_table_and_nothing_but_non_specific_reasons():
    found = spoken(*series("4.0 @ 2026-08-18", "6.0"))

    assert (found.rule, found.story, found.indicator) == ("trend", Story.TREND, "info")
    assert found.headline == (
        "B2M up 50% since 18 Aug 2026 (4.0 to 6.0 mg/L, 18 Nov 2026): more than usual variation, "
        "non-specific"
    )
    assert len(found.headline) <= 139
    assert found.header == ("Date", "B2M mg/L", "eGFR")
    assert found.rows == (("18 Aug 2026", "4", "82"), ("18 Nov 2026", "6", "80"))
    assert NON_SPECIFIC in found.statements
    assert "Kidney function changed by 2%, so it is an unlikely reason." in found.statements
    assert found.statements[-1] == ONE_ONLY
    assert [item.reported.text for item in found.evidence] == ["6.0 mg/L", "4.0 mg/L"]
    assert (found.index, found.possible) == ("", ())


def test_a_fall_is_worded_as_one():
    found = spoken(*series("4.0 @ 2026-08-18", "3.0"))

    assert found.headline.startswith("B2M down 25% since 18 Aug 2026 (4.0 to 3.0 mg/L")
    assert found.statements[0] == (
        "B2M has fallen by 25% since 18 Aug 2026, more than usual variation."
    )


def test_half_a_percent_is_rounded_up():
    found = spoken(
        *series("4.0 @ 2026-08-18", "5.06"), EGFR=["80 @ 2026-08-18", "78"], therapies=TREATED
    )

    assert found.headline.startswith("B2M up 27% since")
    assert "Kidney function changed by 3%, so it is an unlikely reason." in found.statements


def test_only_in_myeloma_the_response_criteria_are_spoken_of():
    results = series("4.0 @ 2026-08-18", "6.0")

    assert NOT_A_CRITERION in spoken(*results).statements
    assert spoken(*results).citations == (KUMAR_2016,)
    other = spoken(*results, problems=(problem(Disease.CLL),))
    assert NOT_A_CRITERION not in other.statements
    assert (other.citations, other.companions) == ((), ())


SUSTAINED = """
    values                              | sentence
    4.0 @ 2026-06-01, 5.2 @ 2026-08-18, 6.6 | The rise is sustained: two results in a row lie above that of 1 Jun 2026.
    4.0 @ 2026-06-01, 4.4 @ 2026-08-18, 6.6 | One result only: a sustained rise needs a second one.
    3.9 @ 2026-03-01, 4.0 @ 2026-06-01, 5.2 @ 2026-08-18, 6.6 | The rise is sustained: two results in a row lie above that of 1 Jun 2026.
    5.2 @ 2026-08-18, 6.6               | One result only: a sustained rise needs a second one.
    6.6 @ 2026-08-18, 4.0               | -
"""


@pytest.mark.parametrize(("values", "sentence"), rows(SUSTAINED))
def test_a_rise_is_called_sustained_only_after_two_results(values, sentence):
    found = [text for text in spoken(*series(*values.split(", "))).statements if "ustained" in text]

    assert found == ([] if sentence == "-" else [sentence])


def test_a_site_may_call_a_smaller_rise_sustained():
    known = {"EGFR": ["80 @ 2026-06-01", "82 @ 2026-08-18", "80"], "therapies": TREATED}
    results = series("4.0 @ 2026-06-01", "4.8 @ 2026-08-18", "5.8")
    policy = replace(POLICY, trend_min_change_percent=Decimal(20))

    found = trend(case(chart(*results, **known), policy=policy))

    assert found is not None
    assert found.statements[-1].startswith("The rise is sustained")


def test_a_bar_of_method_laboratory_or_unit_keeps_it_silent():
    first = b2m("4.0 @ 2026-08-18")

    assert read(first, b2m("6.0", laboratory="Laboratory B")) is None
    assert read(first, b2m("6.0", laboratory="")) is None
    assert read(first, b2m("6.0", loinc="54355-5")) is None
    assert read(first, b2m("6.0", method="nephelometry")) is None
    assert read(first, b2m("6000 ug/L")) is None
    assert read(first, b2m("6.0")) is not None


def test_the_table_shows_the_last_four_results():
    days = ["2026-02-01", "2026-03-01", "2026-05-01", "2026-08-18"]

    found = spoken(*series(*(f"4.0 @ {day}" for day in days), "6.0"))

    assert [row[0] for row in found.rows] == [
        "1 Mar 2026",
        "1 May 2026",
        "18 Aug 2026",
        "18 Nov 2026",
    ]
    assert [row[-1] for row in found.rows] == ["-", "-", "82", "80"]


def test_bounds_do_not_belong_to_a_series():
    read_case = case(chart(*series("4.0 @ 2026-08-18", "> 20 @ 2026-10-01", "6.0")))

    assert [item.reported.text for item in comparable(read_case)] == ["4.0 mg/L", "6.0 mg/L"]


def test_one_result_alone_has_no_trend_and_is_not_stable():
    alone = case(chart(*series("6.0")))

    assert trend(alone) is None
    assert not stable(alone)


def test_on_dialysis_nothing_is_said_of_a_change():
    assert read(*series("4.0 @ 2026-08-18", "6.0"), problems=(problem(Disease.DIALYSIS),)) is None


def test_a_trend_stands_in_for_the_non_specific_card_and_a_stable_value_is_silent():
    known = {"EGFR": ["82 @ 2026-08-18", "80"], "therapies": TREATED}
    moved = case(chart(*series("4.0 @ 2026-08-18", "6.0"), **known))
    unmoved = case(chart(*series("6.0 @ 2026-08-18", "6.1"), **known))
    before = case(
        chart(
            *series("6.0 @ 2026-08-18", "6.1"), **(known | {"therapies": (therapy("2026-08-20"),)})
        )
    )
    never = case(chart(*series("6.0 @ 2026-08-18", "6.1"), **known, problems=()))

    assert nonspecific(moved) is None
    assert nonspecific(unmoved) is None
    assert nonspecific(before) is None
    assert nonspecific(never) is not None


def test_confounders_and_the_reason_for_no_stage_qualify_it():
    found = spoken(*series("4.0 @ 2026-08-18", "6.0"), problems=(problem(), problem(Disease.HIV)))

    assert NOT_A_CRITERION in found.statements
    assert found.caveats == (
        "Also known to raise B2M and on record: HIV infection.",
        "No stage: sample taken after therapy began (bortezomib, 10 Jan 2026).",
    )
