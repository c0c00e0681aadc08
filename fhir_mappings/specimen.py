"""Does the specimen of an Observation fit its code? A serum code on a urine specimen does not.

Recognised by SNOMED CT and HL7 specimen codes, then by whole words; anything else is unknown and
contradicts nothing.
"""

from __future__ import annotations

import re

from fhir_mappings.bundle import Entry, codings_of, words_of
from fhir_mappings.codes import SNOMED_CT
from fhir_mappings.delivered import referred
from fhir_mappings.subject import Reading, unversioned

HL7_SPECIMEN = "http://terminology.hl7.org/CodeSystem/v2-0487"
CODES = {
    (SNOMED_CT, "119364003"): "blood",  # serum
    (SNOMED_CT, "119361006"): "blood",  # plasma
    (SNOMED_CT, "119297000"): "blood",
    (SNOMED_CT, "122575003"): "urine",
    (SNOMED_CT, "258450006"): "other",  # cerebrospinal fluid
    (HL7_SPECIMEN, "SER"): "blood",
    (HL7_SPECIMEN, "PLAS"): "blood",
    (HL7_SPECIMEN, "BLD"): "blood",
    (HL7_SPECIMEN, "UR"): "urine",
    (HL7_SPECIMEN, "CSF"): "other",
}
WORDS = {
    "blood": re.compile(r"\b(serum|plasma|blood)\b", re.IGNORECASE),
    "urine": re.compile(r"\burine\b", re.IGNORECASE),
    "other": re.compile(r"\b(csf|cerebrospinal|cerebral spinal|dialysate)\b", re.IGNORECASE),
}


def contradicts(specimen: str, entry: Entry, reading: Reading) -> bool:
    """Is the specimen on record another than the one the code means ("" fits all)?"""
    kinds = _kinds(entry, reading)
    return bool(specimen) and len(kinds) == 1 and specimen not in kinds


def specimen_reference(entry: Entry) -> str:
    """The reference to the specimen as written, "" without one; one inside the Observation is its
    alone."""
    specimen = entry.resource.get("specimen")
    address = specimen.get("reference") if isinstance(specimen, dict) else None
    if not isinstance(address, str):
        return ""
    return f"{entry.reference}{address}" if address.startswith("#") else unversioned(address)


def _kinds(entry: Entry, reading: Reading) -> set[str]:
    specimen = entry.resource.get("specimen")
    found = referred(specimen, entry, reading)
    kind = found.get("type") if found else None
    codings = [(str(coding.get("system")), str(coding.get("code"))) for coding in codings_of(kind)]
    if coded := {CODES[coding] for coding in codings if coding in CODES}:
        return coded
    display = specimen.get("display") if isinstance(specimen, dict) else None
    words = " ".join([*words_of(kind), display if isinstance(display, str) else ""])
    return {name for name, pattern in WORDS.items() if pattern.search(words)}
