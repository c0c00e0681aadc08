"""Findings -> CDS Hooks cards: one card per story, at most four, in reading order.

https://cds-hooks.hl7.org/2.0/#card-attributes. Nothing of a card is HTML and nothing that came from
FHIR can format it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cds_service.card_detail import detail
from cds_service.card_id import card_id
from cds_service.explanation import EXTENSION, explanation, inputs_of
from cds_service.markdown import clean
from cds_service.override_reasons import PLACEHOLDER_BASE, offered_reasons
from cds_service.rules.finding import STAGING, Citation, Finding, Story
from cds_service.rules.words import dated, together
from cds_service.suggestions import CardSetting, companions_of, order_basis, suggestion
from fhir_mappings.model import Analyte, Chart, LabResult

LONGEST_SUMMARY = 139  # characters; the specification says fewer than 140
MOST_CARDS = 4
MOST_NAMED = 2  # indices in one summary


class Topic(NamedTuple):
    """What a card is about: a code that stays the same, and the source when no paper is."""

    code: str
    display: str
    source: str


TOPICS = {
    Story.UNUSABLE: Topic("b2munusable", "B2M result not usable", "B2M result checks"),
    Story.CHANGING_KIDNEY: Topic(
        "b2mchangingkidney", "Changing kidney function", "Kidney function"
    ),
    Story.MYELOMA: Topic("b2mmyelomastage", "Myeloma stage by B2M", "Myeloma staging"),
    Story.CLL: Topic("b2mcllrisk", "CLL risk by B2M", "CLL risk"),
    Story.WALDENSTROM: Topic("b2mwaldenstromrisk", "Waldenström risk by B2M", "Waldenström risk"),
    Story.FOLLICULAR: Topic(
        "b2mfollicularrisk", "Follicular lymphoma risk by B2M", "Lymphoma risk"
    ),
    Story.DLBCL: Topic(
        "b2mdlbclrisk", "Diffuse large B-cell lymphoma risk by B2M", "Lymphoma risk"
    ),
    Story.AITL: Topic("b2maitlrisk", "T-cell lymphoma risk by B2M", "Lymphoma risk"),
    Story.KIDNEY: Topic("b2mkidney", "B2M and kidney function", "B2M and kidney function"),
    Story.URINE: Topic("b2murine", "Urine B2M", "Urine B2M, laboratory test definition"),
    Story.DIALYSIS: Topic("b2mdialysis", "B2M on dialysis", "B2M on dialysis"),
    Story.TREND: Topic("b2mtrend", "Change of B2M", "Reference change value"),
    Story.ORDER_DIALYSIS: Topic("b2morderdialysis", "B2M ordered on dialysis", "B2M on dialysis"),
    Story.ORDER_URINE: Topic("b2morderurine", "Urine B2M ordered", "Urine B2M"),
    Story.ORDER_SERUM: Topic("b2morderserum", "Tests beside serum B2M", "B2M companion tests"),
}
CITED = {
    Story.CHANGING_KIDNEY,
    Story.DIALYSIS,
    Story.ORDER_DIALYSIS,
    Story.ORDER_URINE,
    Story.ORDER_SERUM,
} | STAGING
PART_READ = "Not all B2M results could be read"
NEWEST_MATTERS = {
    "b2m": {Analyte.SERUM_B2M},
    "b2mUrine": {Analyte.URINE_B2M, Analyte.URINE_B2M_PER_CREATININE, Analyte.URINE_B2M_RATE},
}
CRITICALITY = ("warning", "info")


def cards_for(
    findings: Sequence[Finding], chart: Chart, setting: CardSetting
) -> list[dict[str, Any]]:
    """The cards of one patient, most consequential first."""
    return [_card(group, chart, setting) for group in by_story(findings)]


def by_story(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of each card, in the order of the cards."""
    stories = [[item for item in findings if item.story is story] for story in Story]
    return [group for group in stories if group][:MOST_CARDS]


def _card(findings: Sequence[Finding], chart: Chart, setting: CardSetting) -> dict[str, Any]:
    card: dict[str, Any] = {
        "uuid": _uuid(findings, setting, "card"),
        "summary": summary(findings, chart),
        "indicator": indicator(findings),
        "detail": detail(findings, chart),
        "source": _source(findings, setting),
        "extension": {EXTENSION: explanation(findings, chart)},
    }
    companions = companions_of(findings) if setting.suggest_orders else []
    if companions:
        basis = order_basis(findings)
        card["suggestions"] = [
            suggestion(item, _uuid(findings, setting, item.code or item.text), setting, basis)
            for item in companions
        ]
        card["selectionBehavior"] = "any"
    card["overrideReasons"] = offered_reasons(
        findings[0].story, setting.public_base_url, with_suggestions=bool(companions)
    )
    links = list(_links(findings, setting))
    return card | ({"links": links} if links else {})


def indicator(findings: Sequence[Finding]) -> str:
    """The most urgent of the findings."""
    return min((item.indicator for item in findings), key=CRITICALITY.index)


def summary(findings: Sequence[Finding], chart: Chart) -> str:
    """Result, number with unit and date, then what must not be missed; at most 139 characters."""
    heads = [clean(head) for head in _heads(findings)]
    tails = [*_part_read(findings, chart), *filter(None, [findings[0].tail])]
    written = (
        ". ".join([head, *tails[:used]]) for used in range(len(tails), -1, -1) for head in heads
    )
    fitting = (text for text in written if len(text) <= LONGEST_SUMMARY)
    return next(fitting, clean(heads[-1], LONGEST_SUMMARY))


def _part_read(findings: Sequence[Finding], chart: Chart) -> Iterator[str]:
    """The sample shown need not be the newest when not all results could be read."""
    shown = {item.analyte for item in inputs_of(findings)}
    if any(chart.could_not_be_had(key) and shown & kinds for key, kinds in NEWEST_MATTERS.items()):
        yield PART_READ


def _heads(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The summary without its tail, and shorter where it has a part that may go."""
    named = [item for item in _news(findings) if not item.summary][:MOST_NAMED]
    sample = _sample(findings)
    if not named or sample is None:
        return (findings[0].summary or findings[0].headline,)
    results = " and ".join(item.headline for item in named)
    comma = "," if len(named) > 1 else ""
    head = f"{named[0].discordant} {results}{comma} {named[0].condition}: ".lstrip()
    beside = [result for item in named for result in item.beside]
    return head + together(sample, *beside), head + dated(sample)


def _news(findings: Sequence[Finding]) -> list[Finding]:
    """The settled indices, without those that only repeat the record where others do not."""
    settled = [item for item in findings if item.index and item.settled]
    return [item for item in settled if not item.as_recorded] or settled


def _sample(findings: Sequence[Finding]) -> LabResult | None:
    inputs = inputs_of(findings)
    return next((item for item in inputs if item.analyte is Analyte.SERUM_B2M), None)


def _source(findings: Sequence[Finding], setting: CardSetting) -> dict[str, Any]:
    topic, paper = TOPICS[findings[0].story], _paper(findings)
    source = {"label": paper.title if paper else f"{topic.source}, project rules"}
    if paper and paper.url:
        source["url"] = paper.url
    system = f"{setting.public_base_url or PLACEHOLDER_BASE}/topics"
    coding = {"system": system, "code": topic.code, "display": topic.display}
    return source | {"topic": coding}


def _paper(findings: Sequence[Finding]) -> Citation | None:
    """The paper of the index that the summary names first."""
    named = (_news(findings) or findings)[0]
    cited = named.citations if named.story in CITED else ()
    return cited[0] if cited else None


def _links(findings: Sequence[Finding], setting: CardSetting) -> Iterator[dict[str, str]]:
    """The pages of the rules where clients reach them by https, else the papers."""
    if setting.public_base_url.startswith("https://"):
        named = {
            finding.rule: finding.index or TOPICS[finding.story].display for finding in findings
        }
        for rule, name in named.items():
            url = f"{setting.public_base_url}/rules/{rule}"
            yield {"label": f"{name}: rule and sources", "url": url, "type": "absolute"}
        return
    papers = dict.fromkeys(paper for finding in findings for paper in finding.citations)
    for paper in papers:
        if paper.url:
            yield {"label": paper.title, "url": paper.url, "type": "absolute"}


def _uuid(findings: Sequence[Finding], setting: CardSetting, part: str) -> str:
    return card_id(findings, part, setting.patient_id, setting.site_key)
