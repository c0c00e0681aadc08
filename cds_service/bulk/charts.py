"""The charts of one record as of several moments, each resource read as seldom as can be.

The mapping reads a resource by what stands in it, whose it is and the time zone. The moment and the
rest of the record come in at two places only: what is dated after the moment is set aside, and a
resource that another refers to is looked up among those delivered. So once every date in a resource
lies behind, and it refers to nothing that came into the record later, what was found in it is found
in it for good. All else is read anew for each moment.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from cds_service.answer import PatientContext, order_reading
from cds_service.bulk.record import ALWAYS, PatientRecord, Row
from cds_service.rules.plausibility import without_impossible
from cds_service.settings import Settings
from fhir_mappings.bundle import Entry, Resource
from fhir_mappings.chart import assembled, each_once, found_in_resource
from fhir_mappings.dates import moment_from
from fhir_mappings.delivered import addresses
from fhir_mappings.local_codes import translated
from fhir_mappings.model import Chart, Coverage, Order
from fhir_mappings.orders import open_orders
from fhir_mappings.patient import patient_from
from fhir_mappings.subject import Reading, identity, unversioned

# Read neither as dates nor as references: when a server stored it, and what people read.
BESIDE = frozenset({"meta", "text"})
ORDER = "ServiceRequest"
DATE = re.compile(r"\s*\d{4}")  # how whatever may be a date begins


@dataclass
class _Known:
    """A row as the mapping is given it. `since`: from when on it is there; `settled`: from when on
    every date in it lies behind; `tied`: it refers to what came into the record later; `found`:
    what it holds for good."""

    since: datetime
    entry: Entry
    settled: datetime
    tied: bool
    found: list[object] | None = None

    def holds(self, reading: Reading) -> list[object]:
        """What the mapping finds in the resource."""
        if self.found is not None:
            return self.found
        found = list(found_in_resource(self.entry, reading))
        if self.settled <= reading.at and not self.tied:
            self.found = found
        return found


class Charts:
    """The charts of one patient, each the one that the service would have read at its moment;
    unless `several` are wanted, it is not asked what could be kept."""

    def __init__(
        self, record: PatientRecord, patient: PatientContext, settings: Settings, *, several: bool
    ) -> None:
        self._patient, self._settings, self._several = patient, settings, several
        always = each_once(Entry(row.resource) for row in record.rows if row.entered is None)
        later = [Entry(row.resource) for row in record.rows if several and row.entered is not None]
        self._person = patient_from(always, patient.patient_id)
        self._alone = Reading(
            identity(patient.patient_id, always, patient.fhir_server),
            ALWAYS,
            settings.site.zone,
            addresses(always, patient.fhir_server),
        )
        names = addresses(later, patient.fhir_server).keys()
        self._rows = [self._known(row, names) for row in record.rows]
        self._has_versions = not several or len(_each_once(self._rows)) < len(self._rows)
        kinds = {row.resource.get("resourceType") for row in record.rows}
        self._has_orders = ORDER in kinds
        self._has_ties = any(known.tied for known in self._rows)

    def at(self, moment: datetime, coverage: tuple[Coverage, ...]) -> Chart:
        """The chart of the record as it stood at a moment, with the orders that stood open."""
        stood = [known for known in self._rows if known.since <= moment]
        orders = self._orders(stood, moment)
        if self._has_versions:
            stood = _each_once(stood)
        reading = replace(self._alone, at=moment)
        if self._has_ties:
            entries = [known.entry for known in stood]
            reading = replace(reading, delivered=addresses(entries, self._patient.fhir_server))
        found = [item for known in stood for item in known.holds(reading)]
        chart = without_impossible(assembled(found, self._person, coverage))
        return replace(chart, orders=orders)

    def _known(self, row: Row, names_of_later: Collection[str]) -> _Known:
        entry = Entry(row.resource)
        if codes := self._settings.site.local_codes:
            entry = translated(entry, codes)
        if not self._several:
            return _Known(row.since, entry, ALWAYS, tied=True)
        said = list(_strings(entry.resource))
        dates = (moment_from(text, self._alone.zone) for _, text in said if DATE.match(text))
        references = {unversioned(text) for name, text in said if name == "reference"}
        return _Known(
            row.since,
            entry,
            max((date.earliest for date in dates if date), default=ALWAYS),
            not references.isdisjoint(names_of_later),
        )

    def _orders(self, stood: list[_Known], moment: datetime) -> tuple[Order, ...]:
        if not self._has_orders:
            return ()
        entries = [known.entry for known in stood]
        return open_orders(entries, order_reading(entries, self._patient, self._settings, moment))


def _each_once(rows: list[_Known]) -> list[_Known]:
    known = {id(row.entry.resource): row for row in rows}
    return [known[id(entry.resource)] for entry in each_once(row.entry for row in rows)]


def _strings(resource: Resource) -> Iterator[tuple[str, str]]:
    """Every text that stands in a resource, with the name of its element."""
    left: list[tuple[str, object]] = [
        (name, value) for name, value in resource.items() if name not in BESIDE
    ]
    while left:
        name, value = left.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            left.extend(value.items())
        elif isinstance(value, list):
            left.extend((name, item) for item in value)
