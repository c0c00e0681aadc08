"""ServiceRequests -> the orders that the rules know: those that stand open, and drafts.

http://hl7.org/fhir/R4/servicerequest.html. An order counts by its codes (`order_codes`); one that
asks for nothing the rules know is left out, as is one that says it must not be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fhir_mappings.bundle import Entry, codings_of, entries_of, listed, words_of
from fhir_mappings.codes import diagnosis_codes
from fhir_mappings.dates import moment_from, period_end
from fhir_mappings.delivered import referred
from fhir_mappings.model import Disease, DraftOrders, Order, Reason
from fhir_mappings.order_codes import SiteCodes, lab_tests_of
from fhir_mappings.subject import Reading, unversioned

OPEN = {"active", "draft", "on-hold"}
CLOSED = {"completed", "revoked", "entered-in-error"}
ALKALINISED = re.compile(r"\balkalin", re.IGNORECASE)
# What FHIR accepts as dateTime, which is less than what we read.
OCCURRENCE = re.compile(
    r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?)?)?", re.ASCII
)
LONGEST_WORDS = 2000  # characters; nobody orders a test in more


@dataclass(frozen=True)
class OrderReading:
    """How orders are read: for whom, and by which codes of the site's catalogue."""

    reading: Reading
    site_codes: SiteCodes = field(default_factory=dict)


def open_orders(entries: Iterable[Entry], how: OrderReading) -> tuple[Order, ...]:
    """The orders on file that are not yet done."""
    found = (
        _order(entry, how)
        for entry in entries
        if str(entry.resource.get("status")) in OPEN and how.reading.patient.refusal(entry) is None
    )
    return tuple(order for order in found if order)


def draft_orders(
    bundle: object, selections: Iterable[str] | None, how: OrderReading
) -> DraftOrders:
    """The orders of `context.draftOrders`; in question are those selected, without `selections`
    all of them. A draft that names no patient is the patient's in context."""
    drafts = [
        (entry, order)
        for entry in entries_of(bundle)
        if str(entry.resource.get("status")) not in CLOSED
        and how.reading.patient.refusal(entry) in (None, Reason.NO_SUBJECT)
        and (order := _order(entry, how))
    ]
    every = tuple(order for _, order in drafts)
    if selections is None:
        return DraftOrders(every, every)
    wanted = set(selections)
    asked = tuple(order for entry, order in drafts if is_selected(entry, wanted))
    return DraftOrders(every, asked)


def is_selected(entry: Entry, selections: Iterable[str]) -> bool:
    """Does one of the selections mean this entry, by relative, absolute or Bundle reference?"""
    named = {entry.full_url, entry.reference} - {""}
    return any(
        unversioned(selection) in named or unversioned(selection).endswith(f"/{entry.reference}")
        for selection in selections
    )


def _order(entry: Entry, how: OrderReading) -> Order | None:
    resource = entry.resource
    if resource.get("resourceType") != "ServiceRequest" or resource.get("doNotPerform") is True:
        return None
    tests = lab_tests_of(resource.get("code"), how.site_codes)
    if not tests:
        return None
    zone, occurrence = how.reading.zone, resource.get("occurrenceDateTime")
    due = moment_from(occurrence, zone)
    return Order(
        tests,
        entry.reference,
        moment_from(resource.get("authoredOn"), zone),
        due or period_end(resource.get("occurrencePeriod"), zone),
        str(occurrence) if due and OCCURRENCE.fullmatch(str(occurrence)) else "",
        alkalinised=bool(ALKALINISED.search("; ".join(_said(resource))[:LONGEST_WORDS])),
        reasons=_reasons(entry, how.reading),
    )


def _said(resource: dict[str, Any]) -> list[str]:
    """All that an order says in words."""
    notes = [str(note.get("text", "")) for note in listed(resource.get("note"))]
    details = [words for item in listed(resource.get("orderDetail")) for words in words_of(item)]
    instruction = resource.get("patientInstruction")
    spoken = [instruction] if isinstance(instruction, str) else []
    return [*words_of(resource.get("code")), *notes, *details, *spoken]


def _reasons(entry: Entry, reading: Reading) -> frozenset[Disease] | None:
    """The diagnoses given as reasons; None when no reason is given."""
    coded = list(listed(entry.resource.get("reasonCode")))
    references = list(listed(entry.resource.get("reasonReference")))
    if not coded and not references:
        return None
    pointed = [referred(reference, entry, reading) for reference in references]
    concepts = [*coded, *(found.get("code") for found in pointed if found)]
    rows = [
        row for item in concepts for coding in codings_of(item) for row in diagnosis_codes(coding)
    ]
    return frozenset(row.disease for row in rows)
