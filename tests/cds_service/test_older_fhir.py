"""Results in a form of FHIR older than R4: a card that says so, or 412 when they were fetched."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from cds_service.answer import PatientContext, cards_about
from cds_service.errors import DataUnavailable
from cds_service.settings import Settings
from cds_service.shortfall import Shortfall
from fhir_mappings.bundle import Entry
from fhir_mappings.model import Availability
from tests.cds_service.fhir_stub import bundle, observation
from tests.cds_service.hook_requests import (
    SERVER,
    everything_empty,
    gathered,
    ids,
    state_of,
    with_access,
)
from tests.fhir_mappings import resources

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DSTU2: dict[str, Any] = {"category": {"coding": [{"code": "laboratory"}]}}
OLD_B2M = resources.observation(**DSTU2, valueQuantity={"value": "6.1", "unit": "mg/L"})
OLD_MYELOMA = {
    "resourceType": "Condition",
    "id": "c",
    "patient": {"reference": "Patient/p1"},
    "code": resources.concept(resources.MYELOMA),
    "clinicalStatus": "active",
    "verificationStatus": "confirmed",
}


def fetched(key: str, path: str, *rows: Mapping[str, object]):
    delivered = everything_empty(b2mUrine=bundle(observation("u")))
    del delivered[key]
    with responses.RequestsMock() as server:
        server.get(f"{SERVER}/{path}", json=bundle(*rows))
        return gathered(with_access(prefetch=delivered))


def test_results_that_were_delivered_in_an_older_form_are_named_on_a_card():
    (card,) = cards_about([Entry(OLD_B2M)], PatientContext("p1"), Settings(), at=AT)

    assert "cannot be interpreted: is in a form of FHIR older than R4" in card["summary"]
    assert "No stage" in card["detail"]


def test_an_older_diagnosis_gives_no_stage_to_a_result_that_can_be_read():
    current = resources.observation(valueQuantity={"value": "6.1", "unit": "mg/L"})

    cards = cards_about(
        [Entry(current), Entry(OLD_MYELOMA)], PatientContext("p1"), Settings(), at=AT
    )

    assert all("ISS" not in card["summary"] for card in cards)
    assert "the diagnosis may be on record in words" in cards[0]["detail"]


def test_a_server_that_answers_in_an_older_form_cannot_supply_what_is_required():
    with pytest.raises(DataUnavailable) as failure:
        fetched("b2m", "Observation", observation("a", **DSTU2), observation("b", **DSTU2))

    assert (failure.value.key, failure.value.reason) == ("b2m", Shortfall.OLDER_RELEASE)


def test_a_helpful_key_in_an_older_form_is_said_to_be_unavailable():
    found = fetched("conditions", "Condition", OLD_MYELOMA)

    assert state_of(found, "conditions") == (Availability.UNAVAILABLE, Shortfall.OLDER_RELEASE)


def test_one_row_with_an_odd_element_does_not_condemn_the_server():
    found = fetched("b2m", "Observation", observation("a", comment="hemolysed"), observation("b"))

    assert ids(found) == ["a", "b", "u"]
