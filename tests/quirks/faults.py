"""Profiles that break on the wire: garbage, silence, drips, floods."""

import gzip
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any

from cds_service.json_body import json_text
from tests.cds_service.fhir_stub import FHIR_JSON, Exchange
from tests.quirks.plain import Ask, Plain, Reply, Resource, outcome

MEBIBYTE = 1024 * 1024

Serve = Callable[[Exchange], object]


def always(status: int, body: bytes, media_type: str) -> Serve:
    """Profile 17: an error page of a proxy, or a login page, instead of FHIR."""
    return lambda exchange: exchange.reply(body, status, media_type)


def slow_first_byte(seconds: float) -> Serve:
    """Profile 20: nothing for so long."""
    return lambda exchange: time.sleep(seconds)


def drip(pause_s: float, times: int) -> Serve:
    """Profile 21: one byte after the other."""
    return lambda exchange: exchange.drip(pause_s, times)


def flood(mebibytes: int) -> Serve:
    """Profile 22, variant: one enormous answer."""

    def serve(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": FHIR_JSON})
        for _ in range(mebibytes):
            exchange.wfile.write(b" " * MEBIBYTE)

    return serve


class TruncatedJson(Plain):
    """Profile 18: half of the body, with a Content-Length that agrees with it or with the whole."""

    def __init__(self, resources: Any, *, closes_early: bool) -> None:
        super().__init__(resources)
        self.closes_early = closes_early

    def send(self, exchange: Exchange, reply: Reply) -> None:
        whole = json_text(reply.body).encode()
        half = whole[: len(whole) // 2]
        length = len(whole if self.closes_early else half)
        super().send(exchange, Reply(half, headers={"Content-Length": str(length)}))


class GzipBroken(Plain):
    """Profile 19: says gzip, and is not."""

    def send(self, exchange: Exchange, reply: Reply) -> None:
        body = gzip.compress(json_text(reply.body).encode())
        broken = b"not gzip" + body
        super().send(exchange, Reply(broken, headers={"Content-Encoding": "gzip"}))


class Huge(Plain):
    """Profile 22: thousands of rows, a thousand a page or all at once."""

    page_default = 5000

    def __init__(self, resources: Any, page: int) -> None:
        super().__init__(resources)
        self.page_most = page

    def count(self, ask: Ask) -> int:
        return self.page_most


class AwayAtFirst(Plain):
    """Profiles 24 and 25: so many requests are turned away with a Retry-After."""

    def __init__(self, resources: Any, status: int, retry_after: str, times: int) -> None:
        super().__init__(resources)
        self.status, self.retry_after, self.left = status, retry_after, count(times, -1)

    def answer(self, ask: Ask) -> Reply:
        if next(self.left) > 0:
            away: Resource = outcome("error", "transient")
            return Reply(away, self.status, headers={"Retry-After": self.retry_after})
        return super().answer(ask)


def http_date(seconds: float) -> str:
    """The moment so many seconds ahead, as Retry-After may give it; whole seconds, rounded up."""
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return format_datetime(moment.replace(microsecond=0), usegmt=True)
