"""Serum B2M ordered, or a blood-cancer work-up without it: what the reading will lack.

serum B2M ordered   kidney function within 30 days (P-05), because reduced filtration alone raises
                    B2M; and where an index applies, every input that could change its group
work-up ordered     serum B2M itself, where a confirmed, untreated disease has an index with it and
                    no result of the last 90 days is on file

Silent when all of it is on file, drafted or on order. A work-up without a confirmed diagnosis
brings nothing: B2M is no diagnostic test. What could not be read is said and never counted as
missing.
Tests by oncology section 8 and kidney rules section 8 (policy).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cds_service.rules.case import Case, days_old
from cds_service.rules.companion_tests import (
    CREATININE,
    SERUM_B2M,
)
from cds_service.rules.companions import (
    companions_for,
)
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Companion, Finding, Story
from cds_service.rules.index_rule import IndexRule
from cds_service.rules.labels import needed_labels
from cds_service.rules.no_stage import diagnoses_open
from cds_service.rules.order_session import OrderSession, open_indices
from cds_service.rules.ordered import (
    not_on_order,
)
from cds_service.rules.reading import Reading
from cds_service.rules.treatment import Timing
from cds_service.rules.words import listed
from fhir_mappings.model import Analyte, LabTest, Order

WORK_UP = (
    LabTest.ELECTROPHORESIS,
    LabTest.IMMUNOFIXATION,
    LabTest.URINE_ELECTROPHORESIS,
    LabTest.LIGHT_CHAINS,
    LabTest.FISH,
    LabTest.TP53,
    LabTest.IGHV,
    LabTest.MARROW,
)
KIDNEY_KEYS = ("creatinine", "egfr", "cystatinC")
B2M_INPUTS = {"b2m", "b2m_over_uln"}
CREATININE_FIRST = replace(CREATININE, about_kidney=True)  # it opens the list, of up to four tests
HEADER = ("Index", "Still needed beside B2M")

ORDERED_WITHOUT = "Serum B2M is ordered; not on file or on order: {tests}"
ORDERED_UNREAD = (
    "Serum B2M is ordered; {unread} could not be read in full, so what is missing beside it is not "
    "known"
)
WORK_UP_WITHOUT = "Work-up of {disease} is ordered without serum B2M, which {indices} {verb}"
READ_WITH_KIDNEY = (
    "Reduced filtration alone raises B2M: read it beside kidney function of the same days."
)
NO_KIDNEY = (
    "Reduced filtration alone raises B2M, so it cannot be read without kidney function: no "
    "creatinine, cystatin C or eGFR within {days} days of this order."
)
SPECIALIST = (
    "Genetic tests are a specialist's decision; a test that was not done does not count as "
    "negative."
)
LIMITS = {
    Timing.NONE_FOUND: "No treatment record found; a stage is for a sample before first therapy.",
    Timing.UNKNOWN: "Treatment records could not be read; a stage is for a sample before first "
    "therapy.",
}

Open = Sequence[tuple[IndexRule, Reading]]


def serum_b2m_ordered(session: OrderSession) -> Finding | None:
    """What an ordered serum B2M would lack; None when nothing is missing."""
    order = session.drafts.first(LabTest.SERUM_B2M)
    if order is None:
        return None
    case = session.case(order)
    found = list(open_indices(case))
    wanted = not_on_order((*_kidney(case), *_of_indices(found, case)), session.ordered)
    if not wanted:
        return _unread(session, case)
    headline = ORDERED_WITHOUT.format(tests=listed(_names(wanted), "and"))
    return replace(
        _offering(wanted, found, order),
        rule="order-serum-b2m",
        headline=headline,
        statements=(*_why_kidney(wanted, case), *_why_specialist(wanted)),
    )


def work_up_without_b2m(session: OrderSession) -> Finding | None:
    """That B2M itself is missing from a work-up; None unless an index would read it."""
    order = session.drafts.first(*WORK_UP)
    if order is None or LabTest.SERUM_B2M in session.ordered or _b2m_on_file(session):
        return None
    case = session.case(order)
    found = [item for item in open_indices(case) if B2M_INPUTS & set(item[1].needed)]
    if not found:
        return None
    others = not_on_order((*_kidney(case), *_of_indices(found, case)), session.ordered)
    names = [rule.name for rule, _ in found]
    headline = WORK_UP_WITHOUT.format(
        disease=found[0][0].population.name,
        indices=listed(names, "and"),
        verb="needs" if len(names) == 1 else "need",
    )
    return replace(
        _offering((SERUM_B2M, *others), found, order),
        rule="order-work-up",
        headline=headline,
        statements=(*_why_kidney(others, case), *_why_specialist(others)),
    )


def _offering(wanted: tuple[Companion, ...], found: Open, order: Order) -> Finding:
    """The indices that the order serves, their papers, and the draft orders to offer."""
    problems = [reading.case.ground(rule.population).problem for rule, reading in found]
    return Finding(
        rule="",
        story=Story.ORDER_SERUM,
        headline="",
        citations=tuple(dict.fromkeys(rule.citation for rule, _ in found)),
        header=HEADER if found else (),
        rows=tuple((rule.name, _needed_beside(reading)) for rule, reading in found),
        limits=LIMITS[found[0][1].staged.treatment.timing] if found else "",
        result=", ".join(_names(wanted)),
        missing=_names(wanted),
        companions=wanted,
        because=tuple(dict.fromkeys(item.reference for item in filter(None, problems))),
        occurrence=order.occurrence,
    )


def _needed_beside(reading: Reading) -> str:
    others = (name for name in reading.needed if name not in B2M_INPUTS)
    return ", ".join(needed_labels(others, reading.known)) or "-"


def _of_indices(found: Open, case: Case) -> tuple[Companion, ...]:
    """What the indices lack; what only the kidney would want can wait for the result."""
    wanted = (
        companion
        for _, reading in found
        for companion in companions_for(reading.askable, reading.known, case)
    )
    without = {CREATININE.code} if case.kidney.verdict is Verdict.DIALYSIS else set()
    return tuple(item for item in wanted if not item.about_kidney and item.code not in without)


def _names(companions: Iterable[Companion]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.test.value for item in companions))


def _kidney(case: Case) -> tuple[Companion, ...]:
    """Creatinine with eGFR where there is surely none beside the sample to come."""
    unread = any(map(case.unreadable, KIDNEY_KEYS))
    return (CREATININE_FIRST,) if _without_kidney(case) and not unread else ()


def _without_kidney(case: Case) -> bool:
    if case.kidney.verdict in {Verdict.DIALYSIS, Verdict.PREGNANCY}:
        return False
    return case.kidney.estimate is None and case.kidney.creatinine is None


def _why_kidney(wanted: tuple[Companion, ...], case: Case) -> tuple[str, ...]:
    if CREATININE_FIRST not in wanted:
        return ()
    return (NO_KIDNEY.format(days=case.policy.pairing_max_days),)


def _why_specialist(wanted: tuple[Companion, ...]) -> tuple[str, ...]:
    return (SPECIALIST,) if any(item.specialist for item in wanted) else ()


def _unread(session: OrderSession, case: Case) -> Finding | None:
    """That it is not known what is missing: silence would pass for an answer."""
    kidney = _without_kidney(case) and LabTest.KIDNEY_FUNCTION not in session.ordered
    unread = [
        name
        for name, short in (("kidney function", kidney), ("diagnoses", diagnoses_open(case)))
        if short
    ]
    if not unread:
        return None
    return Finding(
        "order-serum-b2m",
        Story.ORDER_SERUM,
        ORDERED_UNREAD.format(unread=listed(unread, "and")),
        (),
        statements=(READ_WITH_KIDNEY,) if kidney else (),
    )


def _b2m_on_file(session: OrderSession) -> bool:
    """Is there a recent serum B2M, or could there be one that was not read?"""
    latest = session.chart.latest(Analyte.SERUM_B2M)
    if latest is None:
        return session.chart.could_not_be_had("b2m")
    return days_old(latest.taken, session.at) <= session.policy.sample_current_days
