"""Break FHIR resources in the ways that servers break them, and in ways that nobody would."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any

Path = tuple[str | int, ...]

TEXTS = (
    *("", " ", "final", "amended", "entered-in-error", "Final", "registered", "unknown"),
    *("Patient/p1", "Patient/p2", "Patient/p1/_history/2", "patient/p1", "#p1", "Group/p1", "p1"),
    *("https://other.example.org/fhir/Patient/p1", "urn:uuid:1", "Patient?identifier=a|b"),
    *("mg/L", "MG/L", "mg/dL", "ug/mL", "g/L", "nmol/L", "K/uL", "mg", "L", "1", "%", "mmol/L"),
    *("3.5 mg/L", ">20", "> 20 mg/L", "2,1 mg/L", "1.234 mg/L", "see comment", "3.5 H", "NaN"),
    *("<", ">", "<=", "~", "ad"),
    *("2026", "2026-11", "2026-11-18", "2027-11-18", "18.11.2026", "2026-11-18T24:00", "0001"),
    *("http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org", "urn:lab"),
    *("1952-1", "1953-9", "1751-7", "2345-7", "87708-4", "72824-6", "109989006", "C90.00"),
    *("LA9633-4", "LA9634-2", "confirmed", "refuted", "B2M", "Beta-2 microglobulin", "\u0000"),
)
NUMBERS = (0, -1, 7, 10**110, Decimal("3.50"), Decimal("-0"), Decimal("1e99"), Decimal("1e-99"))
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    [None],
    {"coding": []},
    {"reference": "Patient/p2"},
)
NAMES = (
    *("code", "coding", "system", "display", "text", "status", "subject", "reference", "id"),
    *("value", "unit", "comparator", "valueString", "valueQuantity", "valueInteger", "patient"),
    *("component", "hasMember", "contained", "specimen", "effectiveTiming", "dataAbsentReason"),
    *("comments", "notDone", "interpretation", "category", "clinicalStatus", "medication", "xyz"),
)


def mutated(resource: dict[str, Any], random: Random) -> dict[str, Any]:
    """The resource with one to three of its elements replaced, removed, added, moved or wrapped."""
    changed = deepcopy(resource)
    for _ in range(random.randint(1, 3)):
        places = list(paths(changed))
        if places:
            _change(changed, random.choice(places), random)
    return changed


def paths(value: object, above: Path = ()) -> Iterator[Path]:
    """The way to every element at any depth."""
    steps: list[Any] = []
    if isinstance(value, dict):
        steps = list(value)
    elif isinstance(value, list):
        steps = list(range(len(value)))
    for step in steps:
        yield (*above, step)
        yield from paths(value[step], (*above, step))  # type: ignore[index]


def _change(resource: dict[str, Any], path: Path, random: Random) -> None:
    *parents, last = path
    holder: Any = resource
    for step in parents:
        holder = holder[step]
    match random.randrange(8):
        case 0:
            del holder[last]
        case 1:
            holder[last] = [holder[last]]
        case 2 if isinstance(holder, dict):
            holder[random.choice(NAMES)] = anything(random)
        case 3 if isinstance(holder, dict):
            holder[random.choice(NAMES)] = holder[last]
        case 4 if isinstance(holder[last], str):
            holder[last] = _respelled(holder[last], random)
        case _:
            holder[last] = anything(random)


def anything(random: Random) -> Any:
    """A text, a number or an odd value, most often a text that means something somewhere."""
    match random.randrange(6):
        case 0:
            return random.choice(NUMBERS)
        case 1:
            return deepcopy(random.choice(ODD))
        case _:
            return random.choice(TEXTS)


def _respelled(text: str, random: Random) -> str:
    return random.choice((text.upper(), text.lower(), f" {text} ", text[:-1], text * 2))
