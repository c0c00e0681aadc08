"""Findings become cards within the card policy, whatever the findings hold."""

import re
from decimal import Decimal

import pytest

from cds_service.cards import cards_for
from cds_service.rules.finding import Citation, Finding, Story
from fhir_mappings.model import Analyte, Chart
from tests.cds_service.findings import B2M, SETTING, card, result, staged


def test_the_summary_says_result_condition_number_unit_and_date():
    assert card(staged())["summary"] == "ISS III if untreated then: B2M 6.10 mg/L (18 Nov 2026)"


def test_two_settled_indices_share_one_summary():
    other = staged(rule="r-iss", index="R-ISS", headline="R-ISS III")

    assert card(staged(), other)["summary"].startswith("ISS III and R-ISS III, if untreated then:")


def test_an_index_that_is_not_settled_is_not_named_as_a_stage_in_the_summary():
    other = staged(rule="r-iss", headline="R-ISS II or III", possible=("II", "III"))

    assert "R-ISS" not in card(staged(), other)["summary"]


def test_the_summary_carries_what_must_not_be_missed():
    assert card(staged(tail="At eGFR 24 a value near this"))["summary"].endswith(
        "(18 Nov 2026). At eGFR 24 a value near this"
    )


@pytest.mark.parametrize("length", [10, 138, 139, 140, 141, 500])
def test_no_summary_is_longer_than_139_characters(length):
    finding = Finding("x", Story.KIDNEY, "h" * length, ())

    assert len(card(finding)["summary"]) == min(length, 139)


def test_a_tail_that_does_not_fit_is_dropped_rather_than_cut():
    finding = Finding("x", Story.KIDNEY, "h" * 130, (), tail="0123456789")

    assert card(finding)["summary"] == "h" * 130


def test_what_an_index_rests_on_beside_b2m_is_named_with_it():
    creatinine = result(Analyte.CREATININE, "0.9", "mg/dL")
    older = result(Analyte.CREATININE, "0.9", "mg/dL", day="2026-11-09")

    same_day = card(staged(beside=(creatinine,)))["summary"]
    another_day = card(staged(beside=(older,)))["summary"]

    assert same_day.endswith("then: B2M 6.10 mg/L, creatinine 0.9 mg/dL (18 Nov 2026)")
    assert another_day.endswith("B2M 6.10 mg/L (18 Nov 2026), creatinine 0.9 mg/dL (9 Nov 2026)")


def test_what_must_not_be_missed_goes_before_what_stands_beside_b2m():
    creatinine = result(Analyte.CREATININE, "0.9", "mg/dL")
    tail = "t" * 77

    text = card(staged(beside=(creatinine,), tail=tail))["summary"]

    assert text == f"ISS III if untreated then: B2M 6.10 mg/L (18 Nov 2026). {tail}"


def test_what_is_already_on_record_is_not_the_news():
    paper = Citation("n", "New definition")
    other = staged(rule="ims-2025", index="IMS", headline="criterion 4 met", citations=(paper,))

    text = card(staged(as_recorded=True), other)

    assert text["summary"].startswith("criterion 4 met if untreated then: B2M")
    assert text["source"]["label"] == "New definition"
    assert card(staged(as_recorded=True))["summary"].startswith("ISS III if untreated then")


def test_stories_come_in_their_order_and_each_has_one_card():
    findings = [
        Finding("d", Story.DIALYSIS, "fourth", ()),
        Finding("k", Story.KIDNEY, "third", ()),
        staged(),
        staged(rule="r-iss", index="R-ISS", possible=("II", "III")),
        Finding("u", Story.UNUSABLE, "first", ()),
    ]

    summaries = [item["summary"].split()[0] for item in cards_for(findings, Chart(), SETTING)]

    assert summaries == ["first", "ISS", "third", "fourth"]


def test_the_detail_opens_with_the_inputs_of_one_day_and_laboratory_together():
    first = card(staged())["detail"].split("\n\n")[0]

    assert first == "B2M 6.10 mg/L, albumin 3.2 g/dL (18 Nov 2026, Central Lab)"


def test_inputs_of_another_day_keep_their_own_date():
    older = result(Analyte.ALBUMIN, "31", "g/L", day="2026-11-09")

    first = card(staged(evidence=(B2M, older)))["detail"].split("\n\n")[0]

    assert first.endswith("albumin 31 g/L (9 Nov 2026)")


def test_ldh_is_shown_with_the_limit_of_its_report_in_the_reported_unit():
    ldh = result(Analyte.LDH, "4.2", "ukat/L", factor=Decimal(60), upper_limit=Decimal(246))

    assert "LDH 4.2 ukat/L (limit 4.1)" in card(staged(evidence=(ldh,)))["detail"]


def test_an_albumin_by_a_fallback_method_names_the_method():
    albumin = result(Analyte.ALBUMIN, "31", "g/L", method="electrophoresis", fallback=True)

    assert "lbumin 31 g/L by electrophoresis" in card(staged(evidence=(albumin,)))["detail"]


def test_the_table_has_a_row_for_each_index_and_says_what_is_needed():
    other = staged(
        rule="r-iss",
        index="R-ISS",
        result="not assignable: II or III",
        possible=("II", "III"),
        needed=("LDH", "FISH"),
    )

    lines = card(staged(), other)["detail"].splitlines()

    assert "| ISS | **III** | - |" in lines
    assert "| R-ISS | not assignable: II or III | LDH, FISH |" in lines


def test_the_kidney_stands_directly_under_the_table():
    blocks = card(staged(kidney=("B2M rises when GFR falls.",)))["detail"].split("\n\n")

    assert blocks[1].startswith("| Index")
    assert blocks[2] == "**Kidney:** B2M rises when GFR falls."


def test_the_limits_come_last_after_the_papers():
    detail = card(staged(caveats=("Not treated.",), limits="For adults."))["detail"]

    assert detail.endswith("Not treated. Computed from ISS (Greipp 2005). For adults.")


def test_hostile_text_from_fhir_stays_text():
    evil = result(
        Analyte.SERUM_B2M,
        "6",
        "mg/L",
        laboratory="<script>x</script>|[a](http://evil) `" + "y" * 99,
    )

    detail = card(staged(evidence=(evil,)))["detail"]

    assert not re.search(r"(?<!\\)<|(?<!\\)\[|http://|y{60}", detail)
