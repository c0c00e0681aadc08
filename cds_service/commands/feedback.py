"""`b2m-cds feedback`."""

from __future__ import annotations

from datetime import datetime

import click

from cds_service.commands.usage import settings_in_force
from cds_service.errors import StoreUnavailable
from cds_service.feedback_report import feedback_report


@click.group()
def feedback() -> None:
    """What became of the cards."""


@feedback.command("report")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Outcomes from a day on (UTC).")
@click.option("--table", "form", flag_value="table", default=True, help="The default.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
def report_feedback(since: datetime | None, form: str) -> None:
    """How often cards of each rule are accepted or overridden, and why."""
    try:
        click.echo(feedback_report(settings_in_force(), since.date() if since else None, form))
    except StoreUnavailable as failure:
        kind = type(failure.__cause__).__name__
        raise click.ClickException(f"The store (store.url) cannot be read: {kind}.") from None
