"""A ServiceRequest for dialysis -> a treatment on record, as weak evidence of one.

Orders of single sessions count like sessions; one for a series that runs goes on. Drafts, plans,
proposals and options show nothing. http://hl7.org/fhir/R4/servicerequest.html
"""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.bundle import Entry
from fhir_mappings.model import Kind, Strength, Therapy
from fhir_mappings.subject import Reading
from fhir_mappings.therapy_date import Span, requested_span
from fhir_mappings.treatment_codes import coded_treatment

STATUSES = {"active", "completed"}
INTENTS = {"order", "original-order", "reflex-order", "filler-order", "instance-order"}
SERIES = ("occurrenceTiming", "occurrencePeriod")


def ordered_dialysis(entry: Entry, reading: Reading) -> Iterator[Therapy]:
    """The dialysis that an order shows; nothing for any other order, or one without a usable
    date."""
    resource = entry.resource
    found = [item for coding in entry.codings if (item := coded_treatment(coding))]
    dialysis = [item for item in found if item.kind is Kind.DIALYSIS]
    if not dialysis or not _stands(entry) or reading.patient.refusal(entry) is not None:
        return
    span = requested_span(resource, reading.zone)
    if span.start is None or span.start.earliest > reading.at:
        return
    yield Therapy(
        dialysis[0].substance,
        Kind.DIALYSIS,
        frozenset(),
        Strength.WEAK,
        span.start,
        entry.reference,
        active=_goes_on(entry, span, reading),
        end=span.end,
    )


def _stands(entry: Entry) -> bool:
    resource = entry.resource
    ordered = str(resource.get("status")) in STATUSES and str(resource.get("intent")) in INTENTS
    return ordered and resource.get("doNotPerform") is not True


def _goes_on(entry: Entry, span: Span, reading: Reading) -> bool:
    """Is it a series that is still running?"""
    running = span.end is None or span.end.latest >= reading.at
    series = any(isinstance(entry.resource.get(name), dict) for name in SERIES)
    return series and running and entry.resource.get("status") == "active"
