"""JWTs of a CDS client, right ones and wrong ones, signed with the key that the tester gives.

PyJWT is loaded only here and only when a key is given; the suite runs without it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

LIFETIME_S = 300
CURVES = {"ES384": "secp384r1", "ES256": "secp256r1", "ES512": "secp521r1", "RS384": ""}

Sign = Callable[[bytes], bytes]


class NoSigning(Exception):
    """The key cannot be used; the message says why."""


@dataclass(frozen=True)
class Signer:
    """A CDS client: who it says it is, and its private key (PEM)."""

    pem: bytes
    issuer: str
    kid: str = "conformance"
    jku: str = ""

    def header(self, url: str) -> str:
        """The Authorization header of a call of this URL."""
        return f"Bearer {self.token(url)}"

    def token(
        self,
        url: str,
        *,
        header: Mapping[str, Any] | None = None,
        claims: Mapping[str, Any] | None = None,
        sign: Sign | None = None,
    ) -> str:
        """A JWT for this URL; changes to header and claims, where None leaves a member out."""
        usual = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid, "jku": self.jku or None}
        parts = [
            _part({**usual, **(header or {})}),
            _part({**self._claims(url), **(claims or {})}),
        ]
        text = b".".join(parts)
        return b".".join([text, _base64((sign or self.sign)(text))]).decode()

    @property
    def algorithm(self) -> str:
        """The signing algorithm that fits the key."""
        return self._algorithm_and_key[0]

    def sign(self, text: bytes) -> bytes:
        """The signature of the client."""
        _, method, key = self._algorithm_and_key
        signature: bytes = method.sign(text, key)
        return signature

    @cached_property
    def public_pem(self) -> bytes:
        """The public half, as a server might keep it."""
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - only with a key
            Encoding,
            PublicFormat,
        )

        public: bytes = (
            self._algorithm_and_key[2]
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
        return public

    def _claims(self, url: str) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": url,
            "iat": now,
            "exp": now + LIFETIME_S,
            "jti": str(uuid.uuid4()),
        }

    @cached_property
    def _algorithm_and_key(self) -> tuple[str, Any, Any]:
        if not (find_spec("jwt") and find_spec("cryptography")):
            raise NoSigning("signing needs the packages PyJWT and cryptography")
        from jwt import InvalidKeyError, get_algorithm_by_name  # noqa: PLC0415 - only with a key

        for name, curve in CURVES.items():
            method = get_algorithm_by_name(name)
            try:
                key = method.prepare_key(self.pem)
            except (InvalidKeyError, ValueError, TypeError):
                continue
            # Older versions of PyJWT take a key of any curve.
            if getattr(getattr(key, "curve", None), "name", "") == curve:
                return name, method, key
        raise NoSigning("the key is neither a private EC nor a private RSA key in PEM form")


def unsigned(_: bytes) -> bytes:
    """No signature at all."""
    return b""


def shared_secret(secret: bytes) -> Sign:
    """HS256 with what ought to be public."""
    return lambda text: hmac.new(secret, text, hashlib.sha256).digest()


def _part(members: Mapping[str, Any]) -> bytes:
    kept = {name: value for name, value in members.items() if value is not None}
    return _base64(json.dumps(kept, separators=(",", ":")).encode())


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
