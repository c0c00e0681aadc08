"""Why a caller is not trusted: one fixed word each, for the log only; the answer never says."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The word in the request log's `refusal`."""

    NO_TOKEN = "no-token"  # no Authorization header
    NOT_BEARER = "not-bearer"  # another scheme
    TOO_LONG = "too-long"
    MALFORMED = "malformed"  # not the three parts of a JWS, or not JSON inside; also two tokens
    CRITICAL_HEADER = "critical-header"  # `crit`: no extension is understood here
    TYPE = "type"  # `typ` says that this is another kind of token
    ISSUER = "issuer"  # `iss` missing, or not one that the site trusts
    ALGORITHM = "algorithm"  # `alg` missing, or not one that the site allows this issuer
    CLAIM_AUD = "claim-aud"  # missing or not of the right form; so the other four
    CLAIM_EXP = "claim-exp"
    CLAIM_IAT = "claim-iat"
    CLAIM_NBF = "claim-nbf"
    CLAIM_JTI = "claim-jti"
    AUDIENCE = "audience"  # made for another address
    EXPIRED = "expired"
    ISSUED_IN_FUTURE = "issued-in-future"
    NOT_YET_VALID = "not-yet-valid"
    LIFETIME = "lifetime"  # valid for longer than the site accepts
    TENANT = "tenant"
    KEY_ADDRESS = "key-address"  # `jku` is not on the issuer's list; it is not fetched
    KEY_ID = "key-id"  # `kid` missing or not a text
    KEYS_UNAVAILABLE = "keys-unavailable"  # the key set could not be fetched
    UNKNOWN_KEY = "unknown-key"
    AMBIGUOUS_KEY = "ambiguous-key"  # two keys under one `kid`
    KEY_MISMATCH = "key-mismatch"  # the key is not one for this `alg`
    SIGNATURE = "signature"
    REPLAYED = "replayed"


class NotTrusted(Exception):
    """The caller is refused; `issuer` is the name in the settings, "" when it is not known."""

    def __init__(self, refusal: Refusal, issuer: str = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.issuer = issuer
