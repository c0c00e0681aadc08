"""The token in an Authorization header, taken apart but not yet believed.

A JSON Web Token in compact form (RFC 7515 section 7.1) as CDS Hooks 2.0 "Trusting CDS Clients" uses
it. Header members that carry a key or lead to one (`jwk`, `x5c`, `x5u`) are never looked at.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Any

from cds_service.json_body import InvalidJson, parse_json
from cds_service.trust_refusal import NotTrusted, Refusal

# Below the 8,190 bytes that gunicorn accepts for a header line; real tokens have about 1,000.
LONGEST_HEADER = 8000
_BEARER = re.compile(r"bearer +", re.IGNORECASE)
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Token:
    """Header and claims of a token whose signature has not been checked."""

    text: str = field(repr=False)
    header: dict[str, Any] = field(repr=False)
    claims: dict[str, Any] = field(repr=False)

    @classmethod
    def read(cls, authorization: str) -> Token:
        """From the value of the header, "" when absent; raises NotTrusted.

        Two such headers arrive joined by a comma, which no token contains.
        """
        if not authorization:
            raise NotTrusted(Refusal.NO_TOKEN)
        if len(authorization) > LONGEST_HEADER:
            raise NotTrusted(Refusal.TOO_LONG)
        scheme = _BEARER.match(authorization)
        if scheme is None:
            raise NotTrusted(Refusal.NOT_BEARER)
        text = authorization[scheme.end() :]
        parts = _COMPACT.fullmatch(text)
        if parts is None:
            raise NotTrusted(Refusal.MALFORMED)
        token = cls(text, _json_object(parts[1]), _json_object(parts[2]))
        token._check_kind()
        return token

    def _check_kind(self) -> None:
        if "crit" in self.header:
            raise NotTrusted(Refusal.CRITICAL_HEADER)
        # CDS Hooks demands "JWT"; some clients leave it out. Any other type is another protocol's.
        kind = self.header.get("typ", "JWT")
        if not isinstance(kind, str) or kind.upper() != "JWT":
            raise NotTrusted(Refusal.TYPE)


def _json_object(part: str) -> dict[str, Any]:
    try:
        value = parse_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (InvalidJson, ValueError):
        raise NotTrusted(Refusal.MALFORMED) from None
    if not isinstance(value, dict):
        raise NotTrusted(Refusal.MALFORMED)
    return value
