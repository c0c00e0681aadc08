"""`b2m-cds interpret`: the cards for a file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import BinaryIO

import click

from cds_service.commands.shown import show, show_series
from cds_service.commands.usage import Unusable, settings_in_force
from cds_service.interpret_file import UnreadableInput, delivered
from cds_service.json_body import json_text


def moment(_: click.Context, __: click.Parameter, text: str | None) -> datetime:
    """A date means its end, a date-time itself, both in UTC unless a zone is given; else now."""
    if text is None:
        return datetime.now(UTC)
    try:
        if len(text) == len("2026-11-20"):
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a date such as 2026-11-20") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the CDS Hooks response.")
@click.option(
    "--at", metavar="DATE", callback=moment, help="Taken as now; a date means its end, UTC."
)
@click.option("--patient", "patient_id", help="Whose results count, if FILE does not say.")
def interpret(file: BinaryIO, as_json: bool, at: datetime, patient_id: str | None) -> None:
    """Print the cards for FILE: a FHIR Bundle or CDS Hooks request (- is stdin)."""
    settings = settings_in_force()
    try:
        held = delivered(file.read(), settings, patient_id)
    except UnreadableInput as problem:
        raise Unusable(str(problem)) from None
    cards = held.cards(settings, at)
    if as_json:
        click.echo(json_text({"cards": cards}))
        return
    if held.for_clinician:
        show_series(held.interpretation(settings, at).chart, settings)
    show(cards, held.why_no_card(settings, at))
