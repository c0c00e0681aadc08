"""Every card of five hundred invented patients says what it must and nothing that it must not."""

import pytest

from cds_service.cards import cards_for
from cds_service.rules import interpret
from cds_service.rules.policy import Policy
from cds_service.suggestions import CardSetting
from tests.cohort.reading import AT, the_cohort
from tests.patients.must_say import forbidden, missing

pytestmark = pytest.mark.xdist_group("cohort")


def test_the_cards_of_the_cohort_keep_to_the_words():
    setting = CardSetting(patient_id="p", site_key=b"key")
    spoken = 0

    for read in the_cohort():
        for card in cards_for(interpret(read.chart, AT, Policy()), read.chart, setting):
            assert missing(card) == [], read.patient.id
            assert forbidden(card) == [], read.patient.id
            spoken += 1

    assert spoken > 200
