"""Every card of every demo patient says what it must and nothing that it must not."""

import pytest

from cds_service.demo.patients import demo_patients
from cds_service.demo.story_orders import ORDER_STORIES
from tests.patients.must_say import forbidden, missing
from tests.patients.reading import TODAY, cards_of, entries_for, order_cards_of


@pytest.mark.parametrize("patient", demo_patients(TODAY), ids=lambda patient: patient.id)
def test_the_cards_of_a_patient_say_what_they_must_and_nothing_else(patient):
    for card in cards_of(entries_for(patient), patient.id):
        assert missing(card) == []
        assert forbidden(card) == []


@pytest.mark.parametrize("story", ORDER_STORIES, ids=lambda story: story.id)
def test_so_do_the_cards_beside_orders(story):
    for card in order_cards_of(story):
        assert missing(card) == []
        assert forbidden(card) == []


def a_card(topic="b2mkidney", indicator="info", summary="B2M 3 mg/L", detail="B2M 3 mg/L"):
    return {
        "summary": summary,
        "indicator": indicator,
        "detail": detail,
        "source": {"topic": {"code": topic}},
    }


@pytest.mark.parametrize("topic", ["b2mmyelomastage", "b2mkidney", "b2mtrend"])
def test_a_card_without_its_sentences_is_noticed(topic):
    assert missing(a_card(topic))


def test_a_warning_without_a_reason_is_noticed():
    assert missing(a_card("b2murine", indicator="warning")) == ["a reason for the warning"]


@pytest.mark.parametrize(
    "words",
    [
        "This suggests myeloma.",
        "The patient relapsed (melphalan, 3 Mar 2025).",
        "Normal B2M excludes lymphoma.",
    ],
)
def test_forbidden_words_are_noticed_in_the_summary_and_in_the_detail(words):
    assert forbidden(a_card(summary=words))
    assert forbidden(a_card(detail=f"B2M 3 mg/L\n\n{words}"))


def test_the_name_of_a_medicine_that_is_the_reason_is_no_fault():
    assert forbidden(a_card(detail="B2M\n\nNo stage: (lenalidomide, 3 Mar 2025).")) == []
