"""A number that was sent as text: read only where the text is nothing but a number and its unit.

"3.5 mg/L", "> 20 mg/L" and "2,1 mg/L (L)" are numbers with a unit. Everything around them makes a
text a remark. Set aside too are numbers that two countries read differently: three digits after the
only point or comma may be thousands. Without a unit the number is treated like any without one.
"""

from __future__ import annotations

import re
from decimal import Decimal

from fhir_mappings.bundle import Resource
from fhir_mappings.model import Analyte
from fhir_mappings.units import factor_for, normalised

LONGEST_TEXT = 60  # characters
SHAPE = re.compile(
    r"(?P<comparator>[<>]=?|[≤≥])? ?(?P<number>\d+(?:[.,]\d+)?) ?(?P<unit>.*?)"
    r"(?: ?\((?:H|HH|L|LL|N)\))?",
    re.ASCII,
)
SAME = {"≤": "<=", "≥": ">="}
THOUSANDS = 3  # digits
NUMBER_ELEMENTS = ("valueString", "valueInteger")


def with_number(resource: Resource, analyte: Analyte) -> Resource:
    """The Observation with `valueQuantity` where its text or integer says one; else as it is."""
    if resource.get("valueQuantity") is not None:
        return resource
    quantity = _of_text(resource.get("valueString"), analyte) or _of_integer(resource)
    if quantity is None:
        return resource
    rest = {name: value for name, value in resource.items() if name not in NUMBER_ELEMENTS}
    return rest | {"valueQuantity": quantity}


def _of_text(text: object, analyte: Analyte) -> Resource | None:
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        return None
    said = SHAPE.fullmatch(normalised(text))
    if said is None or _is_ambiguous(said["number"]):
        return None
    if said["unit"] and factor_for(analyte, said["unit"]) is None:
        return None
    comparator = said["comparator"] or ""
    written = {
        "value": Decimal(said["number"].replace(",", ".")),
        "unit": said["unit"],
        "comparator": SAME.get(comparator, comparator),
    }
    return {name: value for name, value in written.items() if value != ""}


def _is_ambiguous(number: str) -> bool:
    whole, _, fraction = number.replace(",", ".").partition(".")
    return len(fraction) == THOUSANDS and whole != "0"


def _of_integer(resource: Resource) -> Resource | None:
    integer = resource.get("valueInteger")
    if not isinstance(integer, int) or isinstance(integer, bool):
        return None
    return {"value": Decimal(integer)}
