"""The number of an Observation as the laboratory reported it, and the factor of its unit.

Nothing is guessed: a number needs a unit that the analyte's table lists, unit text and unit code
must agree, and what a bound means is said by one of FHIR's four comparators.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.quantity import Quantity

from fhir_mappings.model import Analyte, Reason, Reported
from fhir_mappings.set_aside import SetAside
from fhir_mappings.units import UCUM, Factor, factor_for, normalised

LONGEST_UNIT_SHOWN = 30  # characters of a unit that is not recognised
MOST_DIGITS = 100  # before and after the point; binary fractions written out have about 50


def reported_value(
    observation: Observation, resource: dict[str, Any], analyte: Analyte
) -> tuple[Reported, Factor]:
    """The number with its printed unit, and the factor to the canonical unit; else SetAside."""
    quantity = observation.valueQuantity
    if quantity is None or quantity.value is None:
        raise SetAside(Reason.NOT_NUMERIC if _other_value(resource) else Reason.NO_VALUE)
    if beyond_reason(quantity.value):
        raise SetAside(Reason.IMPLAUSIBLE)
    reported = _as_printed(quantity, quantity.value)
    if quantity.value < 0:
        raise SetAside(Reason.IMPLAUSIBLE, reported.text)
    factor = _factor(quantity, reported, analyte)
    return replace(reported, unit=normalised(token_of(quantity))), factor


def shown(observation: Observation) -> str:
    """The number of a result that is only shown; "" when it has none."""
    quantity = observation.valueQuantity
    if quantity is None or quantity.value is None or beyond_reason(quantity.value):
        return ""
    return _as_printed(quantity, quantity.value).text


def beyond_reason(value: Decimal) -> bool:
    """Is this a number that no report holds, and that could only be written out at great length?"""
    return value.adjusted() >= MOST_DIGITS or int(value.as_tuple().exponent) < -MOST_DIGITS


def token_of(quantity: Quantity) -> str:
    """The unit as a token of the tables: the code when it is UCUM's, else the text."""
    coded = quantity.code if quantity.system == UCUM else None
    return coded or quantity.unit or ""


def _as_printed(quantity: Quantity, value: Decimal) -> Reported:
    printed = (quantity.unit or quantity.code or "")[:LONGEST_UNIT_SHOWN]
    return Reported(value, printed, _comparator(quantity))


def _factor(quantity: Quantity, reported: Reported, analyte: Analyte) -> Factor:
    token = token_of(quantity)
    factor = factor_for(analyte, token) if token or not quantity.code else None
    if factor is None:
        named = token or quantity.code
        raise SetAside(Reason.UNKNOWN_UNIT if named else Reason.NO_UNIT, reported.text)
    others = [factor_for(analyte, str(name)) for name in (quantity.unit, quantity.code)]
    if any(other is not None and other.number != factor.number for other in others):
        raise SetAside(Reason.UNIT_CONFLICT, reported.text)
    return factor


def _comparator(quantity: Quantity) -> str:
    comparator = quantity.comparator or ""
    if comparator not in {"", "<", "<=", ">", ">="}:
        raise SetAside(Reason.UNKNOWN_COMPARATOR)
    return str(comparator)


def _other_value(resource: dict[str, Any]) -> bool:
    return any(name.startswith("value") and name != "valueQuantity" for name in resource)
