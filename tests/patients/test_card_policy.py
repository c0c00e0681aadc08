"""Whatever a chart holds, the answer stays an answer: few cards, short, in order."""

import pytest

from cds_service.demo.patients import demo_patients
from cds_service.settings import Settings
from fhir_mappings.bundle import Entry
from tests.patients.card_policy import ORDER, breaches
from tests.patients.everything import ID, everything_at_once
from tests.patients.reading import TODAY, cards_of, entries_for, sent

ALL_INDICES = dict.fromkeys(
    ("mass", "ball", "mdacc-cll", "ripsswm", "geltamo-ipi", "aitl-score"), True
)
SETTINGS = {"as delivered": Settings(), "every index": Settings(indices=ALL_INDICES)}


@pytest.mark.parametrize("patient", demo_patients(TODAY), ids=lambda patient: patient.id)
def test_the_cards_of_a_whole_patient_keep_to_the_policy(patient):
    assert breaches(cards_of(entries_for(patient), patient.id)) == []


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_a_patient_who_triggers_everything_still_gets_four_orderly_cards(settings):
    entries = [Entry(sent(item)) for item in everything_at_once(TODAY)]

    cards = cards_of(entries, ID, settings=settings)

    assert breaches(cards) == []
    assert [card["source"]["topic"]["code"] for card in cards] == [
        "b2munusable",
        "b2mchangingkidney",
        "b2mcllrisk",
        "b2mwaldenstromrisk",
    ]


def a_card(**changes):
    card = {
        "summary": "s",
        "indicator": "info",
        "detail": "d",
        "source": {"topic": {"code": "b2mkidney"}},
    }
    return card | changes


@pytest.mark.parametrize(
    ("cards", "breach"),
    [
        ([a_card()] * 5, "5 cards"),
        ([a_card(), a_card(source={"topic": {"code": ORDER[0]}})], "cards out of order"),
        ([a_card(summary="s" * 140)], "summary too long"),
        ([a_card(detail="| --- |\n\n| --- |")], "more than one table"),
        ([a_card(detail="| --- | --- | --- | --- | --- |")], "more than four columns"),
        ([a_card(suggestions=[{"label": f"Order {n}"} for n in range(4)])], "too many suggestions"),
        ([a_card(suggestions=[{"label": "Order x"}] * 2)], "a test offered twice"),
        ([a_card(detail="<b>x</b>")], "HTML"),
        ([a_card(summary="**x**")], "Markdown in the summary"),
        ([a_card(indicator="critical")], "indicator critical"),
        ([a_card(detail=" ")], "empty detail"),
    ],
)
def test_the_check_sees_each_breach(cards, breach):
    assert breach in breaches(cards)
