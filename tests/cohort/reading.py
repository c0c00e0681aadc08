"""The cohort as the tests read it: each patient as it arrives over the wire, with its chart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import NamedTuple

from cds_service.demo.cohort.patients import CohortPatient, cohort
from cds_service.json_body import json_text, parse_json
from fhir_mappings.bundle import Entry, Resource
from fhir_mappings.chart import chart_from
from fhir_mappings.model import Chart

AS_OF = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 20, tzinfo=UTC)
SIZE = 500


class Read(NamedTuple):
    """A patient, the resources as they arrive, and the chart made of them."""

    patient: CohortPatient
    resources: list[Resource]
    chart: Chart


@cache
def the_cohort() -> tuple[Read, ...]:
    """Five hundred patients, read once for all tests of a process."""
    return tuple(map(_read, cohort(SIZE, AS_OF)))


def _read(patient: CohortPatient) -> Read:
    resources = [parse_json(json_text(resource).encode()) for resource in patient.resources]
    chart = chart_from(map(Entry, resources), patient.id, at=AT)
    return Read(patient, resources, chart)
