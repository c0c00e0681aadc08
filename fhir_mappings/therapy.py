"""One medication record or Procedure -> the treatments it shows, or why it was set aside.

An order is never proof of a dose (`evidence.py`), a name in a Procedure never proof of the
procedure, and a record without a date is weak. Dialysis and kidney transplantation are therapies
of their own kind. An earlier transplant may stand in a Condition: it began no later than its date.
http://hl7.org/fhir/R4/medicationrequest.html; R5's elements are read where it has others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fhir.resources.R4B.medicationadministration import MedicationAdministration
from fhir.resources.R4B.medicationdispense import MedicationDispense
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.medicationstatement import MedicationStatement
from fhir.resources.R4B.procedure import Procedure
from pydantic import BaseModel, ValidationError

from fhir_mappings.bundle import Entry, Resource, codings_of, listed
from fhir_mappings.codes import diagnosis_codes
from fhir_mappings.condition import recorded_onset, records_something
from fhir_mappings.condition_status import SUBJECT
from fhir_mappings.delivered import referred
from fhir_mappings.evidence import goes_on, strength_of
from fhir_mappings.local_use import is_local
from fhir_mappings.medicine import MEDICINES, Medicines, identified, medicines_of
from fhir_mappings.model import Disease, Kind, Reason, Strength, Therapy, Unusable
from fhir_mappings.prune import Template, pruned
from fhir_mappings.subject import Reading
from fhir_mappings.therapy_date import Span, span_of
from fhir_mappings.treatment_codes import Treatment, coded_treatment

RESOURCES: Mapping[str, type[BaseModel]] = {
    "MedicationAdministration": MedicationAdministration,
    "MedicationDispense": MedicationDispense,
    "MedicationRequest": MedicationRequest,
    "MedicationStatement": MedicationStatement,
    "Procedure": Procedure,
}
ELEMENTS: Template = dict.fromkeys(
    ("resourceType", "status", "intent", "doNotPerform", "reportedBoolean")
)
SYSTEMIC = {Kind.AGENT, Kind.REGIMEN, Kind.ANTINEOPLASTIC}
UNNAMED = "treatment"


@dataclass(frozen=True)
class _Record:
    """One record with what holds for all its substances."""

    entry: Entry
    strength: Strength
    span: Span
    reasons: frozenset[Disease] | None

    def therapy(self, treatment: Treatment, by_name: bool) -> Therapy:
        named_procedure = by_name and treatment.kind not in MEDICINES
        proven = self.span.start is not None and not named_procedure
        return Therapy(
            treatment.substance,
            treatment.kind,
            treatment.groups,
            self.strength if proven else Strength.WEAK,
            self.span.start,
            self.entry.reference,
            treatment.effects,
            goes_on(self.entry.resource),
            by_name,
            self.span.end,
            self.span.no_later,
            self.reasons,
        )


def therapies_from(entry: Entry, reading: Reading) -> list[Therapy | Unusable]:
    """The treatments of one record; empty when it shows none that bears on B2M."""
    resource = entry.resource
    strength = strength_of(resource)
    if strength is None:
        return []
    named = _named(entry, reading)
    untold = any(not item.told for item in named)
    if not untold and not any(item.treatments for item in named):
        return []
    if (refusal := reading.patient.refusal(entry)) is not None:
        return [Unusable(entry.reference, refusal)]
    span = span_of(resource, reading.zone)
    if (problem := _problem(resource, span, reading)) or untold:
        name = next(filter(None, (item.first for item in named)), UNNAMED)
        reason = problem or Reason.MEDICINE_UNKNOWN
        return [Unusable(entry.reference, reason, taken=span.start, therapy=name)]
    record = _Record(entry, strength, span, _reasons(entry, reading))
    return [record.therapy(item, found.by_name) for found in named for item in found.treatments]


def transplants_from(entry: Entry, reading: Reading) -> Iterator[Therapy]:
    """An earlier transplant recorded as a Condition of this patient."""
    found = [item for coding in entry.codings if (item := coded_treatment(coding))]
    if not found or reading.patient.refusal(entry) or not records_something(entry):
        return
    start = recorded_onset(entry.resource, reading)
    record = _Record(entry, Strength.STRONG, Span(start, no_later=True), None)
    yield record.therapy(found[0], by_name=False)


def _named(entry: Entry, reading: Reading) -> list[Medicines]:
    """What the record is about, without what only acts locally."""
    resource = entry.resource
    if resource["resourceType"] == "Procedure":
        return [identified(resource.get("code")).only_procedures()]
    found = [item.only_medicines() for item in medicines_of(entry, reading)]
    return [item.only(SYSTEMIC) if is_local(resource, item.words) else item for item in found]


def _problem(resource: Resource, span: Span, reading: Reading) -> Reason | None:
    if span.start is not None and span.start.earliest > reading.at:
        return Reason.FUTURE
    kind = resource["resourceType"]
    # The model demands what was recognised above, and of an administration a date in its own form.
    stated: Resource = {"subject": SUBJECT}
    if kind.endswith("tration"):
        stated["effectiveDateTime"] = reading.at.isoformat()
    if kind != "Procedure":
        stated["medicationCodeableConcept"] = {"text": UNNAMED}
    try:
        RESOURCES[kind].model_validate(pruned(resource, ELEMENTS) | stated)
    except ValidationError:
        return Reason.INVALID
    return None


def _reasons(entry: Entry, reading: Reading) -> frozenset[Disease] | None:
    """The diagnoses given as reason; None when none is given."""
    current = list(listed(entry.resource.get("reason")))  # of R5
    concepts = [
        *listed(entry.resource.get("reasonCode")),
        *(item["concept"] for item in current if isinstance(item.get("concept"), dict)),
    ]
    references = [
        *listed(entry.resource.get("reasonReference")),
        *(item["reference"] for item in current if isinstance(item.get("reference"), dict)),
    ]
    if not concepts and not references:
        return None
    conditions = [referred(reference, entry, reading) for reference in references]
    own = [item for item in conditions if item and not reading.patient.refusal(Entry(item))]
    codings = [
        coding
        for concept in (*concepts, *(item.get("code") for item in own))
        for coding in codings_of(concept)
    ]
    return frozenset(row.disease for coding in codings for row in diagnosis_codes(coding))
