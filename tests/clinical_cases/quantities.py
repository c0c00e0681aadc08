"""Quantities of the cases as results of the internal model, by the product's own unit table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fhir_mappings.dates import moment_from
from fhir_mappings.model import Analyte, LabResult, Reported, measured
from fhir_mappings.units import factor_for, normalised

DAY = "2026-11-18"

Inputs = Mapping[str, Any]


class Unsupported(Exception):
    """A topic, analyte or unit that no rule reads yet."""


def lab_result(analyte: Analyte, quantity: Mapping[str, Any], **fields: Any) -> LabResult:
    """A Quantity as a result of one analyte."""
    factor = factor_for(analyte, quantity["unit"])
    if factor is None:
        raise Unsupported(f"unit {quantity['unit']} of {analyte.label}")
    taken = moment_from(quantity.get("effective", DAY))
    assert taken is not None, quantity
    value, comparator = Decimal(quantity["value"]), quantity.get("comparator", "")
    return LabResult(
        analyte,
        measured(factor.convert(value), comparator),
        taken,
        "Observation/case",
        Reported(value, normalised(quantity["unit"]), comparator),
        factor=factor.number,
        approximate=factor.approximate,
        **fields,
    )


def exact(analyte: Analyte, quantity: Mapping[str, Any]) -> Decimal:
    """The number of a Quantity without comparator in the canonical unit."""
    value = lab_result(analyte, quantity).value.exact
    assert value is not None, quantity
    return value


def number(inputs: Inputs, name: str, unit: str) -> Decimal:
    """The value of an input that is no laboratory result and has one unit only."""
    quantity = inputs[name]
    if quantity["unit"] != unit:
        raise Unsupported(f"unit {quantity['unit']} of {name}")
    return Decimal(quantity["value"])
