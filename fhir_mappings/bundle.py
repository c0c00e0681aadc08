"""FHIR Bundles on plain dictionaries: the resources they deliver, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Resource = dict[str, Any]

INCLUDED = ("Medication", "Specimen")


class Entry(NamedTuple):
    """A resource and the address under which it was delivered ("" when none was given)."""

    resource: Resource
    full_url: str = ""

    @property
    def reference(self) -> str:
        """How a card's explanation names this resource."""
        kind, identifier = _text(self.resource.get("resourceType")), self.resource.get("id")
        return f"{kind}/{identifier}" if identifier else self.full_url or f"{kind} without id"

    @property
    def codings(self) -> list[Resource]:
        """The codings of `code`, as far as they have the shape of codings."""
        return codings_of(self.resource.get("code"))


def codings_of(concept: object) -> list[Resource]:
    """The codings of a CodeableConcept, as far as they have the shape of codings.

    One that stands alone instead of in a list is found too, so that its resource is not lost; who
    reads that resource refuses it.
    """
    if not isinstance(concept, dict):
        return []
    codings = concept.get("coding")
    if isinstance(codings, list):
        return [item for item in codings if isinstance(item, dict)]
    return [codings] if isinstance(codings, dict) else []


def words_of(concept: object) -> list[str]:
    """What a CodeableConcept says in words: its text and the displays of its codings."""
    if not isinstance(concept, dict):
        return []
    said = [concept.get("text"), *(coding.get("display") for coding in codings_of(concept))]
    return [words for words in map(_text, said) if words.strip()]


def entries_of(value: object) -> Iterator[Entry]:
    """The resources in a Bundle, or the single resource itself; anything odd delivers nothing.

    Skips entries without a resource, and those a server added for other reasons (`search.mode`
    include or outcome, OperationOutcome); of the included ones only what other resources are read
    with (INCLUDED) is kept. http://hl7.org/fhir/R4/bundle.html
    """
    if not isinstance(value, dict):
        return
    if value.get("resourceType") != "Bundle":
        yield from _delivered(value, "")
        return
    for entry in listed(value.get("entry")):
        if _mode(entry) in {"", "match"} or _is_wanted_with_others(entry):
            yield from _delivered(entry.get("resource"), _text(entry.get("fullUrl")))


def _delivered(resource: object, full_url: str) -> Iterator[Entry]:
    if isinstance(resource, dict) and resource.get("resourceType") != "OperationOutcome":
        yield Entry(resource, full_url)


def _is_wanted_with_others(entry: Resource) -> bool:
    resource = entry.get("resource")
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    return _mode(entry) == "include" and kind in INCLUDED


def _mode(entry: Resource) -> str:
    search = entry.get("search")
    return _text(search.get("mode")) if isinstance(search, dict) else ""


def contained_in(resource: Resource, reference: str) -> Resource | None:
    """The resource inside this one that `#id` refers to; None when there is none."""
    inside = listed(resource.get("contained"))
    return next((item for item in inside if item.get("id") == reference[1:]), None)


def listed(value: object) -> Iterator[Resource]:
    """The objects in a list; anything else is left out."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
