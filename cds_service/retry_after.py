"""The header Retry-After: seconds, or an HTTP date. RFC 9110 §10.2.3."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 9  # digits; more seconds than anybody's lifetime


def seconds_to_wait(written: str) -> float | None:
    """How long to wait from now, never negative; None when nothing readable is said."""
    text = written.strip()
    if text.isascii() and text.isdigit():
        return float(text[:LONGEST])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
