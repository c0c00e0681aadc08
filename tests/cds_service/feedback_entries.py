"""Entries of feedback for tests."""

import threading
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from cds_service.feedback_request import Feedback
from cds_service.feedback_store import keep, rows_from
from cds_service.json_body import json_text
from cds_service.store import Store

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CARD = "1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e01"
SYSTEM = "https://b2m-cds.example.org/override-reasons"
URL = "/cds-services/b2m-patient-view/feedback"
ORIGIN = "https://ehr.example.org"
CARDS = [f"1f0c2d3a-6f1b-8a03-9d53-{number:012x}" for number in range(500)]
AT = "2026-11-23T02:31:07Z"


def overridden(
    code: str | None = "alreadystaged", card: str = CARD, **members: Any
) -> dict[str, Any]:
    """An override with a coded reason; None for no reason at all."""
    reason = {"overrideReason": {"reason": {"system": SYSTEM, "code": code}}} if code else {}
    return {"card": card, "outcome": "overridden", "outcomeTimestamp": AT} | reason | members


def accepted(card: object = CARD, **members: Any) -> dict[str, Any]:
    """An accepted card."""
    taken = [{"id": "1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e03"}]
    entry = {"card": card, "outcome": "accepted", "outcomeTimestamp": AT}
    return entry | {"acceptedSuggestions": taken} | members


def kept(store: Store) -> list[dict[str, Any]]:
    """All that the store holds of feedback, without the moment of receipt."""
    with store.reading() as connection:
        rows = connection.execute(text("SELECT * FROM feedback ORDER BY card, outcome_timestamp"))
        found = [dict(row) for row in rows.mappings()]
    return [{k: v for k, v in row.items() if k != "received_at"} for row in found]


def send(client: FlaskClient, *entries: object) -> TestResponse:
    return client.post(URL, json={"feedback": entries})


def settled() -> None:
    """Wait until overrides that are being read are known."""
    for thread in threading.enumerate():
        if thread.name == "b2m-cds overrides":
            thread.join(20)


def put(store: Store, *entries: dict[str, Any], received: datetime = NOW) -> None:
    """Keep feedback as another worker does."""
    feedback = Feedback.parse(json_text({"feedback": entries}).encode())
    keep(store, rows_from(feedback.entries, "b2m-patient-view", received, comments=True))
