"""Whole patients with the cards a clinician approved, one file per story.

A changed card shows here as a changed text: read it as its reader would before accepting it.
"""

from pathlib import Path

import pytest

from cds_service.demo.patients import demo_patients
from tests.patients.reading import TODAY, as_text, cards_of, entries_for

EXPECTED = Path(__file__).parent / "expected"
PATIENTS = {patient.id: patient for patient in demo_patients(TODAY)}


@pytest.mark.parametrize("story", PATIENTS)
def test_a_whole_patient_gets_the_approved_cards(story):
    patient = PATIENTS[story]

    cards = cards_of(entries_for(patient), patient.id)

    assert as_text(cards) == (EXPECTED / f"{story}.md").read_text(encoding="utf-8")


def test_every_approved_text_belongs_to_a_patient():
    assert {path.stem for path in EXPECTED.glob("*.md")} == set(PATIENTS)


@pytest.mark.parametrize("story", PATIENTS)
def test_the_order_in_which_resources_arrive_changes_nothing(story):
    patient = PATIENTS[story]
    entries = entries_for(patient)

    backwards = cards_of(reversed(entries), patient.id)

    assert as_text(backwards) == as_text(cards_of(entries, patient.id))
