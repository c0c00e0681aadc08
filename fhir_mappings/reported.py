"""The number of an Observation as the laboratory reported it, and the factor of its unit.

Nothing is guessed: a number needs a unit that the analyte's table lists, unit text and unit code
must agree, and what a bound means is said by one of FHIR's four comparators.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fhir_mappings.laboratory_value import LaboratoryValue
from fhir_mappings.model import Analyte, Reason, Reported
from fhir_mappings.quantity import Quantity
from fhir_mappings.set_aside import SetAside
from fhir_mappings.units import UCUM, Factor, factor_for, normalised

LONGEST_UNIT_SHOWN = 30  # characters of a unit that is not recognised
COMPARATORS = frozenset({"", "<", "<=", ">", ">="})
MOST_DIGITS = 100  # before and after the point; binary fractions written out have about 50


def reported_value(
    quantity: Quantity | None, resource: dict[str, Any], analyte: Analyte
) -> tuple[Reported, Factor]:
    """The number with its unit, and the factor to the canonical unit; else SetAside."""
    if quantity is None or quantity.value is None:
        raise SetAside(Reason.NOT_NUMERIC if _other_value(resource) else Reason.NO_VALUE)
    if beyond_reason(quantity.value):
        raise SetAside(Reason.IMPLAUSIBLE)
    if quantity.comparator not in COMPARATORS:
        raise SetAside(Reason.UNKNOWN_COMPARATOR)
    if quantity.value < 0:
        raise SetAside(Reason.IMPLAUSIBLE, _as_printed(quantity, quantity.value).text)
    factor = _factor(quantity, quantity.value, analyte)
    return Reported(quantity.value, normalised(token_of(quantity)), quantity.comparator), factor


def shown(found: LaboratoryValue) -> str:
    """The number of a result that is only shown; "" when it has none."""
    quantity = found.quantity
    if quantity is None or quantity.value is None or beyond_reason(quantity.value):
        return ""
    if quantity.comparator not in COMPARATORS:
        return ""
    return _as_printed(quantity, quantity.value).text


def beyond_reason(value: Decimal) -> bool:
    """Is this a number that no report holds, and that could only be written out at great length?"""
    return value.adjusted() >= MOST_DIGITS or int(value.as_tuple().exponent) < -MOST_DIGITS


def token_of(quantity: Quantity) -> str:
    """The unit as a token of the tables: the code when it is UCUM's, else the text."""
    coded = quantity.code if quantity.system == UCUM else ""
    return coded or quantity.unit


def _as_printed(quantity: Quantity, value: Decimal) -> Reported:
    printed = (quantity.unit or quantity.code)[:LONGEST_UNIT_SHOWN]
    return Reported(value, printed, quantity.comparator)


def _factor(quantity: Quantity, value: Decimal, analyte: Analyte) -> Factor:
    token = token_of(quantity)
    factor = factor_for(analyte, token) if token or not quantity.code else None
    if factor is None:
        reason = Reason.UNKNOWN_UNIT if token or quantity.code else Reason.NO_UNIT
        raise SetAside(reason, _as_printed(quantity, value).text)
    for name in (quantity.unit, quantity.code):
        other = factor_for(analyte, name) if name and name != token else None
        if other is not None and other.number != factor.number:
            raise SetAside(Reason.UNIT_CONFLICT, _as_printed(quantity, value).text)
    return factor


def _other_value(resource: dict[str, Any]) -> bool:
    return any(name.startswith("value") and name != "valueQuantity" for name in resource)
