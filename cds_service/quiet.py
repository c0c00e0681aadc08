"""Cards that stay away: overridden for a lasting reason, the evidence unchanged (docs/feedback.md).

The id of a card is the same as long as its evidence is, so an override of the id is all there is to
know. The overrides are read from the store once a minute, on a thread of their own: no call of a
service waits for a database. What could not be read keeps no card away.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from threading import Lock, Thread
from typing import Any

from cds_service.errors import StoreUnavailable
from cds_service.override_reasons import OVERRIDE_REASONS, OverrideReason, reason_system
from cds_service.store import Store

REREAD_S = 60
MOST_HELD = 50_000  # the newest overrides; older ones come back rather than fill the memory
LASTING: Mapping[str, OverrideReason] = {
    reason.code: reason for reason in OVERRIDE_REASONS if reason.lasting
}

logger = logging.getLogger(__name__)

# When a card was overridden for a reason: by card id and code.
Held = Mapping[tuple[str, str], datetime]


class QuietCards:
    """The overrides that last, as one worker knows them."""

    def __init__(self, store: Store, public_base_url: str) -> None:
        self._store = store
        self._system = reason_system(public_base_url)
        self._held: Held = {}
        self._due = 0.0
        self._reading = Lock()

    def without_quiet(self, cards: Iterable[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
        """The cards that are to be shown at a moment."""
        self.reread_when_due()
        return [card for card in cards if not self._is_quiet(card, at)]

    def reread_when_due(self) -> None:
        """Start to read the overrides again, if the last time is a minute ago; does not wait."""
        if self._is_due() and self._reading.acquire(blocking=False):
            Thread(target=self._read_while_due, name="b2m-cds overrides", daemon=True).start()

    def reread(self) -> None:
        """Start to read them again now, because there are new ones; does not wait either."""
        self._due = 0.0
        self.reread_when_due()

    def _is_due(self) -> bool:
        return time.monotonic() >= self._due

    def _read_while_due(self) -> None:
        """More than once when new overrides came in while those before them were read."""
        try:
            while self._is_due():
                self._due = time.monotonic() + REREAD_S
                self._held = self._read_or_none()
        finally:
            self._reading.release()

    def _read_or_none(self) -> Held:
        try:
            return self._read()
        except StoreUnavailable as failure:
            logger.warning("overrides not read, cards are shown", exc_info=failure.__cause__)
            return {}

    def _read(self) -> Held:
        from cds_service.feedback_store import overrides  # noqa: PLC0415 - costs half a second

        held: dict[tuple[str, str], datetime] = {}
        for item in overrides(self._store, self._system, LASTING.keys(), MOST_HELD):
            key, moment = (item.card, item.reason_code), datetime.fromisoformat(item.moment)
            held[key] = max(moment, held.get(key, moment))
        return held

    def _is_quiet(self, card: Mapping[str, Any], at: datetime) -> bool:
        """Only a reason that this very card offers counts; one that answers the suggested order
        is no answer to a warning."""
        offered = (LASTING.get(reason["code"]) for reason in card["overrideReasons"])
        return any(
            self._lasts(card["uuid"], reason, at)
            for reason in offered
            if reason and not (reason.with_suggestions and card["indicator"] == "warning")
        )

    def _lasts(self, uuid: str, reason: OverrideReason, at: datetime) -> bool:
        overridden = self._held.get((uuid, reason.code))
        return overridden is not None and reason.keeps_quiet(at - overridden)
