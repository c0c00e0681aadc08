"""Cards and series on a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import Any

import click

from cds_service.settings import Settings
from cds_service.sparkline import sparkline
from cds_service.terminal import cards_as_text
from cds_service.web.story_series import series_from
from fhir_mappings.model import Chart

COLOURS = {"info": "cyan", "warning": "yellow", "critical": "red"}


def show_series(chart: Chart, settings: Settings) -> None:
    points = series_from(chart, settings.policy_in_force).b2m
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    if line := sparkline(points, _width(), encoding):
        click.echo(f"{line}\n")


def _width() -> int:
    return shutil.get_terminal_size((88, 24)).columns


def show(cards: Sequence[dict[str, Any]], none: str) -> None:
    click.echo(cards_as_text(cards, _width(), _heading) if cards else none)


def _heading(text: str, indicator: str) -> str:
    return click.style(text, fg=COLOURS.get(indicator), bold=True)
