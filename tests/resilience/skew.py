"""Signed calls of the real server: clocks that differ, and a silent ledger of used tokens."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from tests.cds_service.hook_requests import body, everything_empty
from tests.cds_service.relay import Relay
from tests.cds_service.signing import BASE, ISSUER, SERVICE, bearer, claims, key_set, signed
from tests.resilience.served import Served

# Seconds by which the client's clock is ahead; a token lives five minutes.
ACCEPTED = (-325, -300, -25, 0, 25)
REFUSED = (-400, -335, 35, 60, 3600)


def trusting(folder: Path) -> dict[str, str]:
    """Settings of a service that trusts one client."""
    file = folder / "keys.json"
    file.write_text(json.dumps(key_set()), encoding="utf-8")
    issuers = {ISSUER: {"keys_file": str(file)}}
    return {
        "B2M_CDS_TRUST_MODE": "jwt",
        "B2M_CDS_HTTP_PUBLIC_BASE_URL": BASE,
        "B2M_CDS_TRUST_ISSUERS": json.dumps(issuers),
    }


def clock_skew(service: Served, seconds: float = 0) -> Iterator[str]:
    """Half a minute is forgiven, no more."""
    statuses = {skew: signed_call(service, skew)[0] for skew in sorted((*ACCEPTED, *REFUSED))}
    yield "client's clock ahead by seconds: " + ", ".join(f"{k} {v}" for k, v in statuses.items())
    assert {skew for skew, status in statuses.items() if status == 200} == set(ACCEPTED)
    assert {status for skew, status in statuses.items() if skew in REFUSED} == {401}


def ledger_silent(service: Served, between: Relay, seconds: float = 1) -> Iterator[str]:
    """32 signed calls at once when the database falls silent, then again: all are answered."""
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda _: signed_call(service), range(32)))
        between.silent.set()
        for when in ("at once", "then"):
            called = list(pool.map(lambda _: signed_call(service), range(32)))
            waited = sorted(took for _, took in called)
            yield f"{when}: half within {waited[15]:.1f} s, all within {waited[-1]:.1f} s"
            assert {status for status, _ in called} == {200}
            time.sleep(seconds)


def signed_call(service: Served, skew: int = 0) -> tuple[int, float]:
    """Status of a call signed by a client whose clock is ahead so much, and its seconds."""
    now = int(time.time()) + skew
    token = signed(claims(iat=now, exp=now + 300))
    answer = requests.post(
        service.url + SERVICE,
        json=body(prefetch=everything_empty()),
        headers=bearer(token),
        timeout=60,
    )
    return answer.status_code, answer.elapsed.total_seconds()
