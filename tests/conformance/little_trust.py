"""How the little service judges the JWT of a CDS client."""

from __future__ import annotations

from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

ISSUER = "https://client.example"
KID = "conformance"
REQUIRED = ["iss", "aud", "exp", "iat", "jti"]

_KEY = ec.generate_private_key(ec.SECP384R1())
PRIVATE_PEM = _KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
)
PUBLIC_PEM = _KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


class Trust:
    """Every check of the specification; a broken service overrides one of them."""

    algorithms = ("ES384",)

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def accepts(self, authorization: str, audiences: set[str]) -> bool:
        """Is this the Authorization header of a client that may call this URL?"""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return False
        try:
            header = jwt.get_unverified_header(token)
            claims = self.claims(token, audiences)
        except jwt.PyJWTError:
            return False
        return self.header_is_good(header) and self.is_first_use(str(claims["jti"]))

    def claims(self, token: str, audiences: set[str]) -> dict[str, Any]:
        """The claims of a token whose signature and times are good; raises PyJWTError."""
        return jwt.decode(
            token,
            PUBLIC_PEM,
            algorithms=list(self.algorithms),
            audience=list(audiences),
            issuer=ISSUER,
            options={"require": REQUIRED},
        )

    def header_is_good(self, header: dict[str, Any]) -> bool:
        """Is the key ours, and the type, where it is said, JWT?"""
        return header.get("kid") == KID and header.get("typ", "JWT") == "JWT"

    def is_first_use(self, jti: str) -> bool:
        """Has this token not been used before?"""
        first = jti not in self.seen
        self.seen.add(jti)
        return first
