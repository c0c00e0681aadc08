"""`b2m-cds serve`."""

from __future__ import annotations

import logging

import click

from cds_service.commands.usage import Unusable, settings_in_force
from cds_service.logs import configure_logging
from cds_service.serve import NotSafeToServe, become_gunicorn, startup_notice


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run the service."""
    try:
        settings = settings_in_force()
        notice = startup_notice(host, settings)
    except NotSafeToServe as refusal:
        raise Unusable(str(refusal)) from None
    configure_logging()
    logging.getLogger(__name__).warning(notice)
    become_gunicorn(host, port, settings.serve)
