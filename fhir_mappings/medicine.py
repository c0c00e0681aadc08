"""Which medicines a record is about: by code, by the Medication it refers to, or by name.

Nothing is read from notes, reasons or instructions. A medicine that is neither coded in a system
that settles it nor named in words cannot be told.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Any

from fhir_mappings.bundle import Entry, Resource, codings_of, listed, words_of
from fhir_mappings.delivered import referred
from fhir_mappings.model import Kind
from fhir_mappings.subject import Reading
from fhir_mappings.treatment_codes import ATC, Treatment, coded_treatment, named_treatments

MEDICINES = {Kind.AGENT, Kind.ANTINEOPLASTIC, Kind.REGIMEN, Kind.STEROID, Kind.OTHER}
PROCEDURES = set(Kind) - MEDICINES


@dataclass(frozen=True)
class Medicines:
    """The treatments a record names, by code or `by_name`; not `told`: none can be told."""

    treatments: tuple[Treatment, ...] = ()
    by_name: bool = False
    told: bool = True
    words: str = ""

    @property
    def first(self) -> str:
        """The first substance it names, "" without any."""
        return next((item.substance for item in self.treatments), "")

    def only(self, kinds: Container[Kind]) -> Medicines:
        """Without treatments of other kinds; nothing that is left cannot be told."""
        kept = tuple(item for item in self.treatments if item.kind in kinds)
        return replace(self, treatments=kept)

    def only_medicines(self) -> Medicines:
        """As the record of a medicine: a procedure counts by its code only, never by a name."""
        return self.only(MEDICINES) if self.by_name else self

    def only_procedures(self) -> Medicines:
        """As the record of a procedure: a code that is not in the table is another procedure."""
        return replace(self.only(PROCEDURES) if self.by_name else self, told=True)


UNTOLD = Medicines(told=False)


def medicines_of(entry: Entry, reading: Reading) -> list[Medicines]:
    """What one medication record is about, one item per ingredient."""
    concept, reference = _told_by(entry.resource)
    if isinstance(concept, dict):
        return [identified(concept)]
    medication = referred(reference, entry, reading)
    if medication is None:
        display = reference.get("display") if isinstance(reference, dict) else None
        return [identified({"text": display})]
    return _of_medication(medication, Entry(medication), reading)


def _told_by(resource: Resource) -> tuple[Any, Any]:
    """The concept and the reference of `medication[x]`, or of R5's `medication`."""
    current = resource.get("medication")
    either = current if isinstance(current, dict) else {}
    return (
        resource.get("medicationCodeableConcept") or either.get("concept"),
        resource.get("medicationReference") or either.get("reference"),
    )


def identified(concept: Any) -> Medicines:
    """The treatments a concept stands for: by code, else by its words."""
    words = "; ".join(words_of(concept))
    codings = codings_of(concept)
    coded = [found for coding in codings if (found := coded_treatment(coding))]
    named = named_treatments(words)
    if specific := [item for item in coded if not item.general]:
        return Medicines(_merged(specific), words=words)
    if coded and not named:
        return Medicines(_merged(coded), words=words)
    settled = bool(words) or any(coding.get("system") == ATC for coding in codings)
    return Medicines(_merged(named), by_name=True, told=settled, words=words)


def _of_medication(medication: Resource, inside: Entry, reading: Reading) -> list[Medicines]:
    own = identified(medication.get("code"))
    parts = [identified(concept) for concept in _ingredients(medication, inside, reading)]
    told = [item for item in (own, *parts) if item.treatments or item.told]
    return told or [UNTOLD]


def _ingredients(medication: Resource, inside: Entry, reading: Reading) -> Iterator[Any]:
    for item in listed(medication.get("ingredient")):
        if item.get("isActive") is False:
            continue
        current = item.get("item")  # of R5
        either = current if isinstance(current, dict) else {}
        deeper = referred(item.get("itemReference") or either.get("reference"), inside, reading)
        concept = item.get("itemCodeableConcept") or either.get("concept")
        yield concept or (deeper or {}).get("code")


def _merged(treatments: list[Treatment]) -> tuple[Treatment, ...]:
    """Each substance once; a class only where nothing more exact is named beside it."""
    exact = [item for item in treatments if not item.general] or treatments
    return tuple({item.substance: item for item in exact}.values())
