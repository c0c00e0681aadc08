"""Requests to send when nobody gave one: made from what discovery says, with no data in them.

Every prefetch key is null ("asked, nothing there"), so that a service has nothing to interpret and
nothing to fetch. Cards are seldom to be had this way; a file of real samples shows more.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

PATIENT = "conformance-1"
USER = "Practitioner/conformance"
ENCOUNTER = "conformance-encounter"
# A name that nobody can own (RFC 2606): never reached, not even by a service that tries.
NOBODY = "https://fhir.invalid/r4"

_ORDER = {
    "resourceType": "ServiceRequest",
    "id": "conformance-order",
    "status": "draft",
    "intent": "order",
    "code": {"coding": [{"system": "http://loinc.org", "code": "2160-0"}]},
    "subject": {"reference": f"Patient/{PATIENT}"},
}
_DRAFTS = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": _ORDER}]}
_PERSON = {"userId": USER, "patientId": PATIENT}

# CDS Hooks library: the context that each hook requires.
CONTEXTS: Mapping[str, Mapping[str, Any]] = {
    "patient-view": _PERSON,
    "order-select": {
        **_PERSON,
        "selections": ["ServiceRequest/conformance-order"],
        "draftOrders": _DRAFTS,
    },
    "order-sign": {**_PERSON, "draftOrders": _DRAFTS},
    "order-dispatch": {
        "patientId": PATIENT,
        "dispatchedOrders": ["ServiceRequest/conformance-order"],
        "performer": "Organization/conformance",
    },
    "encounter-start": {**_PERSON, "encounterId": ENCOUNTER},
    "encounter-discharge": {**_PERSON, "encounterId": ENCOUNTER},
    "appointment-book": {
        **_PERSON,
        "appointments": {"resourceType": "Bundle", "type": "collection"},
    },
    "problem-list-item-create": {
        **_PERSON,
        "conditions": {"resourceType": "Bundle", "type": "collection"},
    },
    "allergyintolerance-create": {
        **_PERSON,
        "allergyIntolerance": {
            "resourceType": "AllergyIntolerance",
            "patient": {"reference": f"Patient/{PATIENT}"},
        },
    },
}

# Which context fields a prefetch token may name, by hook (column "Prefetch Token" of the library).
TOKEN_FIELDS: Mapping[str, frozenset[str]] = {
    "patient-view": frozenset({"userId", "patientId", "encounterId"}),
    "order-select": frozenset({"userId", "patientId", "encounterId"}),
    "order-sign": frozenset({"userId", "patientId", "encounterId"}),
    "order-dispatch": frozenset({"patientId", "dispatchedOrders", "performer"}),
    "encounter-start": frozenset({"userId", "patientId", "encounterId"}),
    "encounter-discharge": frozenset({"userId", "patientId", "encounterId"}),
    "appointment-book": frozenset({"userId", "patientId", "encounterId"}),
    "problem-list-item-create": frozenset({"userId", "patientId", "encounterId"}),
    "allergyintolerance-create": frozenset({"userId", "patientId", "encounterId"}),
}

LIBRARY_HOOKS = frozenset(CONTEXTS) | {
    "medication-prescribe",
    "medication-refill",
    "medication-verify",
    "order-review",
}


def generic(hook: str, keys: Mapping[str, str]) -> dict[str, Any] | None:
    """A request of this hook without data; None for a hook that is not in the library."""
    if hook not in CONTEXTS:
        return None
    body: dict[str, Any] = {
        "hook": hook,
        "hookInstance": str(uuid.uuid4()),
        "context": dict(CONTEXTS[hook]),
    }
    if keys:
        body["prefetch"] = dict.fromkeys(keys)
    return body
