"""Progress bars of long work in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

import click

Item = TypeVar("Item")


def loading(patients: Sequence[Item]) -> Iterator[Item]:
    """One after the other with a bar; without a terminal, only its label is printed."""
    with click.progressbar(patients, label="Loading their charts") as bar:
        yield from bar


def asking(keys: Sequence[str]) -> Iterator[str]:
    """One key after the other with a bar beside the output; nothing without a terminal."""
    hidden = not sys.stderr.isatty()
    label = "Asking the FHIR server"
    with click.progressbar(keys, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield from bar
