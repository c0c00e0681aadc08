"""The report for machines: JSON with everything, JUnit XML for a build server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any

# XML is only written here, never read.
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405

from conformance.requirement import Verdict
from conformance.run import Outcome

SPECIFICATION = "CDS Hooks 2.0.1"


def json_report(url: str, outcomes: Iterable[Outcome]) -> str:
    """One object: what was looked at, the counts, and every requirement with its verdict."""
    outcomes = list(outcomes)
    counted = Counter(outcome.verdict.value for outcome in outcomes)
    report = {
        "service": url,
        "specification": SPECIFICATION,
        "counts": {verdict.value: counted[verdict.value] for verdict in Verdict},
        "requirements": [_row(outcome) for outcome in outcomes],
    }
    return json.dumps(report, indent=1) + "\n"


def junit_report(url: str, outcomes: Iterable[Outcome]) -> str:
    """One test suite per part of the specification, one case per requirement; a failed SHALL is
    a failure, what was not looked at is skipped, a warning goes to system-out."""
    root = Element("testsuites", name=f"{SPECIFICATION} conformance of {url}")
    for area, rows in groupby(outcomes, lambda outcome: outcome.requirement.area):
        group = list(rows)
        counted = Counter(outcome.verdict for outcome in group)
        suite = SubElement(
            root,
            "testsuite",
            name=area,
            tests=str(len(group)),
            failures=str(counted[Verdict.FAIL]),
            skipped=str(counted[Verdict.SKIP]),
        )
        for outcome in group:
            _case(suite, outcome)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _row(outcome: Outcome) -> dict[str, Any]:
    requirement = outcome.requirement
    return {
        "id": requirement.id,
        "level": requirement.level,
        "version": requirement.version,
        "section": requirement.section,
        "binds": requirement.binds,
        "requirement": requirement.requirement,
        "verdict": outcome.verdict.value,
        "reasons": list(outcome.reasons),
    }


def _case(suite: Element, outcome: Outcome) -> None:
    requirement = outcome.requirement
    name = f"{requirement.id} {requirement.requirement}"
    case = SubElement(suite, "testcase", classname=requirement.area, name=name)
    text = "\n".join(outcome.reasons)
    match outcome.verdict:
        case Verdict.FAIL:
            SubElement(case, "failure", message=requirement.requirement).text = text
        case Verdict.SKIP:
            SubElement(case, "skipped", message=text)
        case Verdict.WARN | Verdict.INFO:
            SubElement(case, "system-out").text = f"{outcome.verdict}: {text}"
