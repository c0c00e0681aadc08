"""Orders being written, read against the chart: what a B2M yet to be drawn would be read with.

The specimen to come is a result of unknown value, drawn when the order says or else now. The rules
then answer as for any other sample: which inputs have a result in their window, and which open ones
could change a group, whatever the value turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from cds_service.rules.case import Case, case_from
from cds_service.rules.index_rule import IndexRule
from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from cds_service.rules.ordered import on_order
from cds_service.rules.policy import Policy
from cds_service.rules.reading import Reading
from cds_service.rules.treatment import Timing
from fhir_mappings.model import (
    Analyte,
    Chart,
    DraftOrders,
    LabResult,
    LabTest,
    Measured,
    Moment,
    Order,
    Reported,
)

BEFORE_THERAPY = {Timing.NONE_FOUND, Timing.UNKNOWN}


@dataclass(frozen=True)
class OrderSession:
    """A chart, the orders being written for it, and the moment."""

    chart: Chart
    drafts: DraftOrders
    at: datetime
    policy: Policy

    @property
    def ordered(self) -> frozenset[LabTest]:
        """Every test that is drafted or on order."""
        drafted = (test for order in self.drafts.every for test in order.tests)
        return frozenset(drafted) | on_order(self.chart.orders, self.at, self.policy)

    def due(self, order: Order) -> Moment:
        """When the specimen of an order will be drawn: never in the past."""
        now = Moment(self.at, self.at, self.at.date(), self.at.date())
        return order.due if order.due and order.due.latest > self.at else now

    def case(self, order: Order) -> Case:
        """The chart as the B2M to come will see it."""
        to_come = LabResult(
            Analyte.SERUM_B2M, Measured(), self.due(order), "", Reported(Decimal(0), "mg/L")
        )
        chart = replace(self.chart, results=(*self.chart.results, to_come))
        case = case_from(chart, self.at, self.policy)
        assert case is not None  # what is still to be drawn is never too old
        return case


def open_indices(case: Case) -> Iterator[tuple[IndexRule, Reading]]:
    """Every index that the B2M to come could serve, where no record speaks of earlier therapy."""
    for rule in (*MYELOMA_RULES, *LYMPHOID_RULES):
        if rule.applies(case):
            reading = rule.read(case)
            if reading.staged.treatment.timing in BEFORE_THERAPY:
                yield rule, reading
