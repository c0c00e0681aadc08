"""What an Observation was measured in: does its specimen fit its code, and when was it taken?

Specimens are recognised by SNOMED CT and HL7 codes (`specimens.csv`), then by whole words; anything
else is unknown and contradicts nothing. A serum code on a urine specimen is a contradiction.
"""

from __future__ import annotations

import re
from functools import cache

from fhir_mappings.bundle import Entry, codings_of, words_of
from fhir_mappings.codes import table
from fhir_mappings.dates import effective_moment, moment_from, period_end
from fhir_mappings.delivered import referred
from fhir_mappings.model import Moment
from fhir_mappings.subject import Reading, unversioned

WORDS = {
    "blood": re.compile(r"\b(serum|plasma|blood)\b", re.IGNORECASE),
    "urine": re.compile(r"\burine\b", re.IGNORECASE),
    "other": re.compile(r"\b(csf|cerebrospinal|cerebral spinal|dialysate)\b", re.IGNORECASE),
}


def contradicts(specimen: str, entry: Entry, reading: Reading) -> bool:
    """Is the specimen on record another than the one the code means ("" fits all)?"""
    kinds = specimen_kinds(entry, reading)
    return bool(specimen) and len(kinds) == 1 and specimen not in kinds


def specimen_reference(entry: Entry) -> str:
    """The reference to the specimen as written, "" without one; one inside the Observation is its
    alone."""
    specimen = entry.resource.get("specimen")
    address = specimen.get("reference") if isinstance(specimen, dict) else None
    if not isinstance(address, str):
        return ""
    return f"{entry.reference}{address}" if address.startswith("#") else unversioned(address)


def taken_moment(entry: Entry, reading: Reading) -> Moment | None:
    """`effective[x]`, else the collection of the specimen, else `issued` as the latest possible."""
    resource, zone = entry.resource, reading.zone
    return (
        effective_moment(resource, zone)
        or _collected(entry, reading)
        or moment_from(resource.get("issued"), zone)
    )


def is_dated_by_issue(entry: Entry, reading: Reading) -> bool:
    """Does nothing but `issued` date this Observation?"""
    drawn = effective_moment(entry.resource, reading.zone) or _collected(entry, reading)
    return drawn is None


def specimen_kinds(entry: Entry, reading: Reading) -> set[str]:
    """ "blood", "urine" or "other", as far as the specimen on record says; codes before words."""
    specimen = entry.resource.get("specimen")
    if not isinstance(specimen, dict):
        return set()
    found = referred(specimen, entry, reading)
    kind = found.get("type") if found else None
    codings = [(str(coding.get("system")), str(coding.get("code"))) for coding in codings_of(kind)]
    if coded := {_codes()[coding] for coding in codings if coding in _codes()}:
        return coded
    display = specimen.get("display")
    words = " ".join([*words_of(kind), display if isinstance(display, str) else ""])
    return kinds_named(words)


def kinds_named(words: str) -> set[str]:
    """The kinds of specimen that a text names."""
    return {name for name, pattern in WORDS.items() if pattern.search(words)}


def _collected(entry: Entry, reading: Reading) -> Moment | None:
    found = referred(entry.resource.get("specimen"), entry, reading)
    collection = found.get("collection") if found else None
    if not isinstance(collection, dict):
        return None
    collected = moment_from(collection.get("collectedDateTime"), reading.zone)
    return collected or period_end(collection.get("collectedPeriod"), reading.zone)


@cache
def _codes() -> dict[tuple[str, str], str]:
    return {(row["system"], row["code"]): row["specimen"] for row in table("specimens.csv")}
