"""Topic `applicability`: does an index apply, and which remarks appear?

The reasons are those of the product's findings; the tables here only translate what the case files
call otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cds_service.rules import interpret
from cds_service.rules.facts import Facts
from cds_service.rules.finding import Finding
from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES, Policy
from cds_service.rules.r_iss import R_ISS
from fhir_mappings.model import Analyte, Chart, Reason
from tests.clinical_cases.applicability_chart import REFUTED, chart_of
from tests.clinical_cases.quantities import Inputs

EVERYTHING = Policy(indices=DEFAULT_INDICES | OPTIONAL_INDICES)
FOR_RELAPSE = {"ball"}
ANY = "any"

SET_ASIDE = {
    Reason.PENDING: "observation-not-final",
    Reason.WITHDRAWN: "observation-invalid",
    Reason.NO_UNIT: "unit-missing",
    Reason.OTHER_SPECIMEN: "wrong-specimen",
    Reason.SPECIMEN_CONFLICT: "wrong-specimen",
    Reason.IMPLAUSIBLE: "implausible-value",
}
# How the product names what a case file calls otherwise.
ALSO = {"post-treatment": "not-treatment-naive", "treatment-undated": "not-treatment-naive"}
AGAINST_LIMIT = {
    frozenset({"high"}): (True, "above-uln"),
    frozenset({"normal"}): (False, "not-above-uln"),
}


def applicability(inputs: Inputs) -> dict[str, Any]:
    """The groups that may be shown, the reasons, and every word that was said."""
    chart, at = chart_of(inputs)
    findings = interpret(chart, at, EVERYTHING)
    ldh_high, of_ldh = _ldh(chart)
    shown = [item for item in findings if _asked(item, inputs["index"])]
    reasons = {code for item in findings for code in item.reasons}
    reasons |= {*of_ldh, *_set_aside(chart), *_of_the_conditions(inputs, reasons)}
    if inputs["index"] in FOR_RELAPSE and "pre-treatment" in reasons:
        reasons.add("treatment-naive")
    return {
        "possible": [group for item in shown for group in item.possible],
        "ldh_high": ldh_high,
        "reasons": sorted(reasons | {ALSO[code] for code in reasons & ALSO.keys()}),
        "must_not_say": str(findings),
    }


def _asked(finding: Finding, index: str) -> bool:
    return finding.rule == index or (index == ANY and finding.story.stages)


def _ldh(chart: Chart) -> tuple[bool | None, tuple[str, ...]]:
    sample, ldh = chart.latest(Analyte.SERUM_B2M), chart.latest(Analyte.LDH)
    if sample is None or ldh is None:
        return None, ()
    fact = Facts(chart, sample, EVERYTHING).laboratory("ldh", R_ISS.inputs["ldh"])
    if not isinstance(fact.known, frozenset) or fact.known not in AGAINST_LIMIT:
        return None, fact.reasons
    high, code = AGAINST_LIMIT[fact.known]
    return high, (*fact.reasons, code)


def _set_aside(chart: Chart) -> Iterator[str]:
    yield from (SET_ASIDE[item.reason] for item in chart.unusable if item.reason in SET_ASIDE)
    if chart.of(Analyte.URINE_B2M) and not chart.of(Analyte.SERUM_B2M):
        yield "wrong-specimen"


def _of_the_conditions(inputs: Inputs, reasons: set[str]) -> Iterator[str]:
    conditions = inputs.get("conditions") or []
    if any(item.get("verificationStatus") == REFUTED for item in conditions):
        yield "diagnosis-refuted"
    elif conditions and "no-confirmed-diagnosis" in reasons:
        yield "condition-out-of-scope"
