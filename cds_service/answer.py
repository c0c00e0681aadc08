"""From resources to cards: the half of the straight path that needs no network."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cds_service.cards import cards_for
from cds_service.hook_request import Drafts
from cds_service.rules import interpret
from cds_service.rules.finding import Finding
from cds_service.rules.orders import concern, interpret_orders
from cds_service.rules.plausibility import without_impossible
from cds_service.settings import Settings
from cds_service.suggestions import CardSetting
from fhir_mappings.bundle import Entry
from fhir_mappings.chart import chart_from
from fhir_mappings.delivered import addresses
from fhir_mappings.model import Chart, Coverage
from fhir_mappings.orders import OrderReading, draft_orders, open_orders
from fhir_mappings.subject import Reading, identity

# Whose orders they are, why they were written, and the orders themselves.
BESIDE_ORDERS = ("Patient", "Condition", "ServiceRequest")
# Without a site key, ids hold for the life of this process only.
_PROCESS_KEY = secrets.token_bytes(32)


@dataclass(frozen=True)
class PatientContext:
    """Whose chart is read; `fhir_server` makes absolute references to the patient readable."""

    patient_id: str
    encounter_id: str = ""
    fhir_server: str = ""


@dataclass(frozen=True)
class Interpretation:
    """A chart with what the rules found in it; `cards` say the same to a CDS client."""

    chart: Chart
    findings: tuple[Finding, ...]
    cards: list[dict[str, Any]]


def cards_about(  # noqa: PLR0913 - all but three have defaults and names
    entries: Iterable[Entry],
    patient: PatientContext,
    settings: Settings,
    *,
    at: datetime,
    coverage: tuple[Coverage, ...] = (),
    drafts: Drafts | None = None,
    noticed: Callable[[Chart], None] | None = None,
) -> list[dict[str, Any]]:
    """The cards that these resources give rise to at a moment; never raises for odd resources.

    `noticed` is told of the chart as it was read.
    """
    read = interpretation(entries, patient, settings, at=at, coverage=coverage, drafts=drafts)
    if noticed is not None:
        noticed(read.chart)
    return read.cards


def interpretation(
    entries: Iterable[Entry],
    patient: PatientContext,
    settings: Settings,
    *,
    at: datetime,
    coverage: tuple[Coverage, ...] = (),
    drafts: Drafts | None = None,
) -> Interpretation:
    """The cards with what they were made from, for who wants to see how; never raises either.

    With `drafts`, what there is to say of the orders being written; else of the results on file.
    """
    entries = list(entries)
    chart = chart_of(entries, patient, settings, at=at, coverage=coverage)
    how = order_reading(entries, patient, settings, at)
    chart = replace(chart, orders=open_orders(entries, how))
    policy = settings.policy_in_force
    if drafts is None:
        findings = interpret(chart, at, policy)
    else:
        written = draft_orders(drafts.bundle, drafts.selections, how)
        findings = interpret_orders(chart, written, at, policy)
    return Interpretation(chart, findings, cards_for(findings, chart, _setting(patient, settings)))


def chart_of(
    entries: Iterable[Entry],
    patient: PatientContext,
    settings: Settings,
    *,
    at: datetime,
    coverage: tuple[Coverage, ...] = (),
) -> Chart:
    """The chart as it is read on this site; impossible values are among what is set aside."""
    return without_impossible(
        chart_from(
            entries,
            patient.patient_id,
            at=at,
            coverage=coverage,
            zone=settings.site.zone,
            base_url=patient.fhir_server,
            local_codes=settings.site.local_codes,
        )
    )


def nothing_to_read_for(
    drafts: Drafts, patient: PatientContext, settings: Settings, at: datetime
) -> bool:
    """Do these orders hold nothing that could bring a card? Then no data need be gathered."""
    how = order_reading((), patient, settings, at)
    return not concern(draft_orders(drafts.bundle, drafts.selections, how))


def order_reading(
    entries: Iterable[Entry], patient: PatientContext, settings: Settings, at: datetime
) -> OrderReading:
    """How this site's orders are read; LOINC through its own order codes, too."""
    entries = [entry for entry in entries if entry.resource.get("resourceType") in BESIDE_ORDERS]
    known = identity(patient.patient_id, entries, patient.fhir_server)
    reading = Reading(known, at, settings.site.zone, addresses(entries, patient.fhir_server))
    site_codes = {(item.system, item.code): loinc for loinc, item in settings.orders.codes.items()}
    return OrderReading(reading, site_codes)


def _setting(patient: PatientContext, settings: Settings) -> CardSetting:
    return CardSetting(
        patient_id=patient.patient_id,
        encounter_id=patient.encounter_id,
        public_base_url=settings.http.public_base_url,
        site_key=settings.site.key.get_secret_value().encode() or _PROCESS_KEY,
        suggest_orders=settings.orders.suggest,
        order_codes={loinc: code.model_dump() for loinc, code in settings.orders.codes.items()},
    )
