"""Inputs that one index reads in a way of its own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from cds_service.rules.facts import Fact, Facts, only
from cds_service.rules.ims_2025 import CREATININE_NORMAL_BELOW
from cds_service.rules.on_dialysis import on_dialysis
from cds_service.rules.populations import CLL
from cds_service.rules.possible import Number
from fhir_mappings.model import Measured, Scheme, measured

NOT_NORMAL_ON_DIALYSIS = (
    "On dialysis no creatinine counts as normal, so IMS/IMWG criterion 4 is not met."
)
MONTH = timedelta(days=365.25) / 12


def creatinine_of_own_kidneys(facts: Facts) -> Fact:
    """Creatinine for IMS/IMWG criterion 4: on dialysis none is normal, whatever was measured."""
    if on_dialysis(facts.chart, facts.sample.taken, facts.policy):
        return Fact(measured(CREATININE_NORMAL_BELOW, ">="), remarks=(NOT_NORMAL_ON_DIALYSIS,))
    return facts.laboratory("creatinine", Number((CREATININE_NORMAL_BELOW,)))


def b2m_over_limit(facts: Facts) -> Fact:
    """B2M in multiples of the laboratory's or site's own upper limit (P-12)."""
    limit = facts.limit("b2m", facts.sample)
    if limit is None:
        return Fact(results=(facts.sample,))
    value = facts.sample.value
    relative = Measured(
        value.low / limit, value.high / limit, value.low_included, value.high_included
    )
    return Fact(relative, (facts.sample,))


def rai_3_or_4(facts: Facts) -> Fact:
    """Rai III-IV as recorded."""
    stages = tuple(item for item in facts.chart.stages if item.scheme is Scheme.RAI)
    if not stages:
        return Fact()
    return Fact(only("yes" if stages[-1].group in {"III", "IV"} else "no"), stages=stages)


def months_since_therapy(facts: Facts) -> Fact:
    """Months from the start of the last dated therapy of CLL to the sample."""
    treated = CLL.treated
    starts = [
        item.start
        for item in facts.chart.therapies
        if treated.certain(item) and item.start and item.start.latest <= facts.sample.taken.earliest
    ]
    if not starts:
        return Fact()
    last = max(starts, key=lambda start: start.latest)
    taken = facts.sample.taken
    low = Decimal((taken.earliest - last.latest) / MONTH)
    high = Decimal((taken.latest - last.earliest) / MONTH)
    return Fact(Measured(low, high, low_included=True, high_included=True))
