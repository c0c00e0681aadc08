"""Orders in one line: `orders("SERUM_B2M", "ALBUMIN LDH @ 2026-11-25")`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from cds_service.rules.finding import Finding
from cds_service.rules.orders import interpret_orders
from cds_service.rules.policy import Policy
from fhir_mappings.model import Chart, DraftOrders, LabTest, Order
from tests.rules.build import NOW, POLICY, moment


def order(text: str, **fields: Any) -> Order:
    """An order of the tests named, due at the moment after `@`."""
    tests, _, when = text.partition(" @ ")
    asked = frozenset(LabTest[name] for name in tests.split())
    due = moment(when) if when else None
    made = Order(asked, f"ServiceRequest/{tests}", due=due, occurrence=when)
    return replace(made, **fields)


def drafts(*texts: str, beside: tuple[str, ...] = ()) -> DraftOrders:
    """Drafts in question, and others `beside` them in the basket."""
    asked = tuple(map(order, texts))
    return DraftOrders((*asked, *map(order, beside)), asked)


def said(
    chart: Chart, ordered: DraftOrders, policy: Policy = POLICY, at: datetime = NOW
) -> dict[str, Finding]:
    """The findings on the orders by their rule."""
    return {item.rule: item for item in interpret_orders(chart, ordered, at, policy)}
