"""FHIR Bundles on plain dictionaries: the resources they deliver, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Resource = dict[str, Any]


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
        code = self.resource.get("code")
        return list(_listed(code.get("coding"))) if isinstance(code, dict) else []


def entries_of(value: object) -> Iterator[Entry]:
    """The resources in a Bundle, or the single resource itself; anything odd delivers nothing.

    Skips entries without a resource, and those a server added for other reasons (`search.mode`
    include or outcome, OperationOutcome). http://hl7.org/fhir/R4/bundle.html
    """
    if not isinstance(value, dict):
        return
    if value.get("resourceType") != "Bundle":
        yield from _delivered(value, "")
        return
    for entry in _listed(value.get("entry")):
        if _mode(entry) in {"", "match"}:
            yield from _delivered(entry.get("resource"), _text(entry.get("fullUrl")))


def _delivered(resource: object, full_url: str) -> Iterator[Entry]:
    if isinstance(resource, dict) and resource.get("resourceType") != "OperationOutcome":
        yield Entry(resource, full_url)


def _mode(entry: Resource) -> str:
    search = entry.get("search")
    return _text(search.get("mode")) if isinstance(search, dict) else ""


def _listed(value: object) -> Iterator[Resource]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
