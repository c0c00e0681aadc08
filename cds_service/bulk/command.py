"""The command `b2m-cds evaluate`: options in, progress and the place of the report out."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import click

from cds_service.bulk.database import DatabaseMissing, MemoryTooSmall
from cds_service.bulk.export import KINDS, NoExport, export_in
from cds_service.bulk.plan import Choices, NotOurs, Plan, plan_for
from cds_service.bulk.report import Assumptions
from cds_service.bulk.run import evaluate_all, evaluate_one
from cds_service.bulk.shard import Figures
from cds_service.settings import InvalidSettings, load_settings

BAR = 30  # characters


class _Refused(click.ClickException):
    exit_code = 2


def _share(_: click.Context, __: click.Parameter, text: str | None) -> tuple[int, int] | None:
    """K/N as (K - 1, N)."""
    if text is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,4})/([1-9]\d{0,4})", text)
    if not found or int(found[1]) > int(found[2]):
        raise click.BadParameter("must be K/N with K from 1 to N, such as 2/8")
    return int(found[1]) - 1, int(found[2])


def _memory(_: click.Context, __: click.Parameter, text: str) -> str:
    if not re.fullmatch(r"[1-9]\d*(MB|GB)", text):
        raise click.BadParameter("must be a size such as 512MB or 2GB")
    return text


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", default="b2m-evaluation", show_default=True, type=click.Path(path_type=Path))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--shards", default=0, type=click.IntRange(0, 99_999), help="Default: by size.")
@click.option("--shard", "share", callback=_share, metavar="K/N", help="Only this one; no report.")
@click.option("--merge", is_flag=True, help="Only the report of shards that are all there.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="End of the record (UTC).")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day to evaluate.")
@click.option("--exported", multiple=True, type=click.Choice(KINDS), help="Asked for, and empty.")
@click.option("--fhir-server", default="", metavar="URL", help="If references are absolute.")
@click.option("--openings", default=3.0, show_default=True, help="Chart openings per result.")
@click.option("--clinicians", default=20, show_default=True, type=click.IntRange(1))
@click.option("--keep-dates", is_flag=True, help="Days instead of months in the results.")
@click.option("--memory", default="512MB", show_default=True, callback=_memory)
def evaluate(folder: Path, out: Path, workers: int, **chosen: Any) -> None:
    """What the service would have said, over a FHIR Bulk Data export in FOLDER (NDJSON)."""
    share, shards = chosen["share"], chosen["shards"]
    if chosen["merge"] and share:
        raise click.UsageError("--merge and --shard exclude each other.")
    try:
        choices = _choices(chosen, shards=share[1] if share else shards)
        plan = plan_for(export_in(folder), out, load_settings(), choices)
        if share:
            _one(plan, share[0], workers)
        else:
            _all(plan, workers, Assumptions(chosen["openings"], chosen["clinicians"]), chosen)
    except (NoExport, NotOurs, DatabaseMissing, MemoryTooSmall, InvalidSettings) as problem:
        raise _Refused(str(problem)) from None


def _choices(chosen: dict[str, Any], shards: int) -> Choices:
    as_of, since = chosen["as_of"], chosen["since"]
    return Choices(
        shards=shards,
        as_of=datetime.combine(as_of, time.max, UTC) if as_of else None,
        since=since.date() if since else None,
        keep_dates=chosen["keep_dates"],
        exported=tuple(sorted(chosen["exported"])),
        fhir_server=chosen["fhir_server"],
        memory=chosen["memory"],
    )


def _one(plan: Plan, number: int, workers: int) -> None:
    figures = evaluate_one(plan, number, workers)
    click.echo(f"Shard {number + 1} of {plan.shards}: {_counted(figures)}")


def _all(plan: Plan, workers: int, assumed: Assumptions, chosen: dict[str, Any]) -> None:
    from cds_service.bulk.finish import finish  # noqa: PLC0415 - needed at the very end

    if chosen["merge"] and plan.left:
        missing = ", ".join(str(number + 1) for number in plan.left[:10])
        raise _Refused(f"Not all shards are there: {missing} of {plan.shards} must be run first.")
    if len(plan.left) < plan.shards:
        click.echo(f"Continuing: {plan.shards - len(plan.left)} of {plan.shards} shards are done.")
    evaluate_all(plan, workers, _show)
    page = finish(plan, assumed)
    click.echo(f"Report: {page}")


def _show(done: int, shards: int, figures: Figures) -> None:
    """One line for each shard; on a terminal one line that grows."""
    text = f"{done} of {shards} shards, the last: {_counted(figures)}"
    if sys.stdout.isatty():
        full = BAR * done // shards
        width = shutil.get_terminal_size().columns - 1
        line = f"[{'#' * full}{'.' * (BAR - full)}] {text}"[:width]
        click.echo(f"\r{line:<{width}}", nl=done == shards)
    else:
        click.echo(text)


def _counted(figures: Figures) -> str:
    return (
        f"{figures.patients:,} patients, {figures.evaluated:,} with B2M, {figures.seconds:.1f} s"
        f" of processor time ({figures.seconds_interpreting:.1f} s in the rules and the mapping),"
        f" {figures.peak_mib} MiB"
    )
