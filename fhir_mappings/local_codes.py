"""A site's own codes for laboratory tests, read as the LOINC codes that the site maps them to.

The map is the site's word, so it holds only where a record says nothing better: a LOINC code in the
record itself outweighs it. Keys are `system|code`, values LOINC codes of `loinc.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping

from fhir_mappings.bundle import Entry, Resource, codings_of
from fhir_mappings.codes import LOINC, laboratory_codes, other_codes, refused_codes

LocalCodes = Mapping[str, str]


def translated(entry: Entry, local_codes: LocalCodes) -> Entry:
    """The entry with a LOINC coding for each local code of an Observation and its components."""
    resource = entry.resource
    if resource.get("resourceType") != "Observation":
        return entry
    parts = resource.get("component")
    coded = {"code": _with_loinc(resource.get("code"), local_codes)}
    if isinstance(parts, list):
        coded["component"] = [_part(part, local_codes) for part in parts]
    return entry._replace(resource=resource | coded)


def is_known_loinc(code: str) -> bool:
    """Is this a LOINC code that the mapping has a row for?"""
    return any(code in known() for known in (laboratory_codes, refused_codes, other_codes))


def _part(part: object, local_codes: LocalCodes) -> object:
    if not isinstance(part, dict):
        return part
    return part | {"code": _with_loinc(part.get("code"), local_codes)}


def _with_loinc(concept: object, local_codes: LocalCodes) -> object:
    codings = codings_of(concept)
    if any(coding.get("system") == LOINC for coding in codings) or not isinstance(concept, dict):
        return concept
    keys = (f"{coding.get('system')}|{coding.get('code')}" for coding in codings)
    added: list[Resource] = [
        {"system": LOINC, "code": local_codes[key]} for key in keys if key in local_codes
    ]
    return concept | {"coding": [*codings, *added]} if added else concept
