"""Through HTTP: an overridden card is not shown again, until its evidence changes."""

import sqlite3
import time
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.cds_service.feedback_entries import overridden, send, settled
from tests.cds_service.fhir_stub import bundle
from tests.cds_service.hook_requests import body, everything_empty
from tests.cds_service.test_app import SERVICE_URL, b2m

SITE = {"site": {"key": "canary"}}


def view(client: FlaskClient, patient: str = "b2m-001", **members: Any) -> list[dict[str, Any]]:
    """The cards of a patient with a raised result."""
    given = b2m(subject={"reference": f"Patient/{patient}"}, **members)
    context = {"userId": "Practitioner/1", "patientId": patient}
    request = body(context=context, prefetch=everything_empty(b2m=bundle(given)))
    answer = client.post(SERVICE_URL, json=request)
    assert answer.status_code == 200
    assert answer.json is not None
    cards = answer.json["cards"]
    assert isinstance(cards, list)
    return cards


def override(client: FlaskClient, code: str = "knowncause") -> None:
    (shown,) = view(client)
    assert send(client, overridden(code, card=shown["uuid"])).status_code == 200
    settled()


def test_an_overridden_card_is_not_shown_again_until_the_evidence_changes(serve, store_url):
    client = serve(store_url, **SITE)
    override(client)

    assert view(client) == []
    assert len(view(client, id="b2m-2")) == 1
    assert len(view(client, effectiveDateTime="2026-01-06")) == 1
    assert len(view(client, patient="b2m-002")) == 1


def test_another_worker_and_a_restarted_one_know_it_too(serve, store_url):
    override(serve(store_url, **SITE))
    another = serve(store_url, **SITE)

    shown_once = view(another)
    settled()

    assert len(shown_once) <= 1
    assert view(another) == []


@pytest.mark.parametrize("site", [{}, {"key": "canary", "quiet_after_override": False}])
def test_without_a_key_or_the_setting_every_card_comes_back(serve, store_url, site):
    client = serve(store_url, site=site)
    override(client)

    assert len(view(client)) == 1


def test_with_the_store_down_cards_are_shown_and_the_log_says_so(serve, caplog):
    client = serve("sqlite:////nowhere/store.sqlite", **SITE)

    for _ in range(2):
        assert len(view(client)) == 1
        settled()
    assert "overrides not read, cards are shown" in caplog.messages


def test_a_patient_view_does_not_wait_for_a_database_that_is_busy(serve, tmp_path, monkeypatch):
    file = tmp_path / "store.sqlite"
    client = serve(f"sqlite:///{file}", **SITE)
    override(client)
    in_a_minute = time.monotonic() + 61
    monkeypatch.setattr("cds_service.quiet.time", SimpleNamespace(monotonic=lambda: in_a_minute))

    with closing(sqlite3.connect(file)) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        cards = view(client)
        busy.rollback()
    settled()

    assert cards == []
