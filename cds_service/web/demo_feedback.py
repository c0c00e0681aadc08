"""What the demo EHR shows of the store: the newest answers on cards."""

from __future__ import annotations

from sqlalchemy import select

from cds_service.feedback_store import FEEDBACK
from cds_service.store import Store

MOST = 50


def newest(store: Store) -> list[dict[str, str | None]]:
    """The newest answers, newest first, as kept."""
    column = FEEDBACK.c
    asked = select(
        column.service,
        column.card,
        column.outcome,
        column.reason_code,
        column.user_comment,
        column.received_at,
    ).order_by(column.received_at.desc(), column.outcome_timestamp.desc())
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(asked.limit(MOST)).mappings()]
