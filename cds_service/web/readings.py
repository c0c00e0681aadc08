"""Answers to a posted Bundle or hook request: the two-stories chart, why each card. Nothing is
stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, render_template

from cds_service.answer import chart_of
from cds_service.interpret_file import Delivered, UnreadableInput
from cds_service.markdown import clean
from cds_service.web.pages import protected
from cds_service.web.posted import held, settings_in_use
from cds_service.web.story_chart import drawing, egfr_drawn, lettered
from cds_service.web.story_marks import NARROW, WIDE, day_text
from cds_service.web.story_series import Series, series_from
from cds_service.web.why import not_had, set_aside, whys

readings = Blueprint("readings", __name__, template_folder="templates")
readings.add_app_template_filter(day_text, "day")


@readings.post("/chart")
def chart() -> str:
    given, settings = held(), settings_in_use()
    at = datetime.now(UTC)
    read = chart_of(given.entries, given.patient, settings, at=at, coverage=given.coverage)
    series = series_from(read, settings.policy_in_force)
    wide = drawing(series, WIDE)
    return render_template(
        "chart.html",
        **_heading(given, at),
        series=series,
        wide=wide,
        narrow=drawing(series, NARROW),
        egfr=egfr_drawn(series),
        events=lettered(series),
        described=_described(series),
    )


@readings.post("/why")
def why() -> str:
    given, settings = held(), settings_in_use()
    at = datetime.now(UTC)
    read = given.interpretation(settings, at)
    return render_template(
        "why.html",
        **_heading(given, at),
        cards=whys(read, at, settings.policy_in_force),
        silence="" if read.cards else given.why_no_card(settings, at),
        aside=set_aside(read.chart),
        not_had=not_had(read.chart),
    )


@readings.errorhandler(UnreadableInput)
def unreadable(problem: UnreadableInput) -> tuple[str, int]:
    return render_template("unreadable.html", problem=str(problem)), 400


@readings.after_request
def _kept_by_nobody(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return protected(response)


def _heading(given: Delivered, at: datetime) -> dict[str, Any]:
    """Whose chart it is and when it was read, so that a print-out is not taken for another's."""
    return {"whose": clean(given.patient.patient_id), "read_on": at.date()}


def _described(series: Series) -> str:
    """The chart in a sentence, for who cannot see it."""
    first, last = series.b2m[:1], series.b2m[-1:]
    if not last:
        return "No usable serum B2M."
    told = f"{len(series.b2m)} serum B2M, the newest {last[0].text} on {day_text(last[0].day)}"
    since = f", the first {first[0].text} on {day_text(first[0].day)}" if first != last else ""
    egfr = f"; newest eGFR {series.egfr[-1].text}" if series.egfr else "; no eGFR"
    return f"{told}{since}{egfr}. All values are in the tables below."
