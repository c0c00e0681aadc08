"""Other names of prefetch keys: sites of some EHRs type keys by hand and call them as they like.

A key counts whatever its case and punctuation. A key of the service's own name outranks its other
names; keys that mean nothing here are foreign and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

_PUNCTUATION = re.compile("[^a-z0-9]")

ALIASES: Mapping[str, tuple[str, ...]] = {
    "patient": ("patientToGreet", "demographics"),
    "b2m": ("serumB2m", "b2mSerum", "beta2Microglobulin", "betaTwoMicroglobulin"),
    "b2mUrine": ("urineB2m", "beta2MicroglobulinUrine"),
    "albumin": ("serumAlbumin", "albuminSerum"),
    "ldh": ("lactateDehydrogenase",),
    "creatinine": ("serumCreatinine", "creatinineSerum"),
    "cystatinC": ("cystatin",),
    "egfr": ("gfr",),
    "urineContext": ("urinePh", "urinePhAndCreatinine"),
    "urineAlbumin": ("uacr", "acr", "urineAlbuminCreatinine"),
    "calcium": ("serumCalcium",),
    "lightChains": ("freeLightChains", "flc"),
    "blood": ("bloodCount", "cbc", "fbc"),
    "immunoglobulins": ("igm", "immunoglobulin"),
    "crp": ("cReactiveProtein",),
    "height": ("bodyHeight",),
    "cytogenetics": ("genetics", "fish"),
    "stages": ("staging", "recordedStages"),
    "medications": ("medicationRequests", "medicationOrders"),
    "procedures": ("procedure",),
    "conditions": ("condition", "problems", "problemList", "diagnoses"),
    "orders": ("serviceRequests", "openOrders", "labOrders"),
}


def by_key(delivered: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """The delivered values under the service's own keys; foreign keys stay as they are."""
    own = _names(tuple(keys))
    named = {own.get(_folded(name), name): value for name, value in delivered.items()}
    return named | {key: delivered[key] for key in own.values() if key in delivered}


@cache
def _names(keys: tuple[str, ...]) -> dict[str, str]:
    return {_folded(name): key for key in keys for name in (key, *ALIASES.get(key, ()))}


def _folded(name: str) -> str:
    return _PUNCTUATION.sub("", name.lower())
