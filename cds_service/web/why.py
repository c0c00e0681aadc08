"""Why each card says what it says: inputs, the rule's table, what is missing, what was set aside.

Nothing is computed anew: the findings, the readings of the indices and their engine are the ones
that made the cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cds_service.answer import Interpretation
from cds_service.cards import by_story
from cds_service.explanation import canonical, computed_of, inputs_of, neat
from cds_service.markdown import clean
from cds_service.rules.case import Case, case_from
from cds_service.rules.finding import Citation, Computed, Finding
from cds_service.rules.kidney import COMPARED, read_kidney
from cds_service.rules.lymphoid import LYMPHOID_RULES
from cds_service.rules.myeloma import MYELOMA_RULES
from cds_service.rules.plausibility import plausible
from cds_service.rules.policy import Policy
from cds_service.rules.words import plain, value_text
from cds_service.suggestions import companions_of
from cds_service.web.reference import find_rule
from cds_service.web.why_matrix import Row, rows
from cds_service.web.why_rows import creatinine_rows, rows_of
from cds_service.web.why_table import Line, published
from fhir_mappings.model import Analyte, Availability, Chart, LabResult

RowsLeft = Mapping[str, tuple[str, ...]]  # of each rule's table, by the rule's id
INDEX_RULES = {rule.rule: rule for rule in (*MYELOMA_RULES, *LYMPHOID_RULES)}
ANSWERS = {True: "present", False: "absent", None: "not clear"}
STATES = {
    Availability.UNAVAILABLE: "could not be read",
    Availability.INCOMPLETE: "was read only in part",
}


@dataclass(frozen=True)
class Input:
    """One result that a card rests on, as reported and as the rules read it."""

    name: str
    reported: str
    conversion: str
    taken: str
    laboratory: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class RuleRead:
    """One rule on this chart: its published tables with what still applies marked, and for an
    index its `name` and `result` and what each input could change."""

    rule: str
    name: str
    title: str
    result: str
    tables: tuple[tuple[Line, ...], ...]
    rows: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class CardWhy:
    """Everything behind one card."""

    summary: str
    indicator: str
    inputs: tuple[Input, ...]
    computed: tuple[Computed, ...]
    rules: tuple[RuleRead, ...]
    because: tuple[str, ...]
    kidney: tuple[str, ...]
    caveats: tuple[str, ...]
    citations: tuple[Citation, ...]
    companions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Aside:
    """A resource that no card rests on, and why."""

    what: str
    taken: str
    reference: str
    reason: str


def whys(read: Interpretation, at: datetime, policy: Policy) -> tuple[CardWhy, ...]:
    """What is behind each card, in the order of the cards."""
    case = case_from(plausible(read.chart), at, policy)
    rows_left = {item.rule: rows_of(item, read.chart, at, policy) for item in read.findings}
    pairs = zip(read.cards, by_story(read.findings), strict=True)
    return tuple(_why(card, group, case, rows_left) for card, group in pairs)


def _why(
    card: dict[str, Any], findings: Sequence[Finding], case: Case | None, rows_left: RowsLeft
) -> CardWhy:
    return CardWhy(
        summary=card["summary"],
        indicator=card["indicator"],
        inputs=(*map(_input, inputs_of(findings)), *_markers(findings)),
        computed=tuple(computed_of(findings)),
        rules=(
            *(_rule_read(item, case, rows_left[item.rule]) for item in findings),
            *_filtration(findings, case),
            *_creatinine(findings, case),
        ),
        because=_once(item for finding in findings for item in finding.statements),
        kidney=_once(item for finding in findings for item in finding.kidney),
        caveats=_once(item for finding in findings for item in (*finding.caveats, finding.limits)),
        citations=tuple(dict.fromkeys(item for finding in findings for item in finding.citations)),
        companions=tuple((item.label, item.reason) for item in companions_of(findings)),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _input(result: LabResult) -> Input:
    remarks = [f"{query}." for query in result.queries]
    if result.upper_limit is not None:
        limit = plain(round(result.upper_limit / result.factor, 2))
        unit = clean(result.reported.unit)
        remarks.insert(0, f"Laboratory's upper limit {limit} {unit}".rstrip())
    return Input(
        name=result.analyte.label,
        reported=clean(result.reported.text),
        conversion=_conversion(result),
        taken=result.when,
        laboratory=clean(result.laboratory),
        remarks=tuple(remarks),
    )


def _conversion(result: LabResult) -> str:
    if result.factor == 1 or result.analyte is Analyte.EGFR:
        return "as reported"
    serum_b2m = result.analyte is Analyte.SERUM_B2M  # shown rounded, as cards show it
    value = value_text(result) if serum_b2m else f"{plain(canonical(result))} {result.analyte.unit}"
    how = " (molar mass)" if result.approximate else ""
    return f"x {plain(neat(result.factor))}{how} = {value}"


def _markers(findings: Sequence[Finding]) -> Iterator[Input]:
    found = {item.reference: item for finding in findings for item in finding.markers}
    for item in found.values():
        yield Input(
            item.marker.value, ANSWERS[item.present], "as reported", item.taken.text, "", ()
        )


def _rule_read(finding: Finding, case: Case | None, rows_left: tuple[str, ...]) -> RuleRead:
    rule = INDEX_RULES.get(finding.rule)
    reading = rule.read(case) if rule and case else None
    return RuleRead(
        rule=finding.rule,
        name=finding.index,
        title=_title(finding.rule),
        result=finding.result,
        tables=published(finding.rule, rows_left),
        rows=rows(rule.index, reading.known) if rule and reading else (),
        missing=finding.missing,
    )


def _filtration(findings: Sequence[Finding], case: Case | None) -> Iterator[RuleRead]:
    """What the kidney does to the number, where the two were compared."""
    serum = [item for item in inputs_of(findings) if item.analyte is Analyte.SERUM_B2M]
    if not (case and serum):
        return
    verdict = read_kidney(case.chart, serum[0], case.policy).verdict
    if verdict in COMPARED:
        said, tables = verdict.value.replace("-", " "), published("filtration", [verdict.value])
        yield RuleRead("filtration", "Kidney", _title("filtration"), said, tables)


def _creatinine(findings: Sequence[Finding], case: Case | None) -> Iterator[RuleRead]:
    """Why creatinine does not count as steady, where the card is about that."""
    for finding in findings:
        if case and (rows_left := creatinine_rows(finding, case)):
            yield RuleRead("aki", "", _title("aki"), "", published("aki", rows_left))


def _title(rule_id: str) -> str:
    found = find_rule(rule_id)
    return str(found[1]["title"]) if found else ""


def set_aside(chart: Chart) -> tuple[Aside, ...]:
    """Every resource that was not used, with the reason."""
    return tuple(
        Aside(
            what=clean(" ".join(filter(None, _named(item.analyte, item.reported)))),
            taken=item.taken.text if item.taken else "",
            reference=clean(item.reference),
            reason=item.reason.value,
        )
        for item in chart.unusable
    )


def _named(analyte: Analyte | None, reported: str) -> tuple[str, str]:
    return (analyte.label if analyte else "", reported)


def not_had(chart: Chart) -> tuple[str, ...]:
    """The data sets that are not complete, in words."""
    return tuple(
        f"{item.key}: {STATES[item.state]}" + (f" ({item.reason})" if item.reason else "")
        for item in chart.coverage
        if item.state is not Availability.COMPLETE
    )
