"""Resources that others refer to: found among what was delivered, never fetched.

A reference is `#id` (contained), relative, or absolute; an absolute one on a server that delivered
nothing is not followed.
"""

from __future__ import annotations

from collections.abc import Iterable

from fhir_mappings.bundle import Entry, Resource, contained_in
from fhir_mappings.subject import Reading, unversioned


def addresses(entries: Iterable[Entry], base_url: str = "") -> dict[str, Resource]:
    """Every resource under each address by which it may be referred to."""
    base = base_url.rstrip("/")
    found: dict[str, Resource] = {}
    for entry in entries:
        reference = entry.reference
        found[reference] = entry.resource
        if entry.full_url:
            found[entry.full_url] = entry.resource
        if base:
            found[f"{base}/{reference}"] = entry.resource
    return found


def referred(reference: object, entry: Entry, reading: Reading) -> Resource | None:
    """The resource that a Reference element of an entry means; None when it was not delivered."""
    address = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(address, str) or not address:
        return None
    if address.startswith("#"):
        return contained_in(entry.resource, address)
    address = unversioned(address)
    return reading.delivered.get(address) or reading.delivered.get(_relative(address, entry))


def _relative(address: str, entry: Entry) -> str:
    """The address as seen from the server that delivered this entry."""
    base, found, _ = entry.full_url.rpartition(f"/{entry.resource.get('resourceType')}/")
    return address.removeprefix(f"{base}/") if found else address
