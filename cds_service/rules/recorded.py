"""A stage on record beside the computed one: the record decides, a difference is shown (P-18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cds_service.rules.finding import Finding
from fhir_mappings.model import Chart, RecordedStage, Scheme

SCHEMES = {"iss": Scheme.ISS, "r-iss": Scheme.R_ISS, "r2-iss": Scheme.R2_ISS}
# No code exists for this verdict, so that a stage on record never says it.
HIGH_RISK = {"ims-2025": ("high-risk",)}
AGREES = "{scheme} {group} is on record too."
NEVER = datetime.min.replace(tzinfo=UTC)


def against_record(finding: Finding, chart: Chart) -> Finding:
    """The finding with the newest recorded stage of its scheme held against it."""
    record = recorded_stage(chart, SCHEMES.get(finding.rule))
    if record is None:
        unrecorded = finding.possible == HIGH_RISK.get(finding.rule)
        return replace(finding, unrecorded=True) if unrecorded else finding
    if record.group in finding.possible:
        return _agreeing(finding, record)
    when = f" ({record.taken.text})" if record.taken else ""
    said = f"The chart says {record.scheme.value} {record.group}{when}"
    return replace(
        finding,
        statements=(
            f"{said}; computed {finding.headline} from these results: verify.",
            *finding.statements,
        ),
        discordant=f"Chart says {record.scheme.value} {record.group}, computed",
        indicator="warning",
        reasons=(*finding.reasons, "discordant-with-chart"),
    )


def _agreeing(finding: Finding, record: RecordedStage) -> Finding:
    if not finding.settled:
        return finding
    said = AGREES.format(scheme=record.scheme.value, group=record.group)
    return replace(finding, statements=(said, *finding.statements), as_recorded=True)


def recorded_stage(chart: Chart, scheme: Scheme | None) -> RecordedStage | None:
    """The newest stage of a scheme on record."""
    found = [item for item in chart.stages if item.scheme is scheme]
    return max(found, key=lambda item: item.taken.latest if item.taken else NEVER, default=None)
