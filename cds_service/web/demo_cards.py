"""Cards as a page, for a posted Bundle or hook request and for readers without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, abort, render_template

from cds_service.demo.patients import DemoPatient
from cds_service.interpret_file import Delivered, UnreadableInput, delivered
from cds_service.json_body import json_text
from cds_service.web.markdown import as_safe_html
from cds_service.web.posted import held, settings_in_use, text


def add_card_pages(page: Blueprint, patients: Mapping[str, DemoPatient]) -> None:
    """`/demo/cards` for what is posted, `/demo/cards/<id>` for a demo patient."""

    @page.post("/demo/cards")
    def posted_cards() -> str:
        return _cards(held(), text().decode(errors="replace"), "What you posted")

    @page.post("/demo/cards/<patient_id>")
    def cards_of(patient_id: str) -> str:
        if patient_id not in patients:
            abort(404)
        patient = patients[patient_id]
        bundle = json_text(patient.bundle())
        return _cards(delivered(bundle.encode(), settings_in_use()), bundle, patient.name)

    page.register_error_handler(UnreadableInput, _unreadable)


def _cards(given: Delivered, source: str, title: str) -> str:
    settings, at = settings_in_use(), datetime.now(UTC)
    cards = given.cards(settings, at)
    return render_template(
        "demo_cards.html",
        title=title,
        cards=[card | {"html": as_safe_html(card.get("detail", ""))} for card in cards],
        silence="" if cards else given.why_no_card(settings, at),
        source=source,
    )


def _unreadable(problem: UnreadableInput) -> tuple[str, int]:
    return render_template("unreadable.html", problem=str(problem)), 400
