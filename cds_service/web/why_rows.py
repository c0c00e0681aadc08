"""Which rows of a published table a finding stands for: read once more, by the rules themselves.

An index names its groups (`Finding.possible`). The tables of urine, trend and steady creatinine
have rows too, and their findings are worded; here the row behind the words is found again.
"""

from __future__ import annotations

from datetime import datetime

from cds_service.rules.case import Case
from cds_service.rules.finding import Finding
from cds_service.rules.policy import Policy
from cds_service.rules.trend_card import SUSTAINED
from cds_service.rules.urine_reading import ALONE, HIGH, read_urine
from fhir_mappings.model import Chart

SUSTAINED_OPENING = SUSTAINED.partition("{")[0]


def rows_of(finding: Finding, chart: Chart, at: datetime, policy: Policy) -> tuple[str, ...]:
    """The names of the rows that the finding leaves."""
    if finding.rule == "urine":
        return _urine(chart, at, policy)
    if finding.rule == "trend":
        sustained = any(text.startswith(SUSTAINED_OPENING) for text in finding.statements)
        return ("more than expected", *("sustained rise",) * sustained)
    return finding.possible


def _urine(chart: Chart, at: datetime, policy: Policy) -> tuple[str, ...]:
    reading = read_urine(chart, at, policy)
    pattern = reading.pattern if reading else None
    if pattern is None:
        return ()
    return tuple(sorted(HIGH)) if pattern == ALONE else (pattern,)


def creatinine_rows(finding: Finding, case: Case) -> tuple[str, ...]:
    """The row of the table of steady creatinine, where creatinine rose; a fall has no row."""
    change = case.kidney.change
    risen = change is not None and change.after.value.low > change.before.value.low
    return ("rise",) if finding.rule == "changing-kidney" and risen else ()
