"""A card as a row of the results: what it would have said, without composing it.

Each value is made by the very function that makes it for the card; the tests hold the rows against
the cards of the API.
"""

from __future__ import annotations

from collections.abc import Sequence

from cds_service.bulk.rows import Row, without_days
from cds_service.card_id import card_id
from cds_service.cards import TOPICS, indicator, summary
from cds_service.rules.finding import Finding, Story
from cds_service.settings import Settings
from cds_service.suggestions import companions_of
from fhir_mappings.model import Availability, Chart, Unusable


def card_row(
    findings: Sequence[Finding],
    chart: Chart,
    patient_id: str,
    settings: Settings,
    *,
    aside: Sequence[Unusable],
    keep_dates: bool,
) -> Row:
    """The card of these findings, which tell one story; `aside`: all that the rules did not read,
    values that cannot be among it."""
    first, *others = findings
    topic = TOPICS[first.story]
    # What could not be read may say anything in its own words.
    said = "" if first.story is Story.UNUSABLE else summary(findings, chart)
    suggested = companions_of(findings) if settings.orders.suggest else []
    return {
        "card": card_id(
            findings, "card", patient_id, settings.site.key.get_secret_value().encode()
        ),
        "story": topic.code,
        "topic": topic.display,
        "rule": first.rule,
        "also_read": [item.rule for item in others],
        "indicator": indicator(findings),
        "summary": said if keep_dates else without_days(said),
        "possible": list(map(str, first.possible)),
        "missing": list(first.missing),
        "reasons": list(dict.fromkeys(code for item in findings for code in item.reasons)),
        "set_aside": [item.reason.value for item in aside],
        "not_had": [item.key for item in chart.coverage if item.state is not Availability.COMPLETE],
        "suggestions": [item.label for item in suggested],
    }
