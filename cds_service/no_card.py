"""Why a chart brought no card, as far as the chart itself says it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cds_service.answer import PatientContext, chart_of
from cds_service.settings import Settings
from fhir_mappings.bundle import Entry
from fhir_mappings.model import Analyte, Chart


def why_no_card(
    entries: Iterable[Entry], patient: PatientContext, settings: Settings, at: datetime
) -> str:
    """One sentence for a person in front of an empty answer."""
    return _sentence(chart_of(entries, patient, settings, at=at))


def _sentence(chart: Chart) -> str:
    latest = chart.latest(Analyte.SERUM_B2M)
    if latest is not None:
        result = f"B2M {latest.reported.text} ({latest.taken.text})"
        return f"No card: the rules looked at {result} and had nothing to say."
    reasons = dict.fromkeys(
        aside.reason.value for aside in chart.unusable if aside.analyte is Analyte.SERUM_B2M
    )
    if reasons:
        return f"No card: no usable B2M on file; what there is, {' or '.join(reasons)}."
    return "No card: no serum B2M on file for this patient."
