"""The command line: `b2m-cds`. Each command is loaded when it is asked for.

So the service is not held up by what only other commands need, and `PROMETHEUS_MULTIPROC_DIR` is
set before what counts into it is imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

import click

COMMANDS = {
    "config": "cds_service.commands.config",
    "demo": "cds_service.commands.demo",
    "evaluate": "cds_service.bulk.command",
    "feedback": "cds_service.commands.feedback",
    "interpret": "cds_service.commands.interpret",
    "sandbox": "cds_service.commands.sandbox",
    "serve": "cds_service.commands.serve",
}


class LazyCommands(click.Group):
    """Commands by name, each in a module that has it under that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        return cast("click.Command", getattr(import_module(COMMANDS[cmd_name]), cmd_name))


@click.group(cls=LazyCommands)
@click.version_option(package_name="b2m-cds")
def main() -> None:
    """Interprets beta-2 microglobulin results: a CDS Hooks service and its tools."""
