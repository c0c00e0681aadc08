"""Is a medicine given only where it acts on the skin, the eye, the ear or the airways?

By route of administration (SNOMED CT codes from memory, check digits tested) and by whole words in
the route or the product name; a record that also has another route counts as systemic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fhir_mappings.bundle import Resource, codings_of, listed, words_of
from fhir_mappings.codes import SNOMED_CT

LOCAL_ROUTES = {
    "6064005",  # topical
    "54485002",  # eye
    "46713006",  # nose
    "10547007",  # ear
    "447694001",  # airways
    "448598008",  # skin
}
LOCAL_WORDS = re.compile(
    r"\b(?:inhal\w*|nasal|ophthalmic|ocular|eye|otic|ear|topical|cutaneous|cream|ointment|lotion)\b",
    re.IGNORECASE,
)


def is_local(resource: Resource, product: str) -> bool:
    """Do all its routes, or without any the product's own words, say local use?"""
    routes = list(_routes(resource))
    return all(map(_is_local, routes)) if routes else bool(LOCAL_WORDS.search(product))


def _is_local(route: Any) -> bool:
    coded = any(
        coding.get("system") == SNOMED_CT and str(coding.get("code")) in LOCAL_ROUTES
        for coding in codings_of(route)
    )
    return coded or bool(LOCAL_WORDS.search("; ".join(words_of(route))))


def _routes(resource: Resource) -> Iterator[Any]:
    single = resource.get("dosage")
    dosages = [
        *listed(resource.get("dosageInstruction")),
        *listed(single),
        *([single] if isinstance(single, dict) else []),
    ]
    yield from (dosage["route"] for dosage in dosages if isinstance(dosage.get("route"), dict))
