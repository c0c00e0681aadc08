"""When a treatment began and ended, from the element that says it best for its kind of record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from fhir_mappings.bundle import Resource, listed
from fhir_mappings.dates import moment_from
from fhir_mappings.model import Moment


@dataclass(frozen=True)
class Span:
    """Start and end as far as they are recorded; `no_later`: the start is only the latest one."""

    start: Moment | None = None
    end: Moment | None = None
    no_later: bool = False


def span_of(resource: Resource, zone: tzinfo) -> Span:
    """When the treatment of a record took place; nothing known when it has no usable date."""
    return next((span for span in _spans(resource, zone) if span.start), Span())


def requested_span(resource: Resource, zone: tzinfo) -> Span:
    """When a requested service is to take place, else the day of the order."""
    ordered = Span(moment_from(resource.get("authoredOn"), zone))
    return next((span for span in _happened(resource, "occurrence", zone) if span.start), ordered)


def _spans(resource: Resource, zone: tzinfo) -> Iterator[Span]:
    match resource.get("resourceType"):
        case "MedicationRequest":
            yield from _requested(resource, zone)
        case "MedicationDispense":
            for name in ("whenHandedOver", "whenPrepared"):
                yield Span(moment_from(resource.get(name), zone))
        case "Procedure":
            for name in ("performed", "occurrence"):
                yield from _happened(resource, name, zone)
        case _:
            for name in ("effective", "occurence", "occurrence"):  # R5 spells it with one r
                yield from _happened(resource, name, zone)
            yield Span(moment_from(resource.get("dateAsserted"), zone), no_later=True)


def _happened(resource: Resource, name: str, zone: tzinfo) -> Iterator[Span]:
    yield Span(moment_from(resource.get(f"{name}DateTime"), zone))
    yield _period(resource.get(f"{name}Period"), zone)
    timing = resource.get(f"{name}Timing")
    yield from _timed(timing if isinstance(timing, dict) else {}, zone)


def _period(period: Any, zone: tzinfo) -> Span:
    known = period if isinstance(period, dict) else {}
    start, end = moment_from(known.get("start"), zone), moment_from(known.get("end"), zone)
    return Span(start, end) if start else Span(end, end, no_later=True)


def _requested(resource: Resource, zone: tzinfo) -> Iterator[Span]:
    """Dosage times, then validity, then the day of the order; a renewal began no later."""
    for dosage in listed(resource.get("dosageInstruction")):
        timing = dosage.get("timing")
        yield from _timed(timing if isinstance(timing, dict) else {}, zone)
    dispensed = resource.get("dispenseRequest")
    if isinstance(dispensed, dict):
        yield _period(dispensed.get("validityPeriod"), zone)
    yield Span(moment_from(resource.get("authoredOn"), zone), no_later=_is_renewal(resource))


def _timed(timing: dict[str, Any], zone: tzinfo) -> Iterator[Span]:
    events = timing.get("event")
    moments = [moment_from(event, zone) for event in (events if isinstance(events, list) else [])]
    yield Span(min(filter(None, moments), key=lambda moment: moment.earliest, default=None))
    repeat = timing.get("repeat")
    yield _period(repeat.get("boundsPeriod") if isinstance(repeat, dict) else None, zone)


def _is_renewal(resource: Resource) -> bool:
    based = [item.get("reference") for item in listed(resource.get("basedOn"))]
    earlier = any(isinstance(address, str) and "MedicationRequest" in address for address in based)
    return earlier or bool(resource.get("priorPrescription"))
