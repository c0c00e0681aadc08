"""How far a medication record or Procedure shows that a treatment was given, by its status.

                          strong                           weak                ignored
MedicationAdministration  in-progress completed stopped    unknown             not-done
                          on-hold
MedicationStatement       active completed stopped         on-hold unknown     intended not-taken
MedicationDispense        completed                        in-progress         preparation cancelled
                                                           stopped unknown     on-hold declined
MedicationRequest         (never: no dose)                 all others          draft cancelled
Procedure                 in-progress completed stopped    on-hold unknown     preparation not-done

entered-in-error is ignored everywhere; an unknown or missing status is weak. Requests: proposals
and options are ignored, plans too unless reported (so US Core records what a patient takes), and
so is an order not to give it. R5 tells of a statement (status recorded) by its adherence. The split
awaits clinical review.
"""

from __future__ import annotations

from fhir_mappings.bundle import Resource, codings_of
from fhir_mappings.model import Strength

STRONG = {
    "MedicationAdministration": {"in-progress", "completed", "stopped", "on-hold"},
    "MedicationStatement": {"active", "completed", "stopped"},
    "MedicationDispense": {"completed"},
    "MedicationRequest": set[str](),
    "Procedure": {"in-progress", "completed", "stopped"},
}
IGNORED = {
    "MedicationAdministration": {"not-done", "entered-in-error"},
    "MedicationStatement": {"intended", "not-taken", "entered-in-error", "draft"},
    "MedicationDispense": {"preparation", "cancelled", "on-hold", "declined", "entered-in-error"},
    "MedicationRequest": {"draft", "cancelled", "entered-in-error"},
    "Procedure": {"preparation", "not-done", "entered-in-error"},
}
# http://hl7.org/fhir/R5/codesystem-medication-statement-adherence.html
TAKEN = {"taking", "taking-as-directed", "taking-not-as-directed", "stopped", "stopped-as-directed"}
UNORDERED = {"proposal", "option"}
GOING_ON = {"active", "in-progress"}


def strength_of(resource: Resource) -> Strength | None:
    """Strong, weak, or None when the record is no evidence of treatment."""
    kind, status = str(resource.get("resourceType")), str(resource.get("status"))
    if status in IGNORED[kind] or (kind == "MedicationRequest" and not _is_ordered(resource)):
        return None
    proven = status in STRONG[kind] or (kind == "MedicationStatement" and _is_taken(resource))
    return Strength.STRONG if proven else Strength.WEAK


def _is_taken(statement: Resource) -> bool:
    adherence = statement.get("adherence")
    code = adherence.get("code") if isinstance(adherence, dict) else None
    said = {str(coding.get("code")) for coding in codings_of(code)}
    return statement.get("status") == "recorded" and bool(said & TAKEN)


def goes_on(resource: Resource) -> bool:
    """Does the record say that the treatment is being given now?"""
    return str(resource.get("status")) in GOING_ON


def _is_ordered(request: Resource) -> bool:
    if request.get("doNotPerform") is True or str(request.get("intent")) in UNORDERED:
        return False
    stated = (request.get("reportedBoolean"), request.get("reported"))
    reported = True in stated or bool(request.get("reportedReference"))
    return reported or request.get("intent") != "plan"
