"""One FHIR Observation -> a usable result, or the reason why it was set aside.

http://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from fhir.resources.R4B.observation import Observation, ObservationReferenceRange
from fhir.resources.R4B.quantity import Quantity
from pydantic import ValidationError

from fhir_mappings.bundle import Entry, listed
from fhir_mappings.codes import LOINC, LaboratoryCode, RefusedCode, laboratory_code, refused_code
from fhir_mappings.dates import effective_moment, moment_from
from fhir_mappings.model import LabResult, Moment, Reason, Reported, Unusable, measured
from fhir_mappings.prune import CONCEPT, QUANTITY, SIMPLE_QUANTITY, Template, pruned
from fhir_mappings.set_aside import SetAside, check_status, usable_moment
from fhir_mappings.specimen import contradicts, specimen_reference
from fhir_mappings.subject import Reading
from fhir_mappings.units import UCUM, Factor, factor_for, normalised

ELEMENTS: Template = {
    "resourceType": None,
    "status": None,
    "valueQuantity": QUANTITY,
    "referenceRange": {"high": SIMPLE_QUANTITY, "type": CONCEPT},
}

PERSON = "Practitioner"  # PractitionerRole too
LONGEST_UNIT_SHOWN = 30  # characters of a unit that is not recognised
MOST_DIGITS = 100  # before and after the point; binary fractions written out have about 50


def result_from(entry: Entry, reading: Reading) -> LabResult | Unusable | None:
    """The result an Observation holds; None when it is not one of the analytes that are read."""
    code = refused_code(entry.codings) or laboratory_code(entry.codings)
    if code is None:
        return None
    if (refusal := reading.patient.refusal(entry)) is not None:
        return Unusable(entry.reference, refusal, code.analyte)
    taken = effective_moment(entry.resource, reading.zone)
    try:
        check_status(entry.resource.get("status"))
        moment = usable_moment(taken, reading.at)
        if isinstance(code, RefusedCode):
            raise SetAside(code.reason, _shown(_validated(entry.resource, code.code)))
        return _result(entry, code, moment, reading)
    except SetAside as aside:
        return Unusable(entry.reference, aside.reason, code.analyte, taken, aside.reported)


def _result(entry: Entry, code: LaboratoryCode, taken: Moment, reading: Reading) -> LabResult:
    resource = entry.resource
    observation = _validated(resource, code.code)
    reported, factor = _value(observation, resource, code)
    if contradicts(code.specimen, entry, reading):
        raise SetAside(Reason.SPECIMEN_CONFLICT, reported.text)
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
        laboratory=_laboratory(resource),
        method=code.method,
        approximate=factor.approximate,
        fallback=code.fallback,
        issued=issued.latest if issued else None,
        specimen=specimen_reference(entry),
    )


def _validated(resource: dict[str, Any], loinc: str) -> Observation:
    """The elements that are read; of the codings only the one it was recognised by."""
    recognised = {"coding": [{"system": LOINC, "code": loinc}]}
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
    reported = _as_printed(quantity, quantity.value)
    if quantity.value < 0:
        raise SetAside(Reason.IMPLAUSIBLE, reported.text)
    factor = _factor(quantity, reported, code)
    return replace(reported, unit=normalised(_token(quantity))), factor


def _as_printed(quantity: Quantity, value: Decimal) -> Reported:
    printed = (quantity.unit or quantity.code or "")[:LONGEST_UNIT_SHOWN]
    return Reported(value, printed, _comparator(quantity))


def _shown(observation: Observation) -> str:
    """The number of a result that is only shown; "" when it has none."""
    quantity = observation.valueQuantity
    if quantity is None or quantity.value is None or _beyond_reason(quantity.value):
        return ""
    return _as_printed(quantity, quantity.value).text


def _factor(quantity: Quantity, reported: Reported, code: LaboratoryCode) -> Factor:
    token = _token(quantity)
    factor = factor_for(code.analyte, token) if token or not quantity.code else None
    if factor is None:
        named = token or quantity.code
        raise SetAside(Reason.UNKNOWN_UNIT if named else Reason.NO_UNIT, reported.text)
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


def _laboratory(resource: dict[str, Any]) -> str:
    """The first named performer that is not a person; one of another shape names nobody."""
    performers = listed(resource.get("performer"))
    outside = (item for item in performers if not _names(item, "reference").startswith(PERSON))
    return next(filter(None, (_names(item, "display") for item in outside)), "")


def _names(performer: dict[str, Any], element: str) -> str:
    text = performer.get(element)
    return text.strip() if isinstance(text, str) else ""
