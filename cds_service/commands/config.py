"""`b2m-cds config`."""

from __future__ import annotations

import click

from cds_service.commands.usage import settings_in_force
from cds_service.settings import problems_in


@click.group()
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
    for warning in settings_in_force().warnings:
        click.echo(f"Warning: {warning}", err=True)
    click.echo("The settings are valid.")
