"""Urine B2M ordered without what its result is read with. Kidney rules 5.2, 8; policy KP-14.

urine pH, same specimen      below pH 6.0 B2M is lost, in the bladder already (Donaldson 1989): a
                             result that is not high could not be read
urine creatinine, same       how dilute the urine is, for a concentration that is not per creatinine
specimen                     or per day

Both must be of the same specimen, so results on file do not count. An order for alkalinised
collection handles the pH. Collection as in the laboratory test definition (verified).
"""

from __future__ import annotations

from cds_service.rules.citations import DONALDSON_1989
from cds_service.rules.companion_tests import (
    URINE_CREATININE,
    URINE_PH,
)
from cds_service.rules.finding import Companion, Finding, Story
from cds_service.rules.order_session import OrderSession
from cds_service.rules.ordered import (
    not_on_order,
)
from cds_service.rules.words import listed
from fhir_mappings.model import LabTest, Order

HEADLINES = {
    True: "Urine B2M is ordered without {tests}: below pH 6 a normal result could not be read",
    False: "Urine B2M is ordered without {tests}: how dilute the urine is would not be known",
}
ACID = (
    "B2M breaks down below pH 6, also in the bladder; alkali added after voiding does not restore "
    "what was lost. A high result stands at any pH."
)
COLLECTION = (
    "Collection by the laboratory test definition: empty the bladder, drink at least 500 mL of "
    "water (unless fluid is restricted), collect within 1 hour, then bring the urine to pH 6 to 8. "
    "Measure pH before alkali is added."
)
ALTERNATIVE = "Retinol-binding protein and alpha-1-microglobulin depend less on pH."


def urine_b2m_ordered(session: OrderSession) -> Finding | None:
    """What an ordered urine B2M would lack; None when nothing is missing."""
    order = session.drafts.first(LabTest.URINE_B2M, LabTest.URINE_B2M_RATE)
    if order is None:
        return None
    wanted = not_on_order(_companions(session, order), session.ordered)
    if not wanted:
        return None
    acid = URINE_PH in wanted
    names = tuple(item.test.value for item in wanted)
    return Finding(
        rule="order-urine-b2m",
        story=Story.ORDER_URINE,
        headline=HEADLINES[acid].format(tests=listed(names, "and")),
        citations=(DONALDSON_1989,),
        statements=(ACID, COLLECTION, ALTERNATIVE) if acid else (),
        result=", ".join(names),
        missing=names,
        companions=wanted,
        occurrence=order.occurrence,
    )


def _companions(session: OrderSession, order: Order) -> tuple[Companion, ...]:
    handled = any(item.alkalinised for item in (*session.drafts.every, *session.chart.orders))
    ph = () if handled else (URINE_PH,)
    return (*ph, URINE_CREATININE) if LabTest.URINE_B2M in order.tests else ph
