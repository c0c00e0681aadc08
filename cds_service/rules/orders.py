"""The rules on orders being written: order-select and order-sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cds_service.rules.finding import Finding
from cds_service.rules.order_dialysis import serum_b2m_on_dialysis
from cds_service.rules.order_session import OrderSession
from cds_service.rules.order_staging import WORK_UP, serum_b2m_ordered, work_up_without_b2m
from cds_service.rules.order_urine import urine_b2m_ordered
from cds_service.rules.plausibility import plausible
from cds_service.rules.policy import Policy
from fhir_mappings.model import Chart, DraftOrders, LabTest

OrderRule = Callable[[OrderSession], Finding | None]
ORDER_RULES: tuple[OrderRule, ...] = (
    serum_b2m_on_dialysis,
    urine_b2m_ordered,
    serum_b2m_ordered,
    work_up_without_b2m,
)
CONCERNED = (LabTest.SERUM_B2M, LabTest.URINE_B2M, LabTest.URINE_B2M_RATE, *WORK_UP)


def concern(drafts: DraftOrders) -> bool:
    """Do the orders in question hold anything that a rule could speak of?"""
    return drafts.first(*CONCERNED) is not None


def interpret_orders(
    chart: Chart, drafts: DraftOrders, at: datetime, policy: Policy
) -> tuple[Finding, ...]:
    """Every finding on the orders in question, in card order; none means nothing to say."""
    session = OrderSession(plausible(chart, policy), drafts, at, policy)
    found = (rule(session) for rule in ORDER_RULES)
    return tuple(item for item in found if item)
