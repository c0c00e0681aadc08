"""`python -m tests.clinical_cases DIR`: one line per topic, then each mismatch.

Exit status 0: every case passed; 1: a mismatch, something not supported, or a file that is not
what it says.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tests.clinical_cases.case_file import UnreadableCases, cases_in
from tests.clinical_cases.running import outcome, report


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(directory: Path) -> None:
    """Run every case file of DIRECTORY."""
    try:
        cases = cases_in(directory)
    except UnreadableCases as unreadable:
        raise click.ClickException(str(unreadable)) from unreadable
    outcomes = [outcome(case) for case in cases]
    for line in report(outcomes):
        click.echo(line)
    sys.exit(any(item.faults for item in outcomes))


if __name__ == "__main__":
    main()
