"""Resources of the same patient beyond laboratory results: findings, therapy, codes with words."""

from typing import Any

from tests.fhir_mappings.resources import Resource, coding

SELF = {"reference": "Patient/p1"}
OTHER = {"reference": "Patient/p2"}
PRESENT, ABSENT = "loinc LA9633-4", "loinc LA9634-2"


def concept(*codings: str, text: str = "") -> Resource:
    """A CodeableConcept by codings such as "atc L01XG01", by text, or by both."""
    coded = {"coding": [coding(item) for item in codings]} if codings else {}
    return coded | ({"text": text} if text else {})


def quantity(value: Any, unit: str = "", comparator: str = "") -> Resource:
    """A Quantity without what is empty."""
    written = {"value": value, "unit": unit, "comparator": comparator}
    return {name: item for name, item in written.items() if item != ""}


def observation(code: str, /, **elements: Any) -> Resource:
    """A final Observation of the patient by a code such as "loinc 72824-6"."""
    shared = {"status": "final", "subject": SELF, "effectiveDateTime": "2026-11-18"}
    return resource("Observation", **({"code": concept(code)} | shared | elements))


def condition(*codings: str, **elements: Any) -> Resource:
    """An active and confirmed diagnosis of the patient."""
    shared = {
        "clinicalStatus": concept("clinical active"),
        "verificationStatus": concept("ver confirmed"),
        "subject": SELF,
    }
    return resource("Condition", **({"code": concept(*codings)} | shared | elements))


def medication(kind: str = "MedicationAdministration", **elements: Any) -> Resource:
    """Bortezomib by code, in a record of this kind with a status that is evidence, undated."""
    statuses = {"MedicationRequest": "active", "MedicationStatement": "active"}
    shared = {
        "status": statuses.get(kind, "completed"),
        "intent": "order" if kind == "MedicationRequest" else None,
        "subject": SELF,
        "medicationCodeableConcept": concept("atc L01XG01"),
    }
    return resource(kind, **(shared | elements))


def administration(**elements: Any) -> Resource:
    """Bortezomib given on 3 Nov 2026."""
    return medication(**({"effectiveDateTime": "2026-11-03"} | elements))


def procedure(*codings: str, **elements: Any) -> Resource:
    """A completed procedure of 3 Nov 2026."""
    shared = {"status": "completed", "subject": SELF, "performedDateTime": "2026-11-03"}
    return resource("Procedure", **({"code": concept(*codings)} | shared | elements))


def resource(kind: str, **elements: Any) -> Resource:
    """A resource of this kind with an id and the elements that are not None."""
    written = {"resourceType": kind, "id": "r1"} | elements
    return {name: value for name, value in written.items() if value is not None}
