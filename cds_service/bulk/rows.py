"""The tables that an evaluation writes as Parquet: a row per B2M result, card, set-aside resource.

Nothing in them names a patient: a pseudonym, the month instead of the day (unless dates are kept),
no identifier of a resource.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

Row = dict[str, Any]

TEXTS = "VARCHAR[]"
# Name and type of each column, by table.
TABLES: Mapping[str, Mapping[str, str]] = {
    # One per moment at which a B2M result came into a record.
    "results": {
        "pseudonym": "VARCHAR",
        "date": "VARCHAR",
        "serum": "BOOLEAN",
        "urine": "BOOLEAN",
        "usable": "BOOLEAN",
        "laboratory": "VARCHAR",
        "cards": "INTEGER",
    },
    # One per card that would have been shown at that moment. `card` is the id that the service
    # gives it; `repeat`: the same card had been shown for an earlier result.
    "cards": {
        "pseudonym": "VARCHAR",
        "date": "VARCHAR",
        "card": "VARCHAR",
        "repeat": "BOOLEAN",
        "story": "VARCHAR",
        "topic": "VARCHAR",
        "rule": "VARCHAR",
        "also_read": TEXTS,
        "indicator": "VARCHAR",
        "summary": "VARCHAR",
        "possible": TEXTS,
        "missing": TEXTS,
        "reasons": TEXTS,
        "set_aside": TEXTS,
        "not_had": TEXTS,
        "suggestions": TEXTS,
    },
    # One per resource and reason, however many results it was set aside beside.
    "set_aside": {
        "pseudonym": "VARCHAR",
        "kind": "VARCHAR",
        "analyte": "VARCHAR",
        "reason": "VARCHAR",
        "laboratory": "VARCHAR",
        "unit": "VARCHAR",
    },
}
DAY = re.compile(
    r"\b\d{1,2} ((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w* \d{4})\b"
    r"|\b(\d{4}-\d{2})-\d{2}\b"
)


def dated(moment: datetime, *, keep_dates: bool) -> str:
    """The day of a moment, or only its month."""
    return moment.date().isoformat()[: 10 if keep_dates else 7]


def without_days(text: str) -> str:
    """The text of a card with months instead of days."""
    return DAY.sub(lambda found: found[1] or found[2], text)
