"""The card of the little service: every part that a card may have, each as it should be."""

from __future__ import annotations

import struct
import uuid
from typing import Any
from zlib import crc32

SYSTEM = "https://little.example/codes"
LOINC = "http://loinc.org"


def coding(code: str, display: str) -> dict[str, Any]:
    """A Coding of the little service's own system."""
    return {"system": SYSTEM, "code": code, "display": display}


def order(patient: str) -> dict[str, Any]:
    """A draft order."""
    return {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "code": {"coding": [{"system": LOINC, "code": "2823-3"}]},
        "subject": {"reference": f"Patient/{patient}"},
    }


def card(patient: str, value: object, day: str, base: str) -> dict[str, Any]:
    """One card about a potassium."""
    create = {"type": "create", "description": "Order potassium", "resource": order(patient)}
    update = {
        "type": "update",
        "description": "Make the open order urgent",
        "resource": {**order(patient), "id": "open", "priority": "urgent"},
    }
    delete = {
        "type": "delete",
        "description": "Withdraw the open order",
        "resourceId": "ServiceRequest/open",
    }
    return {
        "uuid": str(uuid.uuid4()),
        "summary": f"Potassium {value} mmol/L ({day}): repeat?",
        "detail": f"| Test | Result |\n|---|---|\n| Potassium | {value} mmol/L ({day}) |",
        "indicator": "warning",
        "source": {
            "label": "Little guideline 2020",
            "url": "https://little.example/guideline",
            "icon": f"{base}/icon.png",
            "topic": coding("potassium", "Potassium"),
        },
        "suggestions": [
            {
                "label": "Repeat",
                "uuid": str(uuid.uuid4()),
                "isRecommended": True,
                "actions": [create],
            },
            {"label": "Hurry", "uuid": str(uuid.uuid4()), "actions": [update]},
            {"label": "Leave it", "uuid": str(uuid.uuid4()), "actions": [delete]},
        ],
        "selectionBehavior": "any",
        "overrideReasons": [coding("known", "Known")],
        "links": [
            {"label": "Guideline", "url": "https://little.example/guideline", "type": "absolute"},
            {
                "label": "Calculator",
                "url": "https://little.example/launch",
                "type": "smart",
                "appContext": "potassium",
            },
        ],
        "extension": {"example.little.rule": {"version": "1"}},
    }


def system_action(patient: str) -> dict[str, Any]:
    """An action that was agreed on beforehand."""
    return {"type": "create", "description": "Note the potassium", "resource": order(patient)}


def icon() -> bytes:
    """The start of a PNG of 100 by 100 opaque pixels; nobody looks at the pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", crc32(header))
