"""Logical references: a patient named by a number instead of an address.

A number counts only together with the system it belongs to, and only when it is one person's: a
member or subscriber number of an insurance may stand for a family.
http://hl7.org/fhir/R4/references.html#logical
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from fhir_mappings.bundle import codings_of, listed

BY_IDENTIFIER = "Patient?identifier="
SHARED = {"MB", "SN"}  # identifier types (HL7 table 0203): member number, subscriber number


class LogicalId(NamedTuple):
    """One number in one system."""

    system: str
    value: str


def logical_ids(identifiers: object) -> frozenset[LogicalId]:
    """The numbers of one person among FHIR Identifiers; without a system it is none."""
    own = [
        (item.get("system"), item.get("value"))
        for item in listed(identifiers)
        if not SHARED & {str(coding.get("code")) for coding in codings_of(item.get("type"))}
    ]
    return frozenset(
        LogicalId(system, value)
        for system, value in own
        if isinstance(system, str) and isinstance(value, str) and system and value
    )


def conditional(reference: str) -> LogicalId | None:
    """The number in a conditional reference (`Patient?identifier=system|value`), else None."""
    if not reference.startswith(BY_IDENTIFIER):
        return None
    system, _, value = unquote(reference.removeprefix(BY_IDENTIFIER)).partition("|")
    return LogicalId(system, value)
