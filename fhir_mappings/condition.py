"""One FHIR Condition -> the diagnoses it records, or the reason why it was set aside.

http://hl7.org/fhir/R4/condition.html. Only codings count, never text: text may name a disease that
is absent. Refuted and mistaken entries record nothing.
"""

from __future__ import annotations

from typing import Any

from fhir_mappings.bundle import Entry, codings_of, words_of
from fhir_mappings.codes import DiagnosisCode, diagnosis_codes
from fhir_mappings.condition_status import condition_status
from fhir_mappings.dates import moment_from, period_end
from fhir_mappings.model import Course, Disease, Moment, Problem, Reason, Unusable
from fhir_mappings.subject import Reading
from fhir_mappings.words_only import is_unread_diagnosis, names_blood_cancer

PRECEDENCE = (Course.PRECURSOR, Course.REMISSION, Course.RELAPSE, Course.UNSTATED, Course.NO_INDEX)
PRECURSORS = (Disease.SMOULDERING_MYELOMA, Disease.MGUS)
RECORDS_NOTHING = {"refuted", "entered-in-error"}


def problems_from(entry: Entry, reading: Reading) -> tuple[Problem, ...] | Unusable:
    """The diagnoses of one Condition; empty when it records none that the rules know."""
    rows = _rows(entry)
    if not rows:
        return _unread(entry, reading)
    if (refusal := reading.patient.refusal(entry)) is not None:
        return Unusable(entry.reference, refusal)
    status = condition_status(entry.resource)
    if status is None or isinstance(entry.resource["code"]["coding"], dict):
        return _invalid(entry, rows)
    if status.verification in RECORDS_NOTHING:
        return ()
    onset = recorded_onset(entry.resource, reading)
    return tuple(
        Problem(
            row.disease,
            entry.reference,
            row.course,
            status.clinical,
            status.verification,
            onset,
            row.label,
            unchecked=row.confidence == "unverified",
        )
        for row in rows
    )


def _unread(entry: Entry, reading: Reading) -> tuple[()] | Unusable:
    """A diagnosis of this patient that is named, but not in a way that is read."""
    if not records_something(entry) or reading.patient.refusal(entry) is not None:
        return ()
    code = entry.resource.get("code", {})
    if not isinstance(code, dict):
        return _invalid(entry, [])
    if not is_unread_diagnosis(entry):
        return ()
    named = names_blood_cancer(*words_of(code))
    return Unusable(entry.reference, Reason.WORDS_ONLY, hides_diagnosis=named)


def _invalid(entry: Entry, rows: list[DiagnosisCode]) -> Unusable:
    """A Condition of another shape than FHIR's; its diagnosis may be one that matters."""
    named = names_blood_cancer(*(row.label for row in rows))
    return Unusable(entry.reference, Reason.INVALID, hides_diagnosis=named)


def records_something(entry: Entry) -> bool:
    """Is this Condition neither refuted nor entered in error?"""
    said = codings_of(entry.resource.get("verificationStatus"))
    return not RECORDS_NOTHING & {str(coding.get("code")) for coding in said}


def _rows(entry: Entry) -> list[DiagnosisCode]:
    """One row per diagnosis; a precursor's code vetoes the active myeloma it is filed under."""
    best: dict[Disease, DiagnosisCode] = {}
    for row in (row for coding in entry.codings for row in diagnosis_codes(coding)):
        if row.disease not in best or _precedes(row, best[row.disease]):
            best[row.disease] = row
    if any(row.course is Course.PRECURSOR for row in best.values() if row.disease in PRECURSORS):
        best.pop(Disease.MULTIPLE_MYELOMA, None)
    return list(best.values())


def _precedes(row: DiagnosisCode, other: DiagnosisCode) -> bool:
    return PRECEDENCE.index(row.course) < PRECEDENCE.index(other.course)


def recorded_onset(resource: dict[str, Any], reading: Reading) -> Moment | None:
    """When a Condition began, else when it was recorded."""
    return (
        moment_from(resource.get("onsetDateTime"), reading.zone)
        or period_end({"end": _start(resource.get("onsetPeriod"))}, reading.zone)
        or moment_from(resource.get("recordedDate"), reading.zone)
    )


def _start(period: object) -> object:
    return period.get("start") if isinstance(period, dict) else None
