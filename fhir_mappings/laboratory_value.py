"""The numbers of one laboratory Observation: its value and the upper limits of its report.

http://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

from typing import NamedTuple

from fhir.resources.R4B.observation import Observation, ObservationReferenceRange
from pydantic import ValidationError

from fhir_mappings.bundle import Resource
from fhir_mappings.codes import LOINC
from fhir_mappings.model import Reason
from fhir_mappings.prune import CONCEPT, QUANTITY, SIMPLE_QUANTITY, Template, pruned
from fhir_mappings.quantity import Quantity, judged_quantity, plain_quantity
from fhir_mappings.set_aside import SetAside

ELEMENTS: Template = {
    "resourceType": None,
    "status": None,
    "valueQuantity": QUANTITY,
    "referenceRange": {"high": SIMPLE_QUANTITY, "type": CONCEPT},
}


class LaboratoryValue(NamedTuple):
    """The value (None: no quantity), and the upper limits of all normal ranges."""

    quantity: Quantity | None
    highs: tuple[Quantity, ...]


def laboratory_value(resource: Resource, loinc: str) -> LaboratoryValue:
    """What an Observation whose status is usable reports; SetAside when it is not FHIR's."""
    return plain_value(resource) or judged_value(resource, loinc)


def plain_value(resource: Resource) -> LaboratoryValue | None:
    """The numbers of an Observation in which all that is read is plain; else None."""
    quantity = plain_quantity(resource.get("valueQuantity"))
    highs = _plain_highs(resource.get("referenceRange"))
    if quantity is None or highs is None:
        return None
    return LaboratoryValue(quantity, highs)


def judged_value(resource: Resource, loinc: str) -> LaboratoryValue:
    """The same as FHIR's model reads it; of the codings only the one it was recognised by."""
    recognised = {"coding": [{"system": LOINC, "code": loinc}]}
    try:
        judged = Observation.model_validate(pruned(resource, ELEMENTS) | {"code": recognised})
    except ValidationError as error:
        raise SetAside(Reason.INVALID) from error
    ranges = [item for item in judged.referenceRange or () if _is_normal(item)]
    return LaboratoryValue(
        judged_quantity(judged.valueQuantity) if judged.valueQuantity else None,
        tuple(judged_quantity(item.high) for item in ranges if item.high is not None),
    )


def _plain_highs(ranges: object) -> tuple[Quantity, ...] | None:
    if ranges is None:
        return ()
    if not isinstance(ranges, list):
        return None
    highs = [_plain_high(item) for item in ranges]
    return None if None in highs else tuple(high for high in highs if high)


def _plain_high(item: object) -> Quantity | tuple[()] | None:
    """The upper limit of a range that is not of a special kind; () without one, None not plain."""
    if not isinstance(item, dict) or item.get("type") is not None:
        return None
    if item.get("high") is None:
        return ()
    high = plain_quantity(item["high"])
    return high if high and not high.comparator else None  # a limit has no comparator in FHIR


def _is_normal(item: ObservationReferenceRange) -> bool:
    codes = {coding.code for coding in (item.type and item.type.coding) or ()}
    return not codes or "normal" in codes
