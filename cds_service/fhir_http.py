"""One JSON answer of a FHIR server: an address under its base, its token, at most one retry.

400 414 422   the search is not understood as asked: `fhir_search` asks in another way
410, 4113     the pages have expired: `fhir_pages` starts again
429 503       asked once more after Retry-After, if that lies before the deadline
502 503 504   without Retry-After: once more after a tenth of a second
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import requests

from cds_service.fhir_address import is_under
from cds_service.fhir_answer import issue_codes
from cds_service.fhir_host import Breaker
from cds_service.http_guard import HEADERS, Guard, NotObtained, Reply
from cds_service.json_body import InvalidJson, parse_json
from cds_service.metrics import count_fhir_call
from cds_service.retry_after import seconds_to_wait
from cds_service.shortfall import Shortfall

BRIEFLY_AWAY = frozenset({502, 503, 504})
BUSY = frozenset({429, 503})
NO_ANSWER = frozenset({Shortfall.TIMEOUT, Shortfall.UNREACHABLE})
PAUSE_S = 0.1
PAGING_EXPIRED = "4113"  # a widespread vendor code
FHIR_HEADERS = HEADERS | {
    "Accept": "application/fhir+json, application/json",
    "Prefer": "handling=lenient",
}
_BY_STATUS = {
    400: Shortfall.NOT_UNDERSTOOD,
    401: Shortfall.UNAUTHORIZED,
    403: Shortfall.FORBIDDEN,
    404: Shortfall.NOT_FOUND,
    410: Shortfall.EXPIRED,
    414: Shortfall.NOT_UNDERSTOOD,
    422: Shortfall.NOT_UNDERSTOOD,
    429: Shortfall.BUSY,
    503: Shortfall.BUSY,
}


@dataclass(frozen=True)
class GuardedGet:
    """GETs to one FHIR server for one call of a hook."""

    guard: Guard
    base: str
    token: str = field(repr=False)
    breaker: Breaker = field(repr=False)
    fair_s: float  # a host that had less time than this has not failed
    server: int = 0  # its place in `fhir.servers`, in the order of the alphabet

    def json(self, url: str, params: dict[str, str] | None = None) -> Any:
        """The JSON value at an address of this server; raises NotObtained."""
        reply = self._answered(self._prepared(url, params or {}))
        if reply.status != 200:
            raise NotObtained(_shortfall(reply))
        try:
            return parse_json(reply.body)
        except InvalidJson:
            raise NotObtained(Shortfall.NOT_JSON) from None

    def _prepared(self, url: str, params: dict[str, str]) -> requests.PreparedRequest:
        headers = dict(FHIR_HEADERS)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            prepared = requests.Request("GET", url, params=params, headers=headers).prepare()
        except (requests.RequestException, ValueError):
            raise NotObtained(Shortfall.NOT_ALLOWED) from None
        if not is_under(prepared.url or "", self.base):
            raise NotObtained(Shortfall.NOT_ALLOWED)
        return prepared

    def _answered(self, prepared: requests.PreparedRequest) -> Reply:
        reply = self._sent(prepared)
        pause = _pause(reply)
        if pause is None or pause >= self.guard.remaining():
            return reply
        time.sleep(pause)
        return self._sent(prepared)

    def _sent(self, prepared: requests.PreparedRequest) -> Reply:
        had_time, began = self.guard.remaining() >= self.fair_s, time.perf_counter()
        try:
            reply = self.guard.get(prepared)
        except NotObtained as missing:
            if had_time and missing.shortfall in NO_ANSWER:
                self.breaker.failed()
            self._count(missing.shortfall.value, began)
            raise
        self.breaker.answered()
        self._count(f"{reply.status // 100}xx", began)
        return reply

    def _count(self, outcome: str, began: float) -> None:
        seconds = time.perf_counter() - began
        count_fhir_call(self.server, outcome, seconds, paused=self.breaker.pauses)


def _pause(reply: Reply) -> float | None:
    """Seconds after which one more try is welcome; None when it is not."""
    asked_for = seconds_to_wait(reply.headers.get("Retry-After", ""))
    if reply.status in BUSY and asked_for is not None:
        return asked_for
    return PAUSE_S if reply.status in BRIEFLY_AWAY else None


def _shortfall(reply: Reply) -> Shortfall:
    if reply.status < 400:
        return Shortfall.REDIRECTED
    if reply.status == 400 and PAGING_EXPIRED in _codes(reply):
        return Shortfall.EXPIRED
    other = Shortfall.REFUSED if reply.status < 500 else Shortfall.SERVER_ERROR
    return _BY_STATUS.get(reply.status, other)


def _codes(reply: Reply) -> set[str]:
    try:
        return issue_codes(parse_json(reply.body))
    except InvalidJson:
        return set()
