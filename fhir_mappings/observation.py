"""One FHIR Observation -> a usable result, or the reason why it was set aside.

http://hl7.org/fhir/R4/observation.html; statuses by policy P-24.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from fhir.resources.R4B.observation import Observation, ObservationReferenceRange
from fhir.resources.R4B.quantity import Quantity
from pydantic import ValidationError

from fhir_mappings.bundle import Entry
from fhir_mappings.codes import LOINC, LaboratoryCode, laboratory_code
from fhir_mappings.dates import effective_moment, moment_from
from fhir_mappings.model import LabResult, Moment, Reason, Reported, Unusable, measured
from fhir_mappings.prune import CONCEPT, QUANTITY, SIMPLE_QUANTITY, Template, pruned
from fhir_mappings.subject import Reading
from fhir_mappings.units import UCUM, Factor, factor_for, normalised

ELEMENTS: Template = {
    "resourceType": None,
    "status": None,
    "valueQuantity": QUANTITY,
    "referenceRange": {"high": SIMPLE_QUANTITY, "type": CONCEPT},
    "performer": {"reference": None, "display": None},
}

LONGEST_UNIT_SHOWN = 30  # characters of a unit that is not recognised
MOST_DIGITS = 100  # before and after the point; binary fractions written out have about 50

STATUS: dict[str, Reason | None] = {
    "final": None,
    "amended": None,
    "corrected": None,
    "preliminary": Reason.PENDING,
    "registered": Reason.PENDING,
    "cancelled": Reason.WITHDRAWN,
    "entered-in-error": Reason.WITHDRAWN,
}


class SetAside(Exception):
    """Carries the reason why a resource cannot be used, and the value as it was reported."""

    def __init__(self, reason: Reason, reported: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.reported = reported


def result_from(entry: Entry, reading: Reading) -> LabResult | Unusable | None:
    """The result an Observation holds; None when it is not one of the analytes that are read."""
    code = laboratory_code(entry.codings)
    if code is None:
        return None
    if (refusal := reading.patient.refusal(entry)) is not None:
        return Unusable(entry.reference, refusal, code.analyte)
    taken = effective_moment(entry.resource, reading.zone)
    try:
        _check_status(entry.resource.get("status"))
        return _result(entry, code, _usable_moment(taken, reading.at), reading)
    except SetAside as aside:
        return Unusable(entry.reference, aside.reason, code.analyte, taken, aside.reported)


def _result(entry: Entry, code: LaboratoryCode, taken: Moment, reading: Reading) -> LabResult:
    resource = entry.resource
    observation = _validated(resource, code)
    reported, factor = _value(observation, resource, code)
    issued = moment_from(resource.get("issued"), reading.zone)
    return LabResult(
        analyte=code.analyte,
        value=measured(factor.convert(reported.value), reported.comparator),
        taken=taken,
        reference=entry.reference,
        reported=reported,
        loinc=code.code,
        factor=factor.number,
        status=str(observation.status),
        upper_limit=_upper_limit(observation, code),
        laboratory=_laboratory(observation),
        method=code.method,
        approximate=factor.approximate,
        fallback=code.fallback,
        issued=issued.latest if issued else None,
    )


def _check_status(status: object) -> None:
    reason = STATUS.get(str(status), Reason.UNKNOWN_STATUS)
    if reason is not None:
        raise SetAside(reason)


def _usable_moment(taken: Moment | None, at: datetime) -> Moment:
    if taken is None:
        raise SetAside(Reason.NO_DATE)
    if taken.earliest > at:
        raise SetAside(Reason.FUTURE)
    return taken


def _validated(resource: dict[str, Any], code: LaboratoryCode) -> Observation:
    """The elements that are read; of the codings only the one it was recognised by."""
    recognised = {"coding": [{"system": LOINC, "code": code.code}]}
    try:
        return Observation.model_validate(pruned(resource, ELEMENTS) | {"code": recognised})
    except ValidationError as error:
        raise SetAside(Reason.INVALID) from error


def _value(
    observation: Observation, resource: dict[str, Any], code: LaboratoryCode
) -> tuple[Reported, Factor]:
    quantity = observation.valueQuantity
    if quantity is None or quantity.value is None:
        raise SetAside(Reason.NOT_NUMERIC if _other_value(resource) else Reason.NO_VALUE)
    if _beyond_reason(quantity.value):
        raise SetAside(Reason.IMPLAUSIBLE)
    printed = (quantity.unit or quantity.code or "")[:LONGEST_UNIT_SHOWN]
    reported = Reported(quantity.value, printed, _comparator(quantity))
    factor = _factor(quantity, reported, code)
    return replace(reported, unit=normalised(_token(quantity))), factor


def _factor(quantity: Quantity, reported: Reported, code: LaboratoryCode) -> Factor:
    token = _token(quantity)
    if not token:
        raise SetAside(Reason.UNKNOWN_UNIT if quantity.code else Reason.NO_UNIT, reported.text)
    factor = factor_for(code.analyte, token)
    if factor is None:
        raise SetAside(Reason.UNKNOWN_UNIT, reported.text)
    others = [factor_for(code.analyte, str(name)) for name in (quantity.unit, quantity.code)]
    if any(other is not None and other.number != factor.number for other in others):
        raise SetAside(Reason.UNIT_CONFLICT, reported.text)
    return factor


def _beyond_reason(value: Decimal) -> bool:
    """Is this a number that no report holds, and that could only be written out at great length?"""
    return value.adjusted() >= MOST_DIGITS or int(value.as_tuple().exponent) < -MOST_DIGITS


def _comparator(quantity: Quantity) -> str:
    comparator = quantity.comparator or ""
    if comparator not in {"", "<", "<=", ">", ">="}:
        raise SetAside(Reason.UNKNOWN_COMPARATOR)
    return str(comparator)


def _other_value(resource: dict[str, Any]) -> bool:
    return any(name.startswith("value") and name != "valueQuantity" for name in resource)


def _upper_limit(observation: Observation, code: LaboratoryCode) -> Decimal | None:
    """The one upper limit of the report, in the canonical unit; None when absent or ambiguous."""
    ranges = [item for item in observation.referenceRange or () if _is_normal_range(item)]
    highs = [item.high for item in ranges if item.high is not None]
    if len(highs) != 1 or highs[0].value is None or _beyond_reason(highs[0].value):
        return None
    factor = factor_for(code.analyte, _token(highs[0]))
    return factor.convert(highs[0].value) if factor else None


def _token(quantity: Quantity) -> str:
    coded = quantity.code if quantity.system == UCUM else None
    return coded or quantity.unit or ""


def _is_normal_range(item: ObservationReferenceRange) -> bool:
    codes = {coding.code for coding in (item.type and item.type.coding) or ()}
    return not codes or "normal" in codes


def _laboratory(observation: Observation) -> str:
    named = [item for item in observation.performer or () if item.display]
    outside = [item for item in named if not str(item.reference or "").startswith("Practitioner")]
    return str(outside[0].display) if outside else ""
