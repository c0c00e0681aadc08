"""Companion tests as suggestions: one draft ServiceRequest each, sent by a person, never by us.

https://cds-hooks.hl7.org/2.0/#suggestion; `intent: proposal`, order codes of the site beside LOINC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cds_service.rules.finding import Companion, Finding
from fhir_mappings.codes import LOINC, SNOMED_CT

MOST = 3
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


def companions_of(findings: Iterable[Finding]) -> list[Companion]:
    """The tests to suggest on one card, each once, at most three."""
    found = {item.code: item for finding in findings for item in finding.companions}
    return list(found.values())[:MOST]


def suggestion(companion: Companion, uuid: str, setting: CardSetting) -> dict[str, Any]:
    """One suggestion with exactly one draft order."""
    suggested = {
        "label": companion.label,
        "uuid": uuid,
        "actions": [
            {
                "type": "create",
                "description": f"Draft order: {companion.text} ({companion.reason})",
                "resource": _order(companion, setting),
            }
        ],
    }
    return suggested | ({"isRecommended": True} if companion.recommended else {})


def _order(companion: Companion, setting: CardSetting) -> dict[str, Any]:
    coding = {"system": LOINC, "code": companion.code, "display": companion.display}
    local = setting.order_codes.get(companion.code)
    order: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "category": [{"coding": [LABORATORY_PROCEDURE], "text": "Laboratory"}],
        "code": {
            "coding": [coding, dict(local)] if local else [coding],
            "text": companion.text,
        },
        "subject": {"reference": f"Patient/{setting.patient_id}"},
    }
    if setting.encounter_id:
        order["encounter"] = {"reference": f"Encounter/{setting.encounter_id}"}
    return order
