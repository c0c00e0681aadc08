"""The clinical core: pure rules on a chart. Standard library and the internal model only."""

from collections.abc import Callable
from datetime import datetime

from cds_service.rules.case import Case, case_from
from cds_service.rules.changing_kidney import changing_kidney
from cds_service.rules.dialysis import dialysis
from cds_service.rules.finding import Finding, Story
from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from cds_service.rules.nonspecific import nonspecific
from cds_service.rules.ordered import beside_orders, on_order
from cds_service.rules.plausibility import plausible
from cds_service.rules.policy import Policy
from cds_service.rules.trend_card import trend
from cds_service.rules.unusable import unusable_b2m
from cds_service.rules.urine_card import urine
from fhir_mappings.model import Analyte, Chart

RULE_SET_VERSION = "2026.11.1"

Rule = Callable[[Case], Finding | None]
RULES: tuple[Rule, ...] = (
    changing_kidney,
    *MYELOMA_RULES,
    *LYMPHOID_RULES,
    nonspecific,
    dialysis,
    trend,
)


def interpret(chart: Chart, at: datetime, policy: Policy) -> tuple[Finding, ...]:
    """Every finding of a chart at a moment, in card order; none means nothing to say.

    The kidney reading is laid over each finding here, so that no rule can forget it.
    """
    chart = plausible(chart, policy)
    case = case_from(chart, at, policy)
    found = [rule(case) for rule in RULES] if case else []
    read = [_with_kidney(item, case) for item in found if item and case]
    of_chart = (unusable_b2m(chart, at, policy), urine(chart, at, policy))
    ordered = on_order(chart.orders, at, policy)
    found_all = [beside_orders(item, ordered) for item in (*of_chart, *read) if item]
    return tuple(_worth_saying(found_all))


def _with_kidney(finding: Finding, case: Case) -> Finding:
    """The reading of the kidney beside the very sample that the finding rests on."""
    for result in finding.evidence:
        if result.analyte is Analyte.SERUM_B2M:
            return case.caveat_beside(result).over(finding)
    return finding


def _worth_saying(findings: list[Finding]) -> list[Finding]:
    """Without a staging that only repeats the record, or that a changing kidney replaces."""
    silent = {item.story for item in findings if item.as_recorded}
    silent -= {item.story for item in findings if item.discordant or item.unrecorded}
    if any(item.story is Story.CHANGING_KIDNEY for item in findings):
        silent.add(Story.MYELOMA)
    return [item for item in findings if item.story not in silent]
