"""Companion tests as suggestions: one draft ServiceRequest each, sent by a person, never by us.

https://cds-hooks.hl7.org/2.0/#suggestion; `intent: proposal`, order codes of the site beside LOINC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cds_service.rules.finding import Companion, Finding
from fhir_mappings.codes import LOINC, SNOMED_CT
from fhir_mappings.model import Analyte

MOST = 3
MOST_WITH_KIDNEY = 4
# Only what the client's own server can resolve: no Bundle address, no contained resource.
RELATIVE = re.compile(r"(?:Observation|Condition)/[A-Za-z0-9._-]{1,128}")
B2M = {
    Analyte.SERUM_B2M,
    Analyte.URINE_B2M,
    Analyte.URINE_B2M_PER_CREATININE,
    Analyte.URINE_B2M_RATE,
}
LABORATORY_PROCEDURE = {"system": SNOMED_CT, "code": "108252007"}


@dataclass(frozen=True)
class CardSetting:
    """For whom and where cards are written. `order_codes` maps LOINC to the site's coding."""

    patient_id: str
    encounter_id: str = ""
    public_base_url: str = ""
    site_key: bytes = b""
    suggest_orders: bool = True
    order_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderBasis:
    """What a draft order rests on: references of its reasons, and when the specimen is due."""

    reasons: tuple[str, ...] = ()
    occurrence: str = ""


def order_basis(findings: Iterable[Finding]) -> OrderBasis:
    """The diagnoses that an order serves, else the serum B2M that it would help to read."""
    findings = list(findings)
    because = [item for finding in findings for item in finding.because] or [
        result.reference
        for finding in findings
        for result in finding.evidence
        if result.analyte in B2M
    ]
    named = tuple(dict.fromkeys(item for item in because if RELATIVE.fullmatch(item)))
    return OrderBasis(named, findings[0].occurrence)


def companions_of(findings: Iterable[Finding]) -> list[Companion]:
    """The tests to suggest on one card, each once; at most three, four where kidney is in doubt."""
    found: dict[str, Companion] = {}
    for item in (item for finding in findings for item in finding.companions):
        before = found.get(item.label, item)
        parts = tuple(dict.fromkeys((*before.parts, *item.parts)))
        found[item.label] = replace(before, parts=parts)
    kidney = any(item.about_kidney for item in found.values())
    in_order = sorted(found.values(), key=lambda item: item.specialist)
    return in_order[: MOST_WITH_KIDNEY if kidney else MOST]


def suggestion(
    companion: Companion, uuid: str, setting: CardSetting, basis: OrderBasis
) -> dict[str, Any]:
    """One suggestion with exactly one draft order."""
    suggested = {
        "label": companion.label,
        "uuid": uuid,
        "actions": [
            {
                "type": "create",
                "description": f"Draft order: {companion.order} ({companion.reason})",
                "resource": _order(companion, setting, basis),
            }
        ],
    }
    return suggested | ({"isRecommended": True} if companion.recommended else {})


def _order(companion: Companion, setting: CardSetting, basis: OrderBasis) -> dict[str, Any]:
    codings = _codings(companion, setting)
    order: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "category": [{"coding": [LABORATORY_PROCEDURE], "text": "Laboratory"}],
        "code": ({"coding": codings} if codings else {}) | {"text": companion.order},
        "subject": {"reference": f"Patient/{setting.patient_id}"},
    }
    if setting.encounter_id:
        order["encounter"] = {"reference": f"Encounter/{setting.encounter_id}"}
    if basis.occurrence:
        order["occurrenceDateTime"] = basis.occurrence
    if basis.reasons:
        order["reasonReference"] = [{"reference": item} for item in basis.reasons]
    return order


def _codings(companion: Companion, setting: CardSetting) -> list[dict[str, str]]:
    """LOINC first, then the site's own code; nothing for a test without a verified code."""
    if not companion.code:
        return []
    loinc = {"system": LOINC, "code": companion.code}
    named = loinc | ({"display": companion.display} if companion.display else {})
    local = setting.order_codes.get(companion.code)
    return [named, dict(local)] if local else [named]
