"""A client's key set, fetched from its address on the site's list and kept for a while.

fresh                    for `fresh_s` after a fetch: no request
unknown `kid`            one fetch at once, then none for PAUSE_S
fetch fails              without keys, the next attempt after PAUSE_WITHOUT_KEYS_S; keys at hand
                         stay in use for STALE_S beyond their freshness, with an attempt after
                         each PAUSE_S; then nobody is trusted until it works

One thread fetches. Whoever holds the key it needs does not wait for it. What the server says about
caching is not read: a key set that may be kept for a year would outlive its revocation.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cds_service.http_guard import NotObtained, listed_json
from cds_service.trust_keys import NotAKeySet, PublicKey, keys_from

STALE_S = 4 * 3600
PAUSE_S = 30
PAUSE_WITHOUT_KEYS_S = 10
FETCH_DEADLINE_S = 2
LARGEST_KEY_SET = 256 * 1024

Fetch = Callable[[str], Any]

logger = logging.getLogger(__name__)


def guarded_fetch(ca_file: str = "") -> Fetch:
    """GET of exactly the address given, which raises NotObtained; "" = the public authorities."""

    def fetch(url: str) -> Any:
        return listed_json(
            url,
            {url},
            deadline_s=FETCH_DEADLINE_S,
            max_bytes=LARGEST_KEY_SET,
            verify=ca_file or True,
        )

    return fetch


@dataclass(frozen=True)
class _Held:
    keys: tuple[PublicKey, ...] = ()
    read_at: float = -math.inf


class FetchedKeys:
    """The key set of one issuer at one address; safe under threads."""

    def __init__(
        self,
        issuer: str,
        url: str,
        fetch: Fetch,
        fresh_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._url = url
        self._fetch = fetch
        self._fresh_s = fresh_s
        self._clock = clock
        self._held = _Held()
        self._not_before = -math.inf
        self._fetching = Lock()

    def under(self, kid: str) -> tuple[PublicKey, ...] | None:
        """The keys with this id; None when there is no key set to look in."""
        if self._fetch_is_due(kid) and self._fetching.acquire(blocking=not self._at_hand(kid)):
            try:
                if self._fetch_is_due(kid):
                    self._renew()
            finally:
                self._fetching.release()
        return self._at_hand(kid) if self._usable() else None

    def _fetch_is_due(self, kid: str) -> bool:
        if self._clock() < self._not_before:
            return False
        return self._age() >= self._fresh_s or not self._at_hand(kid)

    def _renew(self) -> None:
        try:
            self._held = _Held(keys_from(self._fetch(self._url)), self._clock())
        except (NotObtained, NotAKeySet) as error:
            why = str(error) or "not-a-key-set"
            logger.warning(
                "the key set of a CDS client could not be fetched",
                extra={"issuer": self._issuer, "failure": why},
            )
        pause = PAUSE_S if self._usable() else PAUSE_WITHOUT_KEYS_S
        self._not_before = self._clock() + pause

    def _at_hand(self, kid: str) -> tuple[PublicKey, ...]:
        return tuple(key for key in self._held.keys if key.kid == kid and self._usable())

    def _usable(self) -> bool:
        return self._age() < self._fresh_s + STALE_S

    def _age(self) -> float:
        return self._clock() - self._held.read_at
