"""The record of one patient as it stood at a moment: what had been entered by then, and no more.

A resource counts as entered at the time that its kind records for that, else when it happened; one
without any date was always there. A result dated in the future of its own entry stays in, to be set
aside as the service would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from cds_service.json_body import InvalidJson, parse_json
from fhir_mappings.bundle import Entry, Resource, codings_of, listed
from fhir_mappings.dates import effective_moment, moment_from
from fhir_mappings.model import Moment

ALWAYS = datetime.min.replace(tzinfo=UTC)
JUST_AFTER = timedelta(microseconds=1)
# When a record was entered, then when its content happened. http://hl7.org/fhir/R4/
ENTERED: Mapping[str, tuple[str, ...]] = {
    "Condition": ("recordedDate", "onsetDateTime"),
    "MedicationRequest": ("authoredOn",),
    "MedicationDispense": ("whenHandedOver", "whenPrepared"),
    "MedicationAdministration": ("effectiveDateTime", "effectivePeriod.start"),
    "MedicationStatement": ("dateAsserted", "effectiveDateTime", "effectivePeriod.start"),
    "Procedure": ("performedDateTime", "performedPeriod.start"),
    "ServiceRequest": ("authoredOn", "occurrenceDateTime"),
}
ENCOUNTER, PROBLEM_LIST = "encounter-diagnosis", "problem-list-item"


@dataclass(frozen=True)
class Row:
    """One resource of a patient, when it was entered, and whether it may be a B2M result."""

    resource: Resource
    entered: Moment | None
    is_b2m: bool = False

    @property
    def since(self) -> datetime:
        """From when on it is in the record; what is dated by the day counts from its first hour."""
        return self.entered.earliest if self.entered else ALWAYS


@dataclass(frozen=True)
class PatientRecord:
    """All that an export holds of one patient."""

    patient_id: str
    rows: tuple[Row, ...]
    unreadable: int = 0

    def at(self, moment: datetime) -> list[Entry]:
        """The resources that were in the record at a moment."""
        return [Entry(row.resource) for row in self.rows if row.since <= moment]

    def moments(self, as_of: datetime, since: date | None = None) -> list[datetime]:
        """Just after each B2M result was there, in order; one without a date, or dated later than
        the export, is there when the export is made."""
        found = {_there(row, as_of) for row in self.rows if row.is_b2m}
        return sorted(moment for moment in found if since is None or moment.date() >= since)


def record_from(
    patient_id: str, lines: Iterable[tuple[str, bool]], as_of: datetime, zone: tzinfo
) -> PatientRecord:
    """The record from resources as text, each with whether it may be a B2M result."""
    rows: list[Row] = []
    unreadable = 0
    for text, is_b2m in lines:
        try:
            resource = parse_json(text.encode())
        except InvalidJson:
            unreadable += 1
            continue
        if not _of_an_encounter(resource):
            rows.append(Row(resource, _entered(resource, as_of, zone), is_b2m))
    return PatientRecord(patient_id, tuple(rows), unreadable)


def _entered(resource: Resource, as_of: datetime, zone: tzinfo) -> Moment | None:
    """None also for what is dated later than the export that holds it."""
    if resource.get("resourceType") == "Observation":
        known = moment_from(resource.get("issued"), zone) or effective_moment(resource, zone)
    else:
        names = ENTERED.get(str(resource.get("resourceType")), ())
        dates = (moment_from(_element(resource, name), zone) for name in names)
        known = next(filter(None, dates), None)
    return known if known and known.earliest <= as_of else None


def _element(resource: Resource, path: str) -> object:
    name, _, inner = path.partition(".")
    value = resource.get(name)
    return value.get(inner) if inner and isinstance(value, dict) else value


def _there(row: Row, as_of: datetime) -> datetime:
    return min(row.entered.latest + JUST_AFTER, as_of) if row.entered else as_of


def _of_an_encounter(resource: Resource) -> bool:
    """A diagnosis of an encounter alone: the service asks for the problem list."""
    if resource.get("resourceType") != "Condition":
        return False
    kinds = {
        coding.get("code")
        for concept in listed(resource.get("category"))
        for coding in codings_of(concept)
    }
    return ENCOUNTER in kinds and PROBLEM_LIST not in kinds
