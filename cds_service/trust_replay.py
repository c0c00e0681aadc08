"""A token counts once: (iss, jti) is remembered until the token has expired.

Each worker remembers what it has seen itself, and all workers share a ledger in the store. While
the ledger does not work, the memory of the worker alone protects (docs/adr/0022): the same token
could then be used once more at another worker, and the log says so.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from cds_service.errors import StoreUnavailable

REMEMBERED = 50_000
LEDGER_PAUSE_S = 10
LEDGER_DOWN = "the ledger of used tokens does not work: replay protection per worker only"

logger = logging.getLogger(__name__)


class Ledger(Protocol):
    """What all workers together have seen."""

    def first_use(self, issuer: str, digest: str, expires: int) -> bool:
        """Note a token; False when it was there. Seconds since 1970. Raises StoreUnavailable."""
        ...


class UsedTokens:
    """The tokens seen so far, by this worker and by all; safe under threads."""

    def __init__(
        self,
        ledger: Ledger | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._ledger = ledger
        self._now = now
        self._seen: dict[tuple[str, str], float] = {}
        self._lock = Lock()
        self._pause_until = 0.0

    def first_use(self, issuer: str, jti: str, expires: float) -> bool:
        """Is this the first time? `expires` in seconds since 1970: until then it is remembered."""
        digest = hashlib.sha256(jti.encode(errors="surrogatepass")).hexdigest()
        return self._new_here(issuer, digest, expires) and self._new_to_all(issuer, digest, expires)

    def _new_here(self, issuer: str, digest: str, expires: float) -> bool:
        with self._lock:
            if (issuer, digest) in self._seen:
                return False
            if len(self._seen) >= REMEMBERED:
                self._forget()
            self._seen[issuer, digest] = expires
            return True

    def _forget(self) -> None:
        """What has expired; if that is not enough, the oldest tenth: the ledger still knows it."""
        now = self._now()
        kept = {token: expires for token, expires in self._seen.items() if expires > now}
        surplus = max(0, len(kept) - REMEMBERED * 9 // 10)
        self._seen = dict(list(kept.items())[surplus:])

    def _new_to_all(self, issuer: str, digest: str, expires: float) -> bool:
        if self._ledger is None or not self._ledger_may_be_asked():
            return True
        try:
            first = self._ledger.first_use(issuer, digest, int(expires) + 1)
        except StoreUnavailable:
            self._pause_until = self._now() + LEDGER_PAUSE_S
            logger.error(LEDGER_DOWN)
            return True
        self._pause_until = 0.0
        return first

    def _ledger_may_be_asked(self) -> bool:
        """After a failure one call tries again, while the others go on without."""
        if not self._pause_until:
            return True
        over = self._now() >= self._pause_until
        if over:
            self._pause_until = self._now() + LEDGER_PAUSE_S
        return over
