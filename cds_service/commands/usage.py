"""What every command does alike when its input or the settings cannot be used."""

from __future__ import annotations

import click

from cds_service.settings import InvalidSettings, Settings, load_settings


class Unusable(click.ClickException):
    """Input or settings that cannot be used: one sentence, exit 2."""

    exit_code = 2


def settings_in_force() -> Settings:
    """The settings; raises Unusable."""
    try:
        return load_settings()
    except InvalidSettings as problem:
        raise Unusable(str(problem)) from None
