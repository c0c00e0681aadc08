"""Patients for whom silence is the right answer, each with the reason."""

from decimal import Decimal

import pytest

from cds_service.demo.patients import demo_patient
from tests.patients.reading import TODAY, cards_of, entries_for

NO_CARD = {
    "no-b2m": "no B2M result on file",
    "entered-in-error": "the only B2M was withdrawn",
    "stage-recorded": "the recorded stage equals the computed one",
    "normal": "within the laboratory's range, no blood-cancer code, no urine result",
    "steady": "within 25 % of the last one, on therapy",
    "long-treated": "staged years ago, therapy since, the same value for years",
    "old": "older than 365 days, nothing newer",
}


@pytest.mark.parametrize("story", NO_CARD)
def test_there_is_no_card(story):
    patient = demo_patient(story, TODAY)

    assert cards_of(entries_for(patient), story) == []


SPEAKS_WHEN = {
    "stage-recorded": ("stage", None),
    "normal": ("b2m", "2.9"),
    "steady": ("b2m", "4.1"),
    "long-treated": ("b2m", "4.1"),
}


def changed(entries, kind, value):
    """The chart without its recorded stage, or with another newest B2M."""
    if kind == "stage":
        return [item for item in entries if "-stage-" not in item.resource["id"]]
    newest = next(item for item in reversed(entries) if "-b2m-" in item.resource["id"])
    newest.resource["valueQuantity"]["value"] = Decimal(value)
    return entries


@pytest.mark.parametrize("story", SPEAKS_WHEN)
def test_the_silence_ends_when_its_reason_is_gone(story):
    entries = entries_for(demo_patient(story, TODAY))

    assert cards_of(changed(entries, *SPEAKS_WHEN[story]), story)
