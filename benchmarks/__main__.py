"""What the service costs, beside a bare Flask measured in the same run.

PARTS: load, growth, start, fhir, bulk; without any, all of them, which takes some ten minutes.
Floor and service take turns and each ratio is formed within its pair, so that whatever else the
machine does weighs on both. Any error voids the run.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from benchmarks.bulk import bulk
from benchmarks.client import RunVoid
from benchmarks.cost import QUICK, WHOLE, Effort, is_less
from benchmarks.fhir import fhir
from benchmarks.generator import GENERATORS, PREFERRED
from benchmarks.growth import growth
from benchmarks.load import load
from benchmarks.part import Part
from benchmarks.report import RESULTS, cores, figures_of, load_average, noise, page, targets_table
from benchmarks.start import start

PARTS: dict[str, Callable[[Effort], Part]] = {
    "load": load,
    "growth": growth,
    "start": start,
    "fhir": fhir,
    "bulk": bulk,
}
QUICK_NOTICE = "A quick look: it shows that the bench works. Its figures are not for the record.\n"


@click.command(help=__doc__)
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="One short pair of everything, not for the record.")
@click.option("--write", is_flag=True, help="Write RESULTS.md; takes all parts at full length.")
@click.option("--pairs", type=click.IntRange(1), help="Floor and service in turn, 5 times.")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Of each measurement, 4.")
@click.option("--patients", type=click.IntRange(1), help="Of the bulk part, 5,000.")
@click.option(
    "--generator", type=click.Choice([*GENERATORS]), default=PREFERRED.name, show_default=True
)
def main(
    parts: tuple[str, ...], generator: str, *, quick: bool, write: bool, **chosen: Any
) -> None:
    if not Path("/proc/self/stat").exists():
        raise click.ClickException("CPU and memory are read from /proc: Linux only.")
    named = {name: value for name, value in chosen.items() if value is not None}
    effort = replace(QUICK if quick else WHOLE, generator=GENERATORS[generator], **named)
    if write and (parts or quick or is_less(effort)):
        raise click.UsageError("--write needs all parts, five pairs and the usual length.")
    if quick:
        click.echo(QUICK_NOTICE)
    before = load_average()
    try:
        done = [_measured(name, effort) for name in parts or PARTS]
    except RunVoid as reason:
        raise click.ClickException(f"Void: {reason}") from None
    said = noise(before, load_average(), cores())
    click.echo(f"## Targets\n\n{targets_table(figures_of(done), whole=not parts)}\n\n{said}")
    if write:
        command = " ".join(["python -m benchmarks", *sys.argv[1:]])
        RESULTS.write_text(page(done, command, said), encoding="utf-8")


def _measured(name: str, effort: Effort) -> Part:
    """Shown as soon as it is there; each takes minutes."""
    click.echo(f"Measuring: {name} ...\n")
    part = PARTS[name](effort)
    click.echo("\n\n".join([f"## {part.title}", *part.text, ""]))
    return part


if __name__ == "__main__":
    main()
