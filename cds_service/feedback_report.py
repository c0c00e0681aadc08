"""`b2m-cds feedback report`: how often cards of each rule are accepted or overridden, and why.

Shares are of the answers received. A card that nobody answered is not in the store.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from cds_service.card_id import NUMBERED, rule_of_digits
from cds_service.cards import TOPICS
from cds_service.feedback_store import Count, counts
from cds_service.json_body import json_text
from cds_service.override_reasons import BY_CODE
from cds_service.settings import Settings
from cds_service.store import Store

UNKNOWN = "unknown"
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@")
ORDER = [leading.rule for leading in NUMBERED.values()]


@dataclass(frozen=True)
class Line:
    """Answers on cards of one rule with the same outcome and reason ("" = none given). `cards`:
    how many different cards; `rate`: share of the outcome, and `share` that of this line, among
    all answers on cards of the rule, from 0 to 1."""

    service: str
    rule: str
    topic: str
    outcome: str
    reason: str
    answers: int
    cards: int
    rate: Decimal
    share: Decimal


class _Kind(NamedTuple):
    service: str
    rule: str
    topic: str
    outcome: str
    reason: str


HEADINGS = tuple(field.name for field in fields(Line))


def feedback_report(settings: Settings, since: date | None, form: str) -> str:
    """The report on the store of this installation as "table", "csv" or "json", of outcomes from a
    day on (UTC); raises StoreUnavailable. A file that is not there is not made."""
    url = settings.store.url.get_secret_value()
    file = Path(url.removeprefix("sqlite:///").partition("?")[0])
    missing = url.startswith("sqlite:") and not file.is_file()
    lines = [] if missing else lines_from(_counts(url, since))
    if form == "table" and not lines:
        where = str(file) if url.startswith("sqlite:") else "the database of store.url"
        return f"No feedback is kept in {where}{f' since {since}' if since else ''}."
    return FORMS[form](lines)


def _counts(url: str, since: date | None) -> list[Count]:
    with closing(Store(url)) as store:
        return counts(store, since.isoformat() if since else "")


def lines_from(found: Iterable[Count]) -> list[Line]:
    """The lines of the report: by service and rule, accepted first, then the commonest reason."""
    answers: Counter[_Kind] = Counter()
    cards: Counter[_Kind] = Counter()
    of_rule: Counter[tuple[str, str]] = Counter()
    of_outcome: Counter[tuple[str, str, str]] = Counter()
    for count in found:
        kind = _Kind(count.service, *_rule_and_topic(count), count.outcome, _reason(count))
        answers[kind] += count.answers
        cards[kind] += count.cards
        of_rule[kind.service, kind.rule] += count.answers
        of_outcome[kind.service, kind.rule, kind.outcome] += count.answers
    lines = [
        Line(
            *kind,
            answers=number,
            cards=cards[kind],
            rate=_part(
                of_outcome[kind.service, kind.rule, kind.outcome], of_rule[kind.service, kind.rule]
            ),
            share=_part(number, of_rule[kind.service, kind.rule]),
        )
        for kind, number in answers.items()
    ]
    return sorted(lines, key=_place)


def as_json(lines: Sequence[Line]) -> str:
    """A list of objects, one per line; shares as numbers."""
    return json_text([asdict(line) for line in lines])


def as_csv(lines: Sequence[Line]) -> str:
    """With a line of headings; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([_harmless(value) for value in asdict(line).values()] for line in lines)
    return text.getvalue().removesuffix("\n")


def as_table(lines: Sequence[Line]) -> str:
    """For people: columns of equal width, shares in percent; the rule without its topic."""
    rows = [_shown(dict(zip(HEADINGS, HEADINGS, strict=True))), *map(_shown, map(asdict, lines))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


FORMS: Mapping[str, Callable[[Sequence[Line]], str]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
}


def _rule_and_topic(count: Count) -> tuple[str, str]:
    leading = rule_of_digits(count.version, count.number)
    return (leading.rule, TOPICS[leading.story].display) if leading else (UNKNOWN, "")


def _reason(count: Count) -> str:
    """Our own code as it is, any other with its system."""
    ours = count.reason_system.endswith("/override-reasons") and count.reason_code in BY_CODE
    if ours or not count.reason_system:
        return count.reason_code
    return f"{count.reason_system}|{count.reason_code}" if count.reason_code else ""


def _part(number: int, whole: int) -> Decimal:
    return (Decimal(number) / whole).quantize(Decimal("0.001"))


def _place(line: Line) -> tuple[str, int, str, int, str]:
    rule = ORDER.index(line.rule) if line.rule in ORDER else len(ORDER)
    return line.service, rule, line.outcome, -line.answers, line.reason


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _shown(line: Mapping[str, object]) -> list[str]:
    return [_cell(value) for name, value in line.items() if name != "topic"]


def _cell(value: object) -> str:
    return f"{value * 100:.1f} %" if isinstance(value, Decimal) else str(value) or "-"
