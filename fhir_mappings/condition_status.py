"""The two statuses of a Condition: is the problem active, and how sure is the diagnosis?

http://hl7.org/fhir/R4/condition.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.condition import Condition
from pydantic import ValidationError

from fhir_mappings.bundle import Resource
from fhir_mappings.plain import Coding, plain_codings
from fhir_mappings.prune import CONCEPT, Template, pruned

ELEMENTS: Template = {
    "resourceType": None,
    "clinicalStatus": CONCEPT,
    "verificationStatus": CONCEPT,
}
# The model demands a patient; that it is ours was checked by `Identity.refusal`.
SUBJECT = {"reference": "Patient/known"}
STATUS_SYSTEMS = "http://terminology.hl7.org/CodeSystem/condition-"  # clinical, ver-status


class ConditionStatus(NamedTuple):
    """FHIR's own codes (or a server's, where there is no other), "" for what is absent."""

    clinical: str
    verification: str


def condition_status(resource: Resource) -> ConditionStatus | None:
    """Both statuses of a Condition; None when it is not of the shape of FHIR's."""
    return plain_status(resource) or judged_status(resource)


def plain_status(resource: Resource) -> ConditionStatus | None:
    """The statuses of a Condition in which all that is read is plain; else None."""
    clinical = plain_codings(resource.get("clinicalStatus"))
    verification = plain_codings(resource.get("verificationStatus"))
    if clinical is None or verification is None:
        return None
    return ConditionStatus(_code(clinical), _code(verification))


def judged_status(resource: Resource) -> ConditionStatus | None:
    """The same as FHIR's model reads it; None when it refuses the Condition."""
    try:
        judged = Condition.model_validate(pruned(resource, ELEMENTS) | {"subject": SUBJECT})
    except ValidationError:
        return None
    clinical, verification = judged.clinicalStatus, judged.verificationStatus
    return ConditionStatus(_code(_codings(clinical)), _code(_codings(verification)))


def _codings(concept: CodeableConcept | None) -> list[Coding]:
    codings = (concept and concept.coding) or ()
    return [Coding(str(item.system or ""), str(item.code or "")) for item in codings]


def _code(codings: Sequence[Coding]) -> str:
    """FHIR's own code; a server's own code, which may come first, only where there is no other."""
    coded = [item for item in codings if item.code]
    official = [item for item in coded if item.system.startswith(STATUS_SYSTEMS)]
    return next((item.code for item in (*official, *coded)), "")
