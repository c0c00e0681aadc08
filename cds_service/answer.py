"""From resources to cards: the half of the straight path that needs no network."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cds_service.cards import cards_for
from cds_service.rules import interpret
from cds_service.settings import Settings
from cds_service.suggestions import CardSetting
from fhir_mappings.bundle import Entry
from fhir_mappings.chart import chart_from
from fhir_mappings.model import Coverage

# Without a site key, ids hold for the life of this process only.
_PROCESS_KEY = secrets.token_bytes(32)


@dataclass(frozen=True)
class PatientContext:
    """Whose chart is read; `fhir_server` makes absolute references to the patient readable."""

    patient_id: str
    encounter_id: str = ""
    fhir_server: str = ""


def cards_about(
    entries: Iterable[Entry],
    patient: PatientContext,
    settings: Settings,
    *,
    at: datetime,
    coverage: tuple[Coverage, ...] = (),
) -> list[dict[str, Any]]:
    """The cards that these resources give rise to at a moment; never raises for odd resources."""
    chart = chart_from(
        entries,
        patient.patient_id,
        at=at,
        coverage=coverage,
        zone=settings.site.zone,
        base_url=patient.fhir_server,
        local_codes=settings.site.local_codes,
    )
    findings = interpret(chart, at, settings.policy_in_force)
    return cards_for(findings, chart, _setting(patient, settings))


def _setting(patient: PatientContext, settings: Settings) -> CardSetting:
    return CardSetting(
        patient_id=patient.patient_id,
        encounter_id=patient.encounter_id,
        public_base_url=settings.http.public_base_url,
        site_key=settings.site.key.get_secret_value().encode() or _PROCESS_KEY,
        suggest_orders=settings.orders.suggest,
        order_codes={loinc: code.model_dump() for loinc, code in settings.orders.codes.items()},
    )
