"""`b2m-cds demo`."""

from __future__ import annotations

from functools import partial

import click

from cds_service.cds_client import CdsClientFailure
from cds_service.commands.shown import show
from cds_service.demo.fhir_server import DemoUnavailable
from cds_service.demo.run import run_demo
from cds_service.ports import NoFreePort
from cds_service.progress import loading

MOST_GENERATED = 1000


@click.command()
@click.option("--once", is_flag=True, help="Print the cards of one patient and exit.")
@click.option(
    "--generated",
    default=0,
    type=click.IntRange(0, MOST_GENERATED),
    metavar="N",
    help="N patients of the cohort generator too.",
)
def demo(*, once: bool, generated: int) -> None:
    """Invented patients on a FHIR server, the service, a demo EHR page."""
    shown = partial(show, none="No card.")
    try:
        run_demo(click.echo, shown, once=once, over=loading, generated=generated)
    except (DemoUnavailable, CdsClientFailure, NoFreePort) as problem:
        raise click.ClickException(str(problem)) from None
