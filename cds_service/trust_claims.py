"""What a token claims, checked against the clock and the site's rules.

CDS Hooks 2.0 "Trusting CDS Clients": iss, aud, exp, iat and jti are required, nbf and tenant may be
there. Written out rather than left to the JWT library, because the log needs one word per rule and
the library takes "1" and true for numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cds_service.trust_refusal import NotTrusted, Refusal

LEEWAY_S = 30  # how far the clocks of client and service may be apart
_YEAR_5138 = 100_000_000_000  # beyond it, a number is no time in seconds
_REPEATED_SLASH = re.compile(r"(?<!:)/{2,}")


@dataclass(frozen=True)
class ClaimRules:
    """What one issuer's token must say at one endpoint. `tenants` empty: any or none."""

    audiences: frozenset[str]
    tenants: frozenset[str]
    longest_life_s: int


@dataclass(frozen=True)
class AcceptedClaims:
    """What is needed afterwards: the nonce, and when it may be forgotten (seconds since 1970)."""

    jti: str
    expires: float


def accepted_claims(claims: Mapping[str, Any], rules: ClaimRules, now: float) -> AcceptedClaims:
    """The claims if all of them hold at `now` (seconds since 1970); raises NotTrusted."""
    _check_audience(claims.get("aud"), rules.audiences)
    _check_times(claims, rules.longest_life_s, now)
    _check_tenant(claims.get("tenant"), rules.tenants)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise NotTrusted(Refusal.CLAIM_JTI)
    return AcceptedClaims(jti, _seconds(claims, "exp", Refusal.CLAIM_EXP) + LEEWAY_S)


def without_extra_slashes(address: str) -> str:
    """One spelling for an endpoint, however a client joined base and path."""
    return _REPEATED_SLASH.sub("/", address).rstrip("/")


def _check_audience(audience: object, allowed: frozenset[str]) -> None:
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or not named or not all(isinstance(one, str) for one in named):
        raise NotTrusted(Refusal.CLAIM_AUD)
    if allowed.isdisjoint(map(without_extra_slashes, named)):
        raise NotTrusted(Refusal.AUDIENCE)


def _check_tenant(tenant: object, allowed: frozenset[str]) -> None:
    if allowed and not (isinstance(tenant, str) and tenant in allowed):
        raise NotTrusted(Refusal.TENANT)


def _check_times(claims: Mapping[str, Any], longest_life_s: int, now: float) -> None:
    expires = _seconds(claims, "exp", Refusal.CLAIM_EXP)
    issued = _seconds(claims, "iat", Refusal.CLAIM_IAT)
    if now >= expires + LEEWAY_S:
        raise NotTrusted(Refusal.EXPIRED)
    if issued > now + LEEWAY_S:
        raise NotTrusted(Refusal.ISSUED_IN_FUTURE)
    if expires - issued > longest_life_s:
        raise NotTrusted(Refusal.LIFETIME)
    if claims.get("nbf") is None:
        return
    if _seconds(claims, "nbf", Refusal.CLAIM_NBF) > now + LEEWAY_S:
        raise NotTrusted(Refusal.NOT_YET_VALID)


def _seconds(claims: Mapping[str, Any], name: str, refusal: Refusal) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise NotTrusted(refusal)
    if not 0 <= value < _YEAR_5138:
        raise NotTrusted(refusal)
    return float(value)
