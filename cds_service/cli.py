"""The command line: `b2m-cds`. Each command is defined here and done elsewhere."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

import click

from cds_service.cds_client import CdsClientFailure, unsigned
from cds_service.client_signature import signer_from
from cds_service.demo.fhir_server import DemoUnavailable
from cds_service.demo.patients import DemoPatient
from cds_service.demo.run import run_demo
from cds_service.errors import StoreUnavailable
from cds_service.interpret_file import UnreadableInput, delivered
from cds_service.json_body import json_text
from cds_service.logs import configure_logging
from cds_service.ports import NoFreePort
from cds_service.sandbox import Playing, play_ehr, problems_of, report, running_service
from cds_service.sandbox_servers import UnknownServer, fhir_base
from cds_service.serve import NotSafeToServe, become_gunicorn, startup_notice
from cds_service.settings import InvalidSettings, Settings, load_settings, problems_in
from cds_service.sparkline import sparkline
from cds_service.terminal import cards_as_text
from cds_service.web.story_series import series_from
from fhir_mappings.model import Chart

TOKEN_VARIABLE = "B2M_CDS_TOKEN"
COLOURS = {"info": "cyan", "warning": "yellow", "critical": "red"}


def _moment(_: click.Context, __: click.Parameter, text: str | None) -> datetime:
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


class _Unusable(click.ClickException):
    """Input or settings that cannot be used: one sentence, exit 2."""

    exit_code = 2


class _Commands(click.Group):
    """The commands; `evaluate`, which the service never needs, is loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "evaluate"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name != "evaluate":
            return super().get_command(ctx, cmd_name)
        from cds_service.bulk.command import evaluate  # noqa: PLC0415

        return evaluate


@click.group(cls=_Commands)
@click.version_option(package_name="b2m-cds")
def main() -> None:
    """Interprets beta-2 microglobulin results: a CDS Hooks service and its tools."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run the service."""
    try:
        settings = _settings()
        notice = startup_notice(host, settings)
    except NotSafeToServe as refusal:
        raise _Unusable(str(refusal)) from None
    configure_logging()
    logging.getLogger(__name__).warning(notice)
    become_gunicorn(host, port, settings.serve)


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the CDS Hooks response.")
@click.option(
    "--at", metavar="DATE", callback=_moment, help="Taken as now; a date means its end, UTC."
)
@click.option("--patient", "patient_id", help="Whose results count, if FILE does not say.")
def interpret(file: BinaryIO, as_json: bool, at: datetime, patient_id: str | None) -> None:
    """Print the cards for FILE: a FHIR Bundle or CDS Hooks request (- is stdin)."""
    settings = _settings()
    try:
        held = delivered(file.read(), settings, patient_id)
    except UnreadableInput as problem:
        raise _Unusable(str(problem)) from None
    cards = held.cards(settings, at)
    if as_json:
        click.echo(json_text({"cards": cards}))
        return
    if held.for_clinician:
        _show_series(held.interpretation(settings, at).chart, settings)
    _show(cards, held.why_no_card(settings, at))


@main.command()
@click.option(
    "--fhir-server",
    required=True,
    metavar="URL",
    help="Base URL of the FHIR server, or the name of a public one, such as smart-r4.",
)
@click.option("--patient", "patient_id", required=True, metavar="ID")
@click.option("--service", metavar="URL", help="A running service; default: one of our own.")
@click.option("--jwt-key", type=click.Path(path_type=Path), help="Sign: a private JWK with kid.")
@click.option("--jwt-iss", default="", metavar="ISS", help="Sign as this issuer.")
@click.option(
    "--with-demo-results",
    "invent",
    is_flag=True,
    help="Add invented B2M results to the request; no server gets them.",
)
def sandbox(
    fhir_server: str,
    patient_id: str,
    service: str | None,
    jwt_key: Path | None,
    jwt_iss: str,
    *,
    invent: bool,
) -> None:
    """Play the EHR: discovery, prefetch, hook (B2M_CDS_TOKEN: its token)."""
    settings = _settings()
    if (jwt_key is None) != (not jwt_iss):
        raise click.UsageError("--jwt-key and --jwt-iss go together.")
    token = os.environ.get(TOKEN_VARIABLE, "")
    try:
        sign = signer_from(jwt_key, jwt_iss).token if jwt_key else unsigned
        base = fhir_base(fhir_server)
        with running_service(service, base, settings) as service_url:
            played = play_ehr(service_url, base, patient_id, token, Playing(sign, invent))
    except UnknownServer as problem:
        raise _Unusable(str(problem)) from None
    except CdsClientFailure as failure:
        raise click.ClickException(str(failure)) from None
    click.echo("\n".join(report(played, settings)) + "\n")
    if played.answer.status != 200:
        raise click.ClickException(" ".join(problems_of(played.answer.body)))
    _show_series(played.chart(settings), settings)
    _show(played.answer.body["cards"], played.why_no_card(settings))


@main.command()
@click.option("--once", is_flag=True, help="Print the cards of one patient and exit.")
def demo(once: bool) -> None:
    """Invented patients on a FHIR server, the service, a demo EHR page."""
    try:
        run_demo(click.echo, lambda cards: _show(cards, "No card."), once=once, over=_progress)
    except (DemoUnavailable, CdsClientFailure, NoFreePort) as problem:
        raise click.ClickException(str(problem)) from None


@main.group()
def config() -> None:
    """Settings."""


@config.command()
def check() -> None:
    """Say in plain words whether the settings can be used, and what is wrong with them."""
    problems = problems_in()
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    for warning in _settings().warnings:
        click.echo(f"Warning: {warning}", err=True)
    click.echo("The settings are valid.")


@main.group()
def feedback() -> None:
    """What became of the cards."""


@feedback.command("report")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Outcomes from a day on (UTC).")
@click.option("--table", "form", flag_value="table", default=True, help="The default.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
def report_feedback(since: datetime | None, form: str) -> None:
    """How often cards of each rule are accepted or overridden, and why."""
    from cds_service.feedback_report import feedback_report  # noqa: PLC0415 - costs half a second

    try:
        click.echo(feedback_report(_settings(), since.date() if since else None, form))
    except StoreUnavailable as failure:
        kind = type(failure.__cause__).__name__
        raise click.ClickException(f"The store (store.url) cannot be read: {kind}.") from None


def _settings() -> Settings:
    try:
        return load_settings()
    except InvalidSettings as problem:
        raise _Unusable(str(problem)) from None


def _progress(patients: Sequence[DemoPatient]) -> Iterator[DemoPatient]:
    """One after the other with a bar; without a terminal, only its label is printed."""
    with click.progressbar(patients, label="Loading their charts") as bar:
        yield from bar


def _show_series(chart: Chart, settings: Settings) -> None:
    points = series_from(chart, settings.policy_in_force).b2m
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    if line := sparkline(points, _width(), encoding):
        click.echo(f"{line}\n")


def _width() -> int:
    return shutil.get_terminal_size((88, 24)).columns


def _show(cards: Sequence[dict[str, Any]], none: str) -> None:
    click.echo(cards_as_text(cards, _width(), _heading) if cards else none)


def _heading(text: str, indicator: str) -> str:
    return click.style(text, fg=COLOURS.get(indicator), bold=True)
