"""Clocks that differ: which tokens of a client are accepted by the real server."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from tests.cds_service.hook_requests import body, everything_empty
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
    statuses = {skew: _status(service, skew) for skew in sorted((*ACCEPTED, *REFUSED))}
    yield "client's clock ahead by seconds: " + ", ".join(f"{k} {v}" for k, v in statuses.items())
    assert {skew for skew, status in statuses.items() if status == 200} == set(ACCEPTED)
    assert {status for skew, status in statuses.items() if skew in REFUSED} == {401}


def _status(service: Served, skew: int) -> int:
    now = int(time.time()) + skew
    token = signed(claims(iat=now, exp=now + 300))
    answer = requests.post(
        service.url + SERVICE,
        json=body(prefetch=everything_empty()),
        headers=bearer(token),
        timeout=10,
    )
    return answer.status_code
