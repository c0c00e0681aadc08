"""The Markdown detail of a card: inputs, results, the kidney, the reasons, the limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cds_service.explanation import computed_of, inputs_of
from cds_service.markdown import clean, inert, paragraph, table
from cds_service.rules.finding import Finding, Story
from cds_service.rules.treatment import WHERE_KEPT
from cds_service.rules.words import amount, listed, plain, sentence_case
from fhir_mappings.model import Analyte, Availability, Chart, Coverage, LabResult

ANSWERS = {True: "present", False: "absent", None: "not clear"}
B2M = {
    Analyte.SERUM_B2M,
    Analyte.URINE_B2M,
    Analyte.URINE_B2M_PER_CREATININE,
    Analyte.URINE_B2M_RATE,
}
LONGEST_LABORATORY = 60  # characters
DATA_SETS = {
    "patient": "sex and date of birth",
    "b2m": "B2M results",
    "albumin": "albumin",
    "ldh": "LDH",
    "creatinine": "creatinine",
    "egfr": "eGFR",
    "conditions": "problem list",
    "b2mUrine": "urine B2M",
    "urineContext": "urine pH and creatinine",
    "urineAlbumin": "urine albumin/creatinine",
    "cystatinC": "cystatin C",
    "calcium": "calcium and other blood chemistry",
    "lightChains": "free light chains",
    "blood": "blood counts",
    "immunoglobulins": "immunoglobulins",
    "cytogenetics": "genetics",
    "stages": "recorded stages",
    "medications": "medication records",
    "procedures": "procedures",
    "dispenses": "dispensed medicines",
    "administrations": "administered medicines",
    "statements": "medicines as stated",
    "height": "height",
}
BY_ISSUE = (
    "No time of the draw is on record for {names}: the date is that of the report, the latest "
    "possible."
)
ORDERS = "orders"
ORDERS_UNREAD = (
    "Open orders could not be read in full: a test suggested here may be ordered already."
)


def detail(findings: Sequence[Finding], chart: Chart) -> str:
    """The whole detail, one paragraph or table per idea."""
    indices = [finding for finding in findings if finding.index]
    kidney = next((finding.kidney for finding in findings if finding.kidney), ())
    blocks = (
        inputs_line(findings),
        _table(findings, indices),
        f"**Kidney:** {paragraph(kidney)}" if kidney else "",
        paragraph(text for finding in findings for text in finding.statements),
        paragraph((*_caveats(findings), _computed_from(indices), *_limits(findings))),
        paragraph(
            (*_by_issue(findings), *_not_had(chart.coverage), *_orders_unread(findings, chart))
        ),
    )
    return "\n\n".join(filter(None, blocks))


def inputs_line(findings: Sequence[Finding]) -> str:
    """Every input with unit, date and laboratory; one date when all agree."""
    texts: dict[str, list[str]] = {}
    beside_urine = any(finding.story is Story.URINE for finding in findings)
    for result in _b2m_first(inputs_of(findings)):
        texts.setdefault(_origin(result), []).append(_input_text(result, beside_urine))
    for item in computed_of(findings):
        texts.setdefault(_origin(item.source), []).append(f"{item.label} {item.text}")
    groups = [f"{', '.join(items)} ({origin})" for origin, items in texts.items()]
    return sentence_case(inert("; ".join([*groups, *_markers(findings)])))


def _markers(findings: Sequence[Finding]) -> list[str]:
    """Genetics by date and answer: `del(17p) and t(14;16) absent (genetics, 16 Nov 2026)`."""
    found = {item.reference: item for finding in findings for item in finding.markers}
    by_answer: dict[tuple[str, bool | None], list[str]] = {}
    for item in found.values():
        by_answer.setdefault((item.taken.text, item.present), []).append(item.marker.value)
    return [
        f"{listed(dict.fromkeys(names), 'and')} {ANSWERS[present]} (genetics, {day})"
        for (day, present), names in by_answer.items()
    ]


def _b2m_first(results: Sequence[LabResult]) -> list[LabResult]:
    """As they come, with B2M before all else: the number the card is about."""
    return sorted(results, key=lambda item: item.analyte not in B2M)


def _input_text(result: LabResult, beside_urine: bool) -> str:
    if beside_urine and result.analyte is Analyte.SERUM_B2M:
        return f"serum {amount(result)}"
    if result.analyte is Analyte.LDH and result.upper_limit is not None:
        limit = result.upper_limit / result.factor
        return f"{amount(result)} (limit {plain(round(limit, 2))})"
    fallback = f" by {result.method}" if result.fallback else ""
    return f"{amount(result)}{fallback}"


def _origin(result: LabResult) -> str:
    laboratory = clean(result.laboratory, LONGEST_LABORATORY)
    return ", ".join(filter(None, (result.when, laboratory)))


def _table(findings: Sequence[Finding], indices: Sequence[Finding]) -> str:
    """The one table: the items of an only index that has them, else the indices, settled first."""
    itemised = len(indices) == 1 and indices[0].rows
    return _rows(findings) if itemised or not indices else _results(indices)


def _results(indices: Sequence[Finding]) -> str:
    rows = [
        (item.index, _emphasised(item), inert(", ".join(item.needed)) or "-")
        for item in sorted(indices, key=lambda item: not item.settled)
    ]
    return table(("Index", "Result", "Still needed"), rows)


def _rows(findings: Sequence[Finding]) -> str:
    shown = next((item for item in findings if item.rows), None)
    if shown is None:
        return ""
    return table(map(inert, shown.header), [map(inert, row) for row in shown.rows])


def _emphasised(finding: Finding) -> str:
    return f"**{inert(finding.result)}**" if finding.settled else inert(finding.result)


def _caveats(findings: Iterable[Finding]) -> Iterable[str]:
    return (text for finding in findings for text in finding.caveats)


def _limits(findings: Iterable[Finding]) -> Iterable[str]:
    return (finding.limits for finding in findings)


def _computed_from(indices: Sequence[Finding]) -> str:
    papers = [paper.label for finding in indices for paper in finding.citations]
    return f"Computed from {', '.join(papers)}." if papers else ""


def _by_issue(findings: Sequence[Finding]) -> Iterable[str]:
    """Which results only their report dates, so that a window or a therapy may lie between."""
    names = dict.fromkeys(item.analyte.label for item in inputs_of(findings) if item.by_issue)
    if names:
        yield BY_ISSUE.format(names=listed(names, "and"))


def _orders_unread(findings: Iterable[Finding], chart: Chart) -> Iterable[str]:
    """Open orders matter only where a card suggests one."""
    if chart.could_not_be_had(ORDERS) and any(finding.companions for finding in findings):
        yield ORDERS_UNREAD


def _not_had(coverage: Iterable[Coverage]) -> Iterable[str]:
    short = [item for item in coverage if item.state is not Availability.COMPLETE]
    short = [item for item in short if item.key != ORDERS and not _not_kept(item)]
    for state, verb in (
        (Availability.UNAVAILABLE, "could not be read; nothing is concluded from it"),
        (Availability.INCOMPLETE, "could be read only in part; newer entries may exist"),
    ):
        names = [_data_set(item) for item in short if item.state is state]
        if names:
            yield f"{sentence_case(listed(names, 'and'))} {verb}."


def _not_kept(item: Coverage) -> bool:
    """A kind of record that many servers do not keep is no gap worth a line on every card."""
    return item.key in WHERE_KEPT and item.state is Availability.UNAVAILABLE


def _data_set(item: Coverage) -> str:
    name = DATA_SETS.get(item.key, item.key)
    return f"{name} ({item.reason.replace('-', ' ')})" if item.reason else name
