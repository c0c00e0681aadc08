"""Coded answers: present, absent or unknown, by a closed table (`qualitative.csv`).

A code that the table does not list means unknown, never absent. Words are not read: a negation in
free text is easily missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from fhir.resources.R4B.codeableconcept import CodeableConcept

from fhir_mappings.codes import table

LONGEST_ANSWER_SHOWN = 40  # characters


def meanings(concepts: Iterable[CodeableConcept | None]) -> set[str]:
    """What the codings say: "present", "absent", "pathogenic" ...; empty when nothing known."""
    known = _known()
    codings = [item for concept in concepts if concept for item in concept.coding or ()]
    found = (known.get((str(coding.system), str(coding.code))) for coding in codings)
    return {meaning for meaning in found if meaning}


def presence(said: set[str]) -> bool | None:
    """True or False where the codings agree on one; None where they contradict or say neither."""
    decided = said & {"present", "absent", "unknown"}
    return decided == {"present"} if decided in ({"present"}, {"absent"}) else None


def answer_text(concept: CodeableConcept | None) -> str:
    """The answer in the words of the report, cut to a line; "" when it has none."""
    if concept is None:
        return ""
    said = [concept.text, *(coding.display or coding.code for coding in concept.coding or ())]
    return next((str(words) for words in said if words), "")[:LONGEST_ANSWER_SHOWN]


@cache
def _known() -> dict[tuple[str, str], str]:
    return {(row["system"], row["code"]): row["meaning"] for row in table("qualitative.csv")}
