"""A stage on record beside the computed one: the record decides, a difference is shown (P-18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cds_service.rules.finding import Finding
from fhir_mappings.model import Chart, RecordedStage, Scheme

SCHEMES = {"iss": Scheme.ISS, "r-iss": Scheme.R_ISS, "r2-iss": Scheme.R2_ISS}
NEVER = datetime.min.replace(tzinfo=UTC)


def against_record(finding: Finding, chart: Chart) -> Finding:
    """The finding with the newest recorded stage of its scheme held against it."""
    record = recorded_stage(chart, SCHEMES.get(finding.rule))
    if record is None:
        return finding
    if record.group in finding.possible:
        return replace(finding, as_recorded=finding.settled)
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


def recorded_stage(chart: Chart, scheme: Scheme | None) -> RecordedStage | None:
    """The newest stage of a scheme on record."""
    found = [item for item in chart.stages if item.scheme is scheme]
    return max(found, key=lambda item: item.taken.latest if item.taken else NEVER, default=None)
