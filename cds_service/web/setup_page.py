"""The setup sheet: what an EHR analyst types in, and a request to see that the service answers."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter

from flask import Blueprint, Response, render_template, request

from cds_service.interpret_file import delivered
from cds_service.json_body import json_text
from cds_service.override_reasons import reason_system
from cds_service.web.pages import protected
from cds_service.web.posted import settings_in_use
from cds_service.web.setup_examples import BODY, CLIENT_SETTINGS, TRIAL_KEY
from cds_service.web.setup_sheet import sheet, trial_order, trial_request

setup_page = Blueprint("setup", __name__, template_folder="templates")


@setup_page.get("/setup")
def setup() -> str:
    settings, base_url, today = settings_in_use(), _base_url(), datetime.now(UTC).date()
    return render_template(
        "setup.html",
        sheet=sheet(base_url, settings),
        base_url=base_url,
        settings=settings,
        reason_system=reason_system(settings.http.public_base_url),
        body=json_text(BODY),
        client_settings=CLIENT_SETTINGS.format(base_url=base_url),
        trial_key=TRIAL_KEY,
        trial=json_text(trial_request(today)),
        trial_order=json_text(trial_order(today)),
        as_json=json_text,
    )


@setup_page.post("/setup/self-test")
def self_test() -> str:
    """Interpret the trial request as if it had come, without counting or storing anything."""
    settings, at, started = settings_in_use(), datetime.now(UTC), perf_counter()
    held = delivered(json_text(trial_request(at.date())).encode(), settings)
    cards = held.cards(settings, at)
    return render_template(
        "self_test.html",
        cards=cards,
        silence="" if cards else held.why_no_card(settings, at),
        milliseconds=round((perf_counter() - started) * 1000),
        trust=settings.trust.mode,
    )


@setup_page.after_request
def _kept_by_nobody(response: Response) -> Response:
    """The addresses are those of the request, so the page is for this reader only."""
    response.headers["Cache-Control"] = "no-store"
    return protected(response)


def _base_url() -> str:
    return settings_in_use().http.public_base_url or request.url_root.rstrip("/")
