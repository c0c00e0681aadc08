"""Resources in the shape of a FHIR release before R4: not read, because they look similar.

DSTU2   Observation.category is one concept; Condition has `patient`, or a status that is a code
STU3    Condition with statuses that are codes

http://hl7.org/fhir/DSTU2/condition.html, http://hl7.org/fhir/STU3/condition.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_older(resource: Mapping[str, Any]) -> bool:
    """Is this Observation or Condition written as before R4?"""
    match resource.get("resourceType"):
        case "Observation":
            return isinstance(resource.get("category"), dict)
        case "Condition":
            statuses = (resource.get("clinicalStatus"), resource.get("verificationStatus"))
            return isinstance(resource.get("category"), dict) or any(
                isinstance(status, str) for status in statuses
            )
    return False
