"""All targets in one table, and the file RESULTS.md.

Reasons for targets that fall short are written by people, in `reasons.toml`, and outlive a rewrite.
"""

import os
import platform
import subprocess
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figure import Figure, figure
from benchmarks.part import Part, table
from benchmarks.server import ROOT
from benchmarks.target import TARGETS, Target, Verdict

RESULTS = Path(__file__).with_name("RESULTS.md")
REASONS = Path(__file__).with_name("reasons.toml")
NOISY_LOAD_PER_CORE = 1.5
HEAD = ["target", "goal", "acceptable at first", "measured", "of the goal", "verdict"]
NO_REASON = "no reason given yet (`benchmarks/reasons.toml`)"


def figures_of(parts: Iterable[Part]) -> dict[str, Figure]:
    """By key of the target; an error would have ended the run."""
    measured = {key: seen for part in parts for key, seen in part.figures.items()}
    return measured | {"errors": figure([0])}


def targets_table(figures: Mapping[str, Figure], *, whole: bool = True) -> str:
    """Every target, also those that were not measured; without `whole` only the measured ones."""
    shown = [target for target in TARGETS if whole or target.key in figures]
    return table(HEAD, [_row(target, figures.get(target.key)) for target in shown])


def _row(target: Target, seen: Figure | None) -> list[str]:
    limits = [target.limit(target.goal), target.limit(target.acceptable)]
    if seen is None:
        return [target.what, *limits, "", "", Verdict.OPEN]
    measured = f"{seen.written(target.digits)} {target.unit}".rstrip()
    share = f"{target.share(seen):.2f}" if target.goal else ""
    return [target.what, *limits, measured, share, target.verdict(seen)]


def shortfalls(figures: Mapping[str, Figure], reasons: Mapping[str, str]) -> list[str]:
    """A line for each target whose goal is not met, with its reason."""
    return [
        f"- {target.what}: {reasons.get(target.key) or NO_REASON}"
        for target in TARGETS
        if target.verdict(figures.get(target.key)) in {Verdict.ACCEPTABLE, Verdict.MISSED}
    ]


def reasons() -> dict[str, str]:
    """By key of the target."""
    return tomllib.loads(REASONS.read_text(encoding="utf-8"))


def load_average() -> float:
    """Processes that ran or wanted to, over the last minute."""
    return os.getloadavg()[0]


def noise(before: float, after: float, cores: int) -> str:
    """The load average, and whether absolute times and rates can be believed."""
    said = f"Load average {before:.1f} before, {after:.1f} after (the bench's own included)"
    if max(before, after) > NOISY_LOAD_PER_CORE * cores:
        return f"{said}: **noisy**; keep the ratios of CPU, not times and rates."
    return f"{said}."


def machine() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return f"{cores()} cores, {system}, Python {platform.python_version()}"


def revision() -> str:
    """The commit that was measured, marked where files differ from it."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "an unknown revision"
    return f"revision {said.stdout.strip()}"


def cores() -> int:
    return os.cpu_count() or 1


def page(parts: Sequence[Part], command: str, noise_said: str) -> str:
    """RESULTS.md; everything in it but the reasons is measured."""
    figures = figures_of(parts)
    short = shortfalls(figures, reasons())
    when = f"{datetime.now(UTC):%d %B %Y}"
    sections = [
        "# Results",
        f"Written by `{command}` on {when} at {revision()}: {machine()}. {noise_said}",
        targets_table(figures),
        *(["## What falls short, and why", "\n".join(short)] if short else []),
        *(text for part in parts for text in (f"## {part.title}", *part.text)),
    ]
    return "\n\n".join(sections) + "\n"
