"""`python -m tests.mutation [MODULE...]`: every mutant of these rule modules, or of all."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic

import click

import fhir_mappings.chart  # noqa: F401  warm before the first fork
from tests.mutation.equivalents import Key, equivalents
from tests.mutation.left import keep, left
from tests.mutation.mutants import Mutant, Source, names
from tests.mutation.reach import BUILD, QUICK, Reach, Tracing, cached
from tests.mutation.record import Row, digest, due, record
from tests.mutation.running import (
    KILLING,
    SURVIVED,
    Exchanging,
    forked,
    outcome_anew,
    run_pytest,
)

LOG = BUILD / "survivors.jsonl"
ROW = "{:24}{:>8}{:>8}{:>12}{:>6}"
Survivors = list[tuple[Mutant, bool]]  # each with whether it is listed as equivalent


@click.command(help=__doc__)
@click.argument("modules", nargs=-1, type=click.Choice(names()))
@click.option("--quick", is_flag=True, help="Only the likeliest tests: finds too many survivors.")
@click.option("--again", is_flag=True, help="Only what the last run of the same source left.")
@click.option("--due", "only_due", is_flag=True, help="Name the modules to be run, and end.")
def main(modules: tuple[str, ...], quick: bool, again: bool, only_due: bool) -> None:
    """Exit code 0 when no mutant survives but the listed equivalents."""
    if only_due:
        click.echo("\n".join(due()))
        return
    begun = monotonic()
    digests = {name: digest(name) for name in modules or names()}
    mutants = [mutant for name in digests for mutant in Source(name).mutants()]
    before = left(digests) if again else None
    chosen = mutants if before is None else [one for one in mutants if taken(before, one)]
    found = reach()
    found.budget = QUICK if quick else found.budget
    survivors = run(chosen, found)
    keep(digests, [mutant.key for mutant, _ in survivors])
    rows = list(sums(mutants, survivors, digests))
    for line in table(rows):
        click.echo(line)
    for key in stale(survivors, set(digests)):
        click.echo("KILLED THOUGH LISTED {}: {}: {}".format(*key))
    record([row for row in rows if not (quick and row.left)])  # more tests kill no fewer
    click.echo(f"{monotonic() - begun:.0f} s")
    sys.exit(any(not listed for _, listed in survivors))


def reach() -> Reach:
    """Which tests reach what; runs all of them if anything has changed."""
    found = cached()
    if found is None:
        click.echo("running every test once, to see which lines each reaches")
        forked(lambda: run_pytest(KILLING, Tracing()))
        found = cached()
    if found is None:
        sys.exit("a test fails without any mutant")
    return found


def run(mutants: list[Mutant], found: Reach) -> Survivors:
    """The survivors, said as they are found, from a process of their own for the first half."""
    BUILD.mkdir(parents=True, exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    inside = [mutant for mutant in mutants if mutant.spot.inside]
    forked(lambda: run_pytest(KILLING, Exchanging(inside, found, report)))
    for mutant in mutants:
        if not mutant.spot.inside and outcome_anew(mutant, found) == SURVIVED:
            report(mutant)
    lines = map(json.loads, LOG.read_text("utf-8").splitlines())
    logged = Counter((module, text, change) for module, text, change in lines)
    listed = equivalents()
    return [(mutant, mutant.key in listed) for mutant in mutants if taken(logged, mutant)]


def taken(logged: Counter[Key], mutant: Mutant) -> bool:
    """Is this one of those logged? The same change can stand in a line twice."""
    logged[mutant.key] -= 1
    return logged[mutant.key] >= 0


def report(mutant: Mutant) -> None:
    """Log a survivor, and say it if it is not listed."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(json.dumps(mutant.key) + "\n")
    if mutant.key not in equivalents():
        click.echo(f"SURVIVED {mutant.source.path.name}:{mutant.line}: {mutant.change}")
        click.echo(f"    {mutant.text}")


def stale(survivors: Survivors, modules: set[str]) -> list[Key]:
    """The listed equivalents of these modules that a test can tell from the original."""
    alive = {mutant.key for mutant, _ in survivors}
    return [key for key in equivalents() if key[0] in modules and key not in alive]


def sums(mutants: list[Mutant], survivors: Survivors, digests: dict[str, str]) -> Iterator[Row]:
    """Per module: mutants, killed, listed as equivalent, left."""
    every = Counter(mutant.source.name for mutant in mutants)
    equal = Counter(mutant.source.name for mutant, listed in survivors if listed)
    left = Counter(mutant.source.name for mutant, listed in survivors if not listed)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    for name, source in digests.items():
        killed = every[name] - equal[name] - left[name]
        yield Row(name, today, source, every[name], killed, equal[name], left[name])


def table(rows: list[Row]) -> Iterator[str]:
    """The rows and their sum, for people."""
    yield ROW.format("module", "mutants", "killed", "equivalent", "left")
    counts = [(row.mutants, row.killed, row.equivalent, row.left) for row in rows]
    for row, count in zip(rows, counts, strict=True):
        yield ROW.format(row.module, *count)
    yield ROW.format("all", *map(sum, zip(*counts, strict=True)))


if __name__ == "__main__":
    main()
