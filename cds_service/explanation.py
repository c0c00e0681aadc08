"""The machine-readable explanation every card carries: which results, from what, and what not.

`extension["org.b2m-cds.explanation"]`; empty members are left out, decimals keep the precision of
their source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from cds_service.rules import RULE_SET_VERSION
from cds_service.rules.finding import Computed, Finding
from fhir_mappings.model import Availability, Chart, LabResult, Moment, Unusable

EXTENSION = "org.b2m-cds.explanation"
LONGEST_EXACT = 15  # digits; a longer number is a quotient without end
QUOTIENT_DIGITS = 6


def explanation(findings: Sequence[Finding], chart: Chart) -> dict[str, Any]:
    """What a card rests on."""
    first, *others = findings
    return _filled(
        {
            "rule": first.rule,
            "ruleSetVersion": RULE_SET_VERSION,
            "possible": list(first.possible),
            "reasons": list(dict.fromkeys(code for item in findings for code in item.reasons)),
            "alsoRead": [_reading(item) for item in others],
            "inputs": [_input(item) for item in inputs_of(findings)],
            "computed": [_computed(item) for item in computed_of(findings)],
            "setAside": [_set_aside(item) for item in chart.unusable],
            "missing": list(first.missing),
            "coverage": [
                _filled({"key": item.key, "state": item.state.value, "reason": item.reason})
                for item in chart.coverage
                if item.state is not Availability.COMPLETE
            ],
        }
    )


def inputs_of(findings: Iterable[Finding]) -> list[LabResult]:
    """The results a card rests on, each once."""
    results = (item for finding in findings for item in finding.evidence)
    return list({(item.reference, item.analyte): item for item in results}.values())


def computed_of(findings: Iterable[Finding]) -> list[Computed]:
    """The computed inputs of a card, each once."""
    return list(dict.fromkeys(item for finding in findings for item in finding.computed))


def _reading(finding: Finding) -> dict[str, Any]:
    return _filled(
        {
            "rule": finding.rule,
            "possible": list(finding.possible),
            "missing": list(finding.missing),
        }
    )


def _input(result: LabResult) -> dict[str, Any]:
    return _filled(
        {
            "reference": result.reference,
            "loinc": result.loinc,
            "comparator": result.reported.comparator,
            "value": result.reported.value,
            "unit": result.reported.unit,
            "factor": neat(result.factor),
            "approximate": result.approximate or "",
            "canonicalValue": canonical(result),
            "canonicalUnit": result.analyte.unit,
            "effective": written(result.taken),
            "status": result.status,
        }
    )


def canonical(result: LabResult) -> Decimal:
    """The number in the canonical unit; of a bound, the number it is bounded by."""
    value = result.value
    return neat(value.high if value.low.is_infinite() else value.low)


def neat(number: Decimal) -> Decimal:
    """The number as it is; a quotient without end to six significant digits."""
    if len(number.as_tuple().digits) <= LONGEST_EXACT:
        return number
    return round(number, QUOTIENT_DIGITS - 1 - number.adjusted())


def written(moment: Moment) -> str:
    """A moment in ISO 8601, as precisely as it is known."""
    if moment.earliest == moment.latest:
        return moment.earliest.isoformat().replace("+00:00", "Z")
    if moment.first_day == moment.last_day:
        return moment.first_day.isoformat()
    same_month = moment.first_day.month == moment.last_day.month
    return moment.first_day.isoformat()[: 7 if same_month else 4]


def _computed(item: Computed) -> dict[str, Any]:
    return {
        "name": item.label,
        "value": item.text,
        "unit": item.unit,
        "method": item.method,
        "from": item.source.reference,
    }


def _set_aside(item: Unusable) -> dict[str, Any]:
    return {"reference": item.reference, "reason": item.reason.value}


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in ("", [], None)}
