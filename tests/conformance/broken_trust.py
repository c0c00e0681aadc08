"""Ways of judging a JWT that leave one check out, by the requirement that this breaks."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import jwt
import requests

from tests.conformance.broken_members import Make
from tests.conformance.little_server import Call, Reply
from tests.conformance.little_service import LittleService, Refused
from tests.conformance.little_trust import PUBLIC_PEM, Trust

Json = dict[str, Any]


def _read(token: str) -> Json:
    """The claims, whoever signed them."""
    return jwt.decode(token, options={"verify_signature": False})


class TrustsAll(Trust):
    def accepts(self, authorization: str, audiences: set[str]) -> bool:
        return True


class TrustsAnyScheme(Trust):
    def accepts(self, authorization: str, audiences: set[str]) -> bool:
        return super().accepts(f"Bearer {authorization.partition(' ')[2]}", audiences)


class TrustsAnySignature(Trust):
    def claims(self, token: str, audiences: set[str]) -> Json:
        return _read(token)


class TrustsAnyHeader(Trust):
    def header_is_good(self, header: Json) -> bool:
        return True


class TrustsJku(Trust):
    def header_is_good(self, header: Json) -> bool:
        if "jku" in header:
            requests.get(header["jku"], timeout=5)
        return super().header_is_good(header)


class NeedsJku(Trust):
    def header_is_good(self, header: Json) -> bool:
        return "jku" in header and super().header_is_good(header)


class TrustsReplays(Trust):
    def is_first_use(self, jti: str) -> bool:
        return True


class RefusesTenants(Trust):
    def claims(self, token: str, audiences: set[str]) -> Json:
        claims = super().claims(token, audiences)
        if "tenant" in claims:
            raise jwt.InvalidTokenError
        return claims


class TrustsUnsigned(Trust):
    def claims(self, token: str, audiences: set[str]) -> Json:
        none = jwt.get_unverified_header(token)["alg"].lower() == "none"
        return _read(token) if none else super().claims(token, audiences)


class TrustsSharedSecrets(Trust):
    """Takes the algorithm from the token, and the public key for its secret."""

    def claims(self, token: str, audiences: set[str]) -> Json:
        if jwt.get_unverified_header(token)["alg"] != "HS256":
            return super().claims(token, audiences)
        text, _, signature = token.rpartition(".")
        expected = hmac.new(PUBLIC_PEM, text.encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(jwt.utils.base64url_decode(signature), expected):
            raise jwt.InvalidSignatureError
        return _read(token)


class ExplainsRefusals(LittleService):
    def refusal(self, refused: Refused) -> Reply:
        if refused.status == 401:
            return Reply(401, {"reason": self.reason})
        return super().refusal(refused)

    reason = ""

    def authorise(self, call: Call) -> None:
        self.reason = "no JWT" if "Authorization" not in call.headers else "a bad JWT"
        super().authorise(call)


TRUSTS: dict[str, type[Trust]] = {
    "DISC-16": TrustsAnySignature,
    "SEC-02": TrustsAll,
    "SEC-04": TrustsAnyScheme,
    "JWT-01": TrustsAnySignature,
    "JWT-02": TrustsAnySignature,
    "JWT-03": TrustsAnyHeader,
    "JWT-04": TrustsAnyHeader,
    "JWT-05": TrustsJku,
    "JWT-06": NeedsJku,
    "JWT-07": TrustsAnySignature,
    "JWT-08": TrustsAnySignature,
    "JWT-09": TrustsAnySignature,
    "JWT-10": TrustsAnySignature,
    "JWT-11": TrustsReplays,
    "JWT-12": RefusesTenants,
    "JWT-13": TrustsAnySignature,
    "JWT-14": TrustsUnsigned,
    "JWT-15": TrustsSharedSecrets,
}


def with_trust(trust: type[Trust]) -> Make:
    """The little service with another judgement of JWTs."""
    return lambda base, fhir, _: LittleService(base, fhir, trust())
