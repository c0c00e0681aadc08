"""What is promised, each number once, and whether a figure keeps it.

Ratios are to the floor measured in the same run; absolute times depend on the machine.
"""

from dataclasses import dataclass
from enum import StrEnum

from benchmarks.figure import Figure


class Verdict(StrEnum):
    MET = "met"
    ACCEPTABLE = "acceptable at first"
    MISSED = "**missed**"
    OPEN = "not measured"


@dataclass(frozen=True)
class Target:
    """At most `goal` (or at least, for a rate); `acceptable` is what may pass at first."""

    key: str
    what: str
    unit: str
    goal: float
    acceptable: float | None = None
    at_least: bool = False
    digits: int = 2

    def verdict(self, figure: Figure | None) -> Verdict:
        """Judged by the median."""
        if figure is None:
            return Verdict.OPEN
        if self._keeps(figure.middle, self.goal):
            return Verdict.MET
        if self.acceptable is not None and self._keeps(figure.middle, self.acceptable):
            return Verdict.ACCEPTABLE
        return Verdict.MISSED

    def limit(self, value: float | None) -> str:
        """`<= 1.5 x floor` as it stands in the table; empty for None."""
        if value is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {value:,g} {self.unit}".rstrip()

    def share(self, figure: Figure) -> float:
        """The figure as a share of the goal: 1 is on the line, more is beyond it."""
        if self.at_least:
            return self.goal / figure.middle if figure.middle else float("inf")
        return max(0, figure.middle / self.goal) if self.goal else float(figure.middle > 0)

    def _keeps(self, value: float, limit: float) -> bool:
        return value >= limit if self.at_least else value <= limit


TIMES_FLOOR = "× floor"
# HealthChain 0.16.1, the fastest framework that offers CDS Hooks in Python: 3.4 × floor without
# validating any of the prefetch (measured in November 2026, one worker, 16 connections).
TARGETS = (
    Target("cpu-16", "CPU per request, 16 connections", TIMES_FLOOR, 1.5, 2.0),
    Target("cpu-1", "CPU per request, one connection", TIMES_FLOOR, 1.5, 2.0),
    Target("framework", "CPU, against HealthChain's 3.4 × floor", TIMES_FLOOR, 3.4),
    Target("p99-16", "p99 at 16 connections", TIMES_FLOOR, 2.0, 3.0),
    Target("p50-1", "p50 at one connection", TIMES_FLOOR, 2.0),
    Target("p50-1-ms", "p50 at one connection, in any case", "ms", 5.0),
    Target("growth", "rise of the cost per Observation, 200 to 5,000", "%", 25, digits=0),
    Target("longest", "5,000 Observations, one connection, p50", "ms", 60, digits=1),
    Target("pss", "memory of two workers (PSS)", "MB", 120, digits=0),
    Target("start", "cold start", "s", 1.0, 1.5),
    Target("fhir", "limits exceeded with a slow or failing FHIR server", "", 0, digits=0),
    Target("bulk", "bulk evaluation", "patients/s", 1000, at_least=True, digits=0),
    Target("errors", "errors during any run", "", 0, digits=0),
)
