"""Which tests are on their way, so that none is suggested twice.

An open order counts within the window in which its result would be read: 30 days (policy P-05),
for genetics 90 days, because those take weeks. Its due date counts, else the day it was written; an
order without any date counts, because it may still be done. Drafts always count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from cds_service.rules.finding import Companion, Finding
from cds_service.rules.policy import Policy
from cds_service.rules.words import listed
from fhir_mappings.model import LabTest, Order

SLOW = frozenset({LabTest.FISH, LabTest.TP53, LabTest.IGHV, LabTest.MARROW})
ALREADY = "Already ordered: {tests}."


def on_order(orders: Iterable[Order], at: datetime, policy: Policy) -> frozenset[LabTest]:
    """The tests of all open orders that are recent enough to count."""
    return frozenset(
        test for order in orders for test in order.tests if _counts(order, test, at, policy)
    )


def not_on_order(
    companions: Iterable[Companion], ordered: frozenset[LabTest]
) -> tuple[Companion, ...]:
    """The tests that nobody has ordered yet, what a specialist decides last."""
    left = (item for item in companions if item.test not in ordered)
    return tuple(sorted(left, key=lambda item: item.specialist))


def beside_orders(finding: Finding, ordered: frozenset[LabTest]) -> Finding:
    """The finding without tests that are on order, which it names instead."""
    coming = [item.test.value for item in finding.companions if item.test in ordered]
    if not coming:
        return finding
    said = ALREADY.format(tests=listed(dict.fromkeys(coming), "and"))
    left = not_on_order(finding.companions, ordered)
    return replace(finding, companions=left, caveats=(*finding.caveats, said))


def _counts(order: Order, test: LabTest, at: datetime, policy: Policy) -> bool:
    moment = order.due or order.written
    if moment is None:
        return True
    days = policy.sample_current_days if test in SLOW else policy.pairing_max_days
    return (at.date() - moment.last_day).days <= days
