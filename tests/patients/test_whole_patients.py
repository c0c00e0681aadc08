"""Whole patients with the cards a clinician approved, one file per story.

A changed card shows here as a changed text: read it as its reader would before accepting it.
"""

from pathlib import Path

import pytest

from cds_service.demo.patients import demo_patients
from cds_service.demo.story_orders import ORDER_STORIES
from tests.patients.card_policy import breaches
from tests.patients.reading import TODAY, as_text, cards_of, entries_for, order_cards_of

EXPECTED = Path(__file__).parent / "expected"
PATIENTS = {patient.id: patient for patient in demo_patients(TODAY)}


@pytest.mark.parametrize("story", PATIENTS)
def test_a_whole_patient_gets_the_approved_cards(story):
    patient = PATIENTS[story]

    cards = cards_of(entries_for(patient), patient.id)

    assert as_text(cards) == (EXPECTED / f"{story}.md").read_text(encoding="utf-8")


def test_every_approved_text_belongs_to_a_patient():
    known = {*PATIENTS, *(story.id for story in ORDER_STORIES)}

    assert {path.stem for path in EXPECTED.glob("*.md")} == known


@pytest.mark.parametrize("story", ORDER_STORIES, ids=lambda story: story.id)
def test_a_basket_of_orders_gets_the_approved_cards(story):
    cards = order_cards_of(story)

    assert as_text(cards) == (EXPECTED / f"{story.id}.md").read_text(encoding="utf-8")
    assert breaches(cards) == []


@pytest.mark.parametrize("story", PATIENTS)
def test_the_order_in_which_resources_arrive_changes_nothing(story):
    patient = PATIENTS[story]
    entries = entries_for(patient)

    backwards = cards_of(reversed(entries), patient.id)

    assert as_text(backwards) == as_text(cards_of(entries, patient.id))
