"""The id of a card is that of its evidence: it stays while the chart does, whatever the day."""

from datetime import timedelta

import pytest

from cds_service.answer import PatientContext, cards_about
from cds_service.card_id import leading_rule
from cds_service.demo.patients import DemoPatient, demo_patients
from cds_service.settings import Settings
from tests.patients.reading import NOW, TODAY, entries_for

SITE = Settings.model_validate({"site": {"key": "key"}})
PATIENTS = demo_patients(TODAY)


def ids(patient: DemoPatient, days: int) -> list[str]:
    context = PatientContext(patient.id)
    cards = cards_about(entries_for(patient), context, SITE, at=NOW + timedelta(days=days))
    return [card["uuid"] for card in cards]


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_an_unchanged_chart_gives_the_same_cards_a_month_later(patient):
    assert ids(patient, 30) == ids(patient, 0)


def test_every_card_of_every_patient_has_an_id_of_its_own_that_names_a_rule():
    found = [uuid for patient in PATIENTS for uuid in ids(patient, 0)]

    assert len(set(found)) == len(found) > 30
    assert all(leading_rule(uuid) for uuid in found)
