"""Feedback in the store: what is kept of it, the counts for the report, the lasting overrides.

Imports the database library, so it is imported by name where it is first used.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, MetaData, String, Table, Text, distinct, func, select
from sqlalchemy.dialects import postgresql, sqlite

from cds_service.card_id import NUMBER_DIGITS, VERSION_DIGIT
from cds_service.feedback_request import FeedbackEntry, moment_text
from cds_service.store import Store

FEEDBACK = Table(
    "feedback",
    MetaData(),
    Column("service", String(64), primary_key=True),
    Column("card", String(36), primary_key=True),
    Column("outcome", String(10), primary_key=True),
    Column("outcome_timestamp", String(27), primary_key=True),
    Column("received_at", String(27), nullable=False),
    Column("reason_system", String(255)),
    Column("reason_code", String(100)),
    Column("user_comment", Text),
)
_INSERT: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}

Row = dict[str, str | None]


@dataclass(frozen=True)
class Count:
    """Answers with the same service, rule, outcome and reason. `version` and `number` are the
    digits of the card's id that name the rule (`cds_service.card_id`)."""

    service: str
    version: str
    number: str
    outcome: str
    reason_system: str
    reason_code: str
    answers: int
    cards: int


@dataclass(frozen=True)
class Override:
    """A card that was overridden for a coded reason, at a moment as the store keeps it."""

    card: str
    reason_code: str
    moment: str


def keep(store: Store, rows: Sequence[Row]) -> None:
    """Keep each row once, however often it is sent; all of them or, with StoreUnavailable, none."""
    if not rows:
        return
    # In one order: two calls with the same entries must not wait for each other crosswise.
    ordered = sorted(rows, key=lambda row: [row[column.name] for column in FEEDBACK.primary_key])
    with store.writing() as connection:
        insert = _INSERT[connection.dialect.name](FEEDBACK)
        connection.execute(insert.on_conflict_do_nothing(), ordered)


def rows_from(
    entries: Iterable[FeedbackEntry], service: str, received: datetime, *, comments: bool
) -> list[Row]:
    """What is kept of the entries, the comments of clinicians only where the site wants them."""
    return [
        {
            "service": service,
            "card": entry.card,
            "outcome": entry.outcome,
            "outcome_timestamp": entry.outcome_timestamp,
            "received_at": moment_text(received),
            "reason_system": entry.given.reason.system if entry.given.reason else None,
            "reason_code": entry.given.reason.code if entry.given.reason else None,
            "user_comment": entry.given.user_comment if comments else None,
        }
        for entry in entries
    ]


def counts(store: Store, since: str = "") -> list[Count]:
    """How many answers of each kind there are, of outcomes from a moment on."""
    column = FEEDBACK.c
    kind = (
        column.service,
        func.substr(column.card, VERSION_DIGIT + 1, 1),
        func.substr(column.card, NUMBER_DIGITS.start + 1, 2),
        column.outcome,
        func.coalesce(column.reason_system, ""),
        func.coalesce(column.reason_code, ""),
    )
    asked = (
        select(*kind, func.count(), func.count(distinct(column.card)))
        .where(column.outcome_timestamp >= since)
        .group_by(*kind)
    )
    with store.reading() as connection:
        return [Count(*row) for row in connection.execute(asked)]


def overrides(store: Store, system: str, codes: Collection[str], most: int) -> list[Override]:
    """The newest overrides with one of these reasons. A moment in the future counts as that of
    receipt, so that a wrong clock keeps no card away."""
    column = FEEDBACK.c
    asked = (
        select(column.card, column.reason_code, column.outcome_timestamp, column.received_at)
        .where(column.reason_code.in_(codes), column.reason_system == system)
        .order_by(column.received_at.desc())
        .limit(most)
    )
    with store.reading() as connection:
        return [
            Override(card, code, min(outcome, received))
            for card, code, outcome, received in connection.execute(asked)
        ]
