"""A whole patient's cards as one text, the form in which they are reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from cds_service.answer import PatientContext, cards_about
from cds_service.demo.patients import DemoPatient, demo_patient
from cds_service.demo.story_orders import OrderStory
from cds_service.hook_request import Drafts
from cds_service.json_body import json_text, parse_json
from cds_service.settings import Settings
from fhir_mappings.bundle import Entry, entries_of
from fhir_mappings.model import Coverage

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)


def sent(value: object) -> Any:
    """A resource as it arrives over the wire."""
    return parse_json(json_text(value).encode())


def entries_for(patient: DemoPatient) -> list[Entry]:
    """All resources of a patient, as a server delivers them."""
    return list(entries_of(sent(patient.bundle())))


def cards_of(
    entries: Iterable[Entry],
    patient_id: str,
    coverage: tuple[Coverage, ...] = (),
    settings: Settings | None = None,
) -> list[dict[str, Any]]:
    """The cards the service answers with."""
    context = PatientContext(patient_id)
    return cards_about(entries, context, settings or Settings(), at=NOW, coverage=coverage)


def order_cards_of(story: OrderStory) -> list[dict[str, Any]]:
    """The cards the service answers with while this basket is being written."""
    context = sent(story.context())
    selections = tuple(context["selections"]) if "selections" in context else None
    return cards_about(
        entries_for(demo_patient(story.patient, TODAY)),
        PatientContext(story.patient),
        Settings(),
        at=NOW,
        drafts=Drafts(context["draftOrders"], selections),
    )


def as_text(cards: Iterable[dict[str, Any]]) -> str:
    """Summary, indicator, source, detail and suggestions of each card."""
    return "\n---\n\n".join(map(_card, cards)) or "No card.\n"


def _card(card: dict[str, Any]) -> str:
    suggested = [f"- {item['label']}" for item in card.get("suggestions", ())]
    head = f"# {card['summary']}\n\n{card['indicator']} | {card['source']['label']}\n"
    tail = "\n".join(["", "Suggestions:", *suggested, ""]) if suggested else ""
    return f"{head}\n{card['detail']}\n{tail}"
