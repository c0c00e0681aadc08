"""Signing as a CDS client does: one short-lived token per call, addressed to the URL called.

CDS Hooks 2.0 "Trusting CDS Clients". For `b2m-cds sandbox`; the key is a private JWK in a file.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cds_service.cds_client import CdsClientFailure

LIFE_S = 300  # five minutes, as the specification's example and the public sandbox have it
ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
FOR_RSA = "RS384"
NOT_A_KEY = (
    "The file named by --jwt-key does not hold one private EC or RSA key in JWK form with kid."
)


@dataclass(frozen=True)
class Signer:
    """A CDS client's name and key."""

    issuer: str
    kid: str
    algorithm: str
    key: Any = field(repr=False)

    def token(self, url: str) -> str:
        """A new token for one call of this URL."""
        import jwt  # noqa: PLC0415 - costs 0.2 s, few need it

        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": url,
            "iat": now,
            "exp": now + LIFE_S,
            "jti": str(uuid.uuid4()),
        }
        return jwt.encode(claims, self.key, self.algorithm, headers={"kid": self.kid})


def signer_from(file: Path, issuer: str) -> Signer:
    """The client that signs with the key in this file; raises CdsClientFailure."""
    from jwt import PyJWK, PyJWTError  # noqa: PLC0415 - as above

    try:
        jwk = json.loads(file.read_bytes())
        usual = {"EC": ALGORITHMS.get(jwk.get("crv")), "RSA": FOR_RSA}[jwk["kty"]]
        algorithm = jwk.get("alg", usual)
        signer = Signer(issuer, jwk["kid"], algorithm, PyJWK(jwk, algorithm).key)
        signer.token("")
    except OSError:
        raise CdsClientFailure("The file named by --jwt-key cannot be read.") from None
    except (PyJWTError, NotImplementedError, ValueError, TypeError, KeyError, AttributeError):
        raise CdsClientFailure(NOT_A_KEY) from None
    return signer
