"""A CDS client that signs its calls, well or badly; keys are made once per process."""

import base64
import json
import time
import uuid
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm, get_default_algorithms

from cds_service.settings import Settings

ISSUER = "https://ehr.example.org"
BASE = "https://cds.example.org/b2m"
DISCOVERY = "/cds-services"
SERVICE = "/cds-services/b2m-patient-view"
FEEDBACK = f"{SERVICE}/feedback"
EPIC_KID = "TjZfq8+R/dU1Kx3oLw=="


@cache
def ec_key(name: str = "ehr", curve: type[ec.EllipticCurve] = ec.SECP384R1) -> Any:
    return ec.generate_private_key(curve())


@cache
def rsa_key(bits: int = 2048) -> Any:
    return rsa.generate_private_key(65537, bits)


def jwk(private: Any, kid: str, **members: Any) -> dict[str, Any]:
    """The public half of a key; a member given as None is left out."""
    kind = ECAlgorithm if isinstance(private, ec.EllipticCurvePrivateKey) else RSAAlgorithm
    public: dict[str, Any] = kind.to_jwk(private.public_key(), as_dict=True)
    public.pop("key_ops", None)
    written = public | {"kid": kid, "use": "sig"} | members
    return {name: value for name, value in written.items() if value is not None}


def pem(private: Any) -> bytes:
    public: bytes = private.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    return public


def key_set() -> dict[str, Any]:
    """What the EHR publishes."""
    return {
        "keys": [
            jwk(ec_key(), "ec"),
            jwk(rsa_key(), "rsa", alg="RS384"),
            jwk(rsa_key(), EPIC_KID),
            jwk(ec_key("twin"), "twins"),
            jwk(ec_key("other twin"), "twins"),
        ]
    }


def settings(
    others: dict[str, Any] | None = None, store: str = "sqlite://", **issuer: Any
) -> Settings:
    """One trusted issuer, its keys in the settings unless told otherwise; perhaps others."""
    keys = {} if "jku" in issuer else {"keys": key_set()["keys"]}
    return Settings.model_validate(
        {
            "http": {"public_base_url": BASE, "cors_origins": [ISSUER]},
            "trust": {"mode": "jwt", "issuers": {ISSUER: keys | issuer} | (others or {})},
            "store": {"url": store},
        }
    )


def claims(path: str = SERVICE, **changed: Any) -> dict[str, Any]:
    """Valid claims for an endpoint; one given as None is left out."""
    now = int(time.time())
    written = {
        "iss": ISSUER,
        "aud": f"{BASE}{path}",
        "exp": now + 300,
        "iat": now,
        "jti": str(uuid.uuid4()),
    } | changed
    return {name: value for name, value in written.items() if value is not None}


def signed(body: Any, key: Any = None, alg: str = "ES384", **header: Any) -> str:
    """A token in compact form; nothing of it is checked. A header given as None is left out."""
    written = {"alg": alg, "typ": "JWT", "kid": "ec"} | header
    head = {name: value for name, value in written.items() if value is not None}
    signing_input = f"{part(head)}.{part(body)}"
    sign = get_default_algorithms()[alg].sign
    signature = sign(signing_input.encode(), key or ec_key())
    return f"{signing_input}.{encoded(signature)}"


def part(value: Any) -> str:
    return encoded(value if isinstance(value, bytes) else json.dumps(value).encode())


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
