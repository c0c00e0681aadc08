from cds_service.explanation import EXTENSION
from cds_service.terminal import cards_as_text

CARD = {
    "summary": "ISS III, if untreated then: B2M 6.3 mg/L (18 Nov 2026)",
    "indicator": "info",
    "detail": (
        "B2M 6.3 mg/L\n\n| Index | Result |\n|---|---|\n| ISS | **III** |\n\n"
        "**Kidney:** B2M rises when GFR falls."
    ),
    "source": {"label": "ISS (Greipp 2005)", "url": "https://doi.org/10.1200/JCO.2005.04.242"},
    "suggestions": [
        {
            "label": "Order serum LDH",
            "isRecommended": True,
            "actions": [{"resource": {"code": {"coding": [{"code": "2532-0"}]}}}],
        }
    ],
    "extension": {
        EXTENSION: {
            "setAside": [
                {"reference": "Observation/other", "reason": "belongs to another patient"}
            ],
            "coverage": [{"key": "conditions", "state": "unavailable"}],
        }
    },
}


def test_a_card_starts_with_its_indicator_and_summary():
    first = cards_as_text([CARD], 80).splitlines()[0]

    assert first == "[info] ISS III, if untreated then: B2M 6.3 mg/L (18 Nov 2026)"


def test_no_markdown_marks_are_left():
    text = cards_as_text([CARD], 80)

    assert "**" not in text
    assert "|" not in text


def test_suggested_orders_are_listed_with_their_codes():
    assert "  - Order serum LDH (2532-0), recommended" in cards_as_text([CARD], 80)


def test_the_source_is_named_with_its_address():
    last = cards_as_text([CARD], 80).splitlines()[-1]

    assert last == "Source: ISS (Greipp 2005), https://doi.org/10.1200/JCO.2005.04.242"


def test_what_was_set_aside_or_not_had_is_named():
    text = cards_as_text([CARD], 100)

    assert "Set aside:\n  - Observation/other: belongs to another patient" in text
    assert "Not complete:\n  - conditions: unavailable" in text


def test_nothing_that_a_terminal_obeys_or_that_turns_the_text_is_printed():
    hostile = "Observation/\x1b[2J\u202ex\u200b"
    aside = {"setAside": [{"reference": hostile, "reason": "belongs to another patient"}]}
    card = CARD | {"summary": hostile, "detail": hostile, "extension": {EXTENSION: aside}}

    text = cards_as_text([card], 80)

    assert "Observation/[2Jx: belongs" in text
    assert not set(text) & {"\x1b", "\u202e", "\u200b"}


def test_no_line_is_wider_than_the_terminal():
    lines = cards_as_text([CARD, CARD], 40).splitlines()

    assert max(len(line) for line in lines if "https://" not in line) <= 40


def test_the_source_is_wrapped_and_its_address_stays_whole():
    lines = cards_as_text([CARD], 50).splitlines()

    assert lines[-2:] == ["Source: ISS (Greipp 2005),", "https://doi.org/10.1200/JCO.2005.04.242"]


def test_only_the_heading_is_coloured():
    text = cards_as_text([CARD], 80, lambda line, indicator: f"<{indicator}>{line}")

    assert text.startswith("<info>[info] ISS III")
    assert text.count("<info>") == 1


def test_several_cards_are_kept_apart():
    text = cards_as_text([CARD, CARD], 60)

    assert text.count("-" * 60) == 1


def test_a_card_may_be_as_small_as_the_specification_allows():
    text = cards_as_text([{"summary": "S", "indicator": "warning", "source": {"label": "L"}}], 80)

    assert text == "[warning] S\n\nSource: L"
