"""One FHIR Observation -> a usable result, or the reason why it was set aside.

http://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fhir_mappings.bundle import Entry, Resource, listed
from fhir_mappings.codes import LaboratoryCode, RefusedCode, laboratory_code, refused_code
from fhir_mappings.dates import moment_from
from fhir_mappings.laboratory_value import LaboratoryValue, laboratory_value
from fhir_mappings.model import LabResult, Moment, Reason, Unusable, measured
from fhir_mappings.reported import beyond_reason, reported_value, shown, token_of
from fhir_mappings.set_aside import SetAside, check_status, usable_moment
from fhir_mappings.specimen import (
    contradicts,
    is_dated_by_issue,
    specimen_reference,
    taken_moment,
)
from fhir_mappings.subject import Reading
from fhir_mappings.units import factor_for
from fhir_mappings.worded_number import with_number

PERSON = "Practitioner"  # PractitionerRole too


def result_from(entry: Entry, reading: Reading) -> LabResult | Unusable | None:
    """The result an Observation holds; None when it is not one of the analytes that are read."""
    codings = entry.codings
    code = refused_code(codings) or laboratory_code(codings)
    if code is None:
        return None
    if (refusal := reading.patient.refusal(entry)) is not None:
        return Unusable(entry.reference, refusal, code.analyte)
    taken = taken_moment(entry, reading)
    try:
        check_status(entry.resource)
        moment = usable_moment(taken, reading.at)
        if isinstance(code, RefusedCode):
            raise SetAside(code.reason, shown(laboratory_value(entry.resource, code.code)))
        return _result(entry, code, moment, reading)
    except SetAside as aside:
        return Unusable(entry.reference, aside.reason, code.analyte, taken, aside.reported)


def _result(entry: Entry, code: LaboratoryCode, taken: Moment, reading: Reading) -> LabResult:
    resource = _one_value(with_number(entry.resource, code.analyte))
    found = laboratory_value(resource, code.code)
    reported, factor = reported_value(found.quantity, resource, code.analyte)
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
        status=resource["status"],
        upper_limit=_upper_limit(found, code),
        laboratory=_laboratory(resource),
        method=code.method,
        approximate=factor.approximate,
        fallback=code.fallback,
        issued=issued.latest if issued else None,
        specimen=specimen_reference(entry),
        by_issue=taken == issued and is_dated_by_issue(entry, reading),
    )


def _one_value(resource: Resource) -> Resource:
    """The resource itself; SetAside when its number stands beside another value, or beside a reason
    why there is none, or under a code of another shape."""
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, dict) and quantity.get("value") is not None:
        others = (name for name in resource if name.startswith("value") and name != "valueQuantity")
        if resource.get("dataAbsentReason") or any(resource[name] is not None for name in others):
            raise SetAside(Reason.CONTRADICTORY)
    code = resource.get("code")
    if isinstance(code, dict) and isinstance(code.get("coding"), dict):
        raise SetAside(Reason.INVALID)
    return resource


def _upper_limit(found: LaboratoryValue, code: LaboratoryCode) -> Decimal | None:
    """The one upper limit of the report, in the canonical unit; None when absent or ambiguous."""
    if len(found.highs) != 1:
        return None
    (high,) = found.highs
    if high.value is None or beyond_reason(high.value):
        return None
    factor = factor_for(code.analyte, token_of(high))
    return factor.convert(high.value) if factor else None


def _laboratory(resource: dict[str, Any]) -> str:
    """The first named performer that is not a person; one of another shape names nobody."""
    performers = listed(resource.get("performer"))
    outside = (item for item in performers if not _names(item, "reference").startswith(PERSON))
    return next(filter(None, (_names(item, "display") for item in outside)), "")


def _names(performer: dict[str, Any], element: str) -> str:
    text = performer.get(element)
    return text.strip() if isinstance(text, str) else ""
