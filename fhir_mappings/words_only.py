"""What is named only in words or in a code system that is not read: reported, never read.

A text may name what was ruled out, and a local code may mean anything, so neither gives a value
or a diagnosis. But that a result or a diagnosis is there, unread, must not go unsaid. A site that
maps its local codes to LOINC (`site.local_codes`) has them read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fhir_mappings.bundle import Entry, Resource, codings_of, words_of
from fhir_mappings.codes import LOINC, diagnosis_systems
from fhir_mappings.model import Analyte, Reason, Unusable
from fhir_mappings.set_aside import SetAside, check_status, usable_moment
from fhir_mappings.specimen import kinds_named, specimen_kinds, taken_moment
from fhir_mappings.subject import Reading

B2M = re.compile(
    r"(?<!\w)(?:beta|b|\u03b2)[\s._-]*(?:2|ii)[\s._-]*(?:m|mg|mi[ck]ro[\s-]*glob\w*)(?!\w)",
    re.IGNORECASE,
)
B2M_OF = {"": Analyte.SERUM_B2M, "blood": Analyte.SERUM_B2M, "urine": Analyte.URINE_B2M}
NAMES = {
    Analyte.ALBUMIN: re.compile(r"\balbumin\b", re.IGNORECASE),
    Analyte.LDH: re.compile(r"\bldh\b|\b(?:lactate|lactic) dehydrogenase\b", re.IGNORECASE),
    Analyte.CREATININE: re.compile(r"\bcreatinine?\b|\bkreatinin\b", re.IGNORECASE),
    Analyte.EGFR: re.compile(r"\be?gfr\b|\bglomerular filtration\b", re.IGNORECASE),
}
BLOOD_CANCER = re.compile(
    r"myelom|lymphom|leuk(?:a|ae|e|\u00e4)mi|plasm\w*[cz]yt|plasma cell|waldenstr|amyloid|gammopath"
    r"|macroglobulin|castleman|\b(?:mm|smm|mgus|cll|sll|dlbcl|wm)\b",
    re.IGNORECASE,
)
SHAPE = re.compile(r"\d{1,7}-\d", re.ASCII)
# A name beside one of these is another test.
OTHERWISE = re.compile(r"\bratio\b|clearance|urin|24 ?h|/|excret|csf|fluid|stool", re.IGNORECASE)


def unread_result(entry: Entry, reading: Reading) -> Iterator[Unusable]:
    """An Observation that names a test the rules read, but not by a code that is read."""
    if any(_is_loinc(coding) for coding in entry.codings):
        return
    if not (named := _analyte(words_of(entry.resource.get("code")))):
        return
    (analyte,) = named
    if (refusal := reading.patient.refusal(entry)) is not None:
        yield Unusable(entry.reference, refusal, analyte)
        return
    taken = taken_moment(entry, reading)
    if analyte is Analyte.SERUM_B2M:
        kinds = specimen_kinds(entry, reading)
        analyte = B2M_OF.get(kinds.pop() if len(kinds) == 1 else "")
    try:
        check_status(entry.resource)
        usable_moment(taken, reading.at)
        reason = Reason.WORDS_ONLY
    except SetAside as aside:
        reason = aside.reason
    yield Unusable(entry.reference, reason, analyte, taken)


def names_blood_cancer(*words: str) -> bool:
    """Do words name a blood cancer or its precursor, be it to deny it?"""
    return bool(BLOOD_CANCER.search("; ".join(words)))


def is_unread_diagnosis(entry: Entry) -> bool:
    """Is a Condition named, but in no code system that is read?"""
    code = entry.resource.get("code")
    systems = {str(item.get("system")) for item in codings_of(code) if item.get("code")}
    return not systems & diagnosis_systems() and bool(systems or words_of(code))


def _is_loinc(coding: Resource) -> bool:
    """A coding that says by LOINC what was tested; one of another shape says nothing."""
    code = coding.get("code")
    return coding.get("system") == LOINC and isinstance(code, str) and bool(SHAPE.fullmatch(code))


def _analyte(words: list[str]) -> tuple[Analyte | None, ...]:
    """The one test that words name; empty when none or several. None: B2M in another fluid."""
    text = unicodedata.normalize("NFKC", "; ".join(words))
    if B2M.search(text):
        kinds = kinds_named(text)
        return (B2M_OF.get(kinds.pop() if len(kinds) == 1 else ""),)
    if OTHERWISE.search(text):
        return ()
    found = [analyte for analyte, name in NAMES.items() if name.search(text)]
    return tuple(found) if len(found) == 1 else ()
