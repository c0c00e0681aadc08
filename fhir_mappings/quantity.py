"""A FHIR Quantity: its number and its four texts; plain ones are read without FHIR's models."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from fhir.resources.R4B.quantity import Quantity as JudgedQuantity

from fhir_mappings.plain import is_plain, is_plain_word


class Quantity(NamedTuple):
    """Number, comparator and unit as reported, "" for what is absent.

    http://hl7.org/fhir/R4/datatypes.html#Quantity
    """

    value: Decimal | None
    unit: str
    comparator: str
    system: str
    code: str


def plain_quantity(given: object) -> Quantity | None:
    """The Quantity of a JSON object that is plain; None leaves it to the models."""
    if not isinstance(given, dict):
        return None
    value = given.get("value")
    if type(value) is int:
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    unit, system, code = given.get("unit", ""), given.get("system", ""), given.get("code", "")
    comparator = given.get("comparator", "")
    if not (is_plain(unit) and is_plain_word(code) and is_plain_word(system)):
        return None
    if not is_plain_word(comparator):
        return None
    return Quantity(value, unit, comparator, system, code)


def judged_quantity(judged: JudgedQuantity) -> Quantity:
    """The same of a Quantity that the models accepted."""
    texts = (judged.unit, judged.comparator, judged.system, judged.code)
    return Quantity(judged.value, *(str(text or "") for text in texts))
