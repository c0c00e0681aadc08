"""`python -m cds_service.demo.cohort FOLDER -n 200`: write the synthetic cohort as files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from cds_service.demo.cohort.files import write_bundles, write_ndjson
from cds_service.demo.cohort.patients import SEED, cohort


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("-n", "count", default=200, show_default=True, help="How many patients.")
@click.option("--seed", default=SEED, show_default=True, help="Another seed, other people.")
@click.option("--as-of", default="", help="The day that counts as today (default: today).")
@click.option("--bundles", is_flag=True, help="One transaction Bundle per patient too.")
def main(folder: Path, count: int, seed: int, as_of: str, *, bundles: bool) -> None:
    """Write invented patients as NDJSON by resource type, with what they were made to show."""
    day = date.fromisoformat(as_of) if as_of else datetime.now(UTC).date()
    written = write_ndjson(cohort(count, day, seed), folder)
    if bundles:
        write_bundles(cohort(count, day, seed), folder / "bundles")
    click.echo(f"{count} patients, {written} resources")


if __name__ == "__main__":
    main()
