"""Public keys in JWK form (RFC 7517), reduced to those that may verify a client's token.

    kty  asked of the key                         serves
    EC   curve P-256, P-384 or P-521              ES256, ES384, ES512: one per curve (RFC 7518, 3.4)
    RSA  modulus of 2,048 to 8,192 bits           RS256 to RS512, PS256 to PS512

Everything else is left out: symmetric keys, keys for encryption, keys without an id, and keys
published with their private part, which anybody could sign with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jwt import PyJWTError
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from cds_service.json_body import InvalidJson, parse_json

ALGORITHM_OF_CURVE = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
RSA_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
RSA_BITS = range(2048, 8193)
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True)
class PublicKey:
    """A key under its id, with the algorithms that it may be used for."""

    kid: str
    algorithms: frozenset[str]
    key: Any = field(repr=False)


class NotAKeySet(ValueError):
    """Not a JWK Set; deliberately without its content."""


def keys_from(jwks: object) -> tuple[PublicKey, ...]:
    """The usable keys of a JWK Set; raises NotAKeySet."""
    listed = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(listed, list):
        raise NotAKeySet
    return tuple(key for jwk in listed if (key := public_key(jwk)) is not None)


def keys_in(file: str) -> tuple[PublicKey, ...]:
    """The usable keys of a JWK Set in a file; raises OSError or NotAKeySet."""
    try:
        return keys_from(parse_json(Path(file).read_bytes()))
    except InvalidJson:
        raise NotAKeySet from None


def public_key(jwk: object) -> PublicKey | None:
    """One key, or None when it may not verify tokens."""
    if not isinstance(jwk, dict) or not _meant_for_signatures(jwk):
        return None
    kid, read = jwk.get("kid"), _READERS.get(str(jwk.get("kty")))
    if read is None or not isinstance(kid, str) or not kid:
        return None
    try:
        algorithms, key = read(jwk)
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    named = jwk.get("alg")
    if named is not None:
        algorithms &= {str(named)}
    return PublicKey(kid, algorithms, key) if algorithms else None


def _meant_for_signatures(jwk: Mapping[str, Any]) -> bool:
    operations = jwk.get("key_ops", ["verify"])
    return (
        jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and PRIVATE_MEMBERS.isdisjoint(jwk)
    )


def _elliptic(jwk: dict[str, Any]) -> tuple[frozenset[str], Any]:
    return frozenset({ALGORITHM_OF_CURVE[jwk["crv"]]}), ECAlgorithm.from_jwk(jwk)


def _rsa(jwk: dict[str, Any]) -> tuple[frozenset[str], Any]:
    key = RSAAlgorithm.from_jwk(jwk)
    return (RSA_ALGORITHMS if key.key_size in RSA_BITS else frozenset()), key


_READERS: dict[str, Callable[[dict[str, Any]], tuple[frozenset[str], Any]]] = {
    "EC": _elliptic,
    "RSA": _rsa,
}
