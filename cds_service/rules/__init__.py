"""The clinical core: pure rules on a chart. Standard library and the internal model only."""

from datetime import datetime

from cds_service.rules.case import case_from
from cds_service.rules.caveat import with_kidney
from cds_service.rules.dialysis import dialysis
from cds_service.rules.finding import Finding
from cds_service.rules.iss import iss
from cds_service.rules.nonspecific import nonspecific
from cds_service.rules.plausibility import plausible
from cds_service.rules.policy import Policy
from cds_service.rules.r_iss import r_iss
from cds_service.rules.unusable import unusable_b2m
from fhir_mappings.model import Chart

RULE_SET_VERSION = "2026.11.0"

RULES = (iss, r_iss, nonspecific, dialysis)


def interpret(chart: Chart, at: datetime, policy: Policy) -> tuple[Finding, ...]:
    """Every finding of a chart at a moment, in card order; none means nothing to say.

    The kidney reading is laid over each finding here, so that no rule can forget it.
    """
    chart = plausible(chart)
    aside = unusable_b2m(chart, at, policy)
    case = case_from(chart, at, policy)
    found = [rule(case) for rule in RULES] if case else []
    read = [with_kidney(item, case.kidney, policy) for item in found if item and case]
    return tuple(filter(None, (aside, *read)))
