"""Which published keys may verify a token, and for which algorithms."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from cds_service.trust_keys import NotAKeySet, keys_from, keys_in, public_key
from tests.cds_service.signing import ec_key, jwk, rsa_key

EVERY_RSA = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}


@pytest.mark.parametrize(
    ("written", "algorithms"),
    [
        (lambda: jwk(ec_key("p256", ec.SECP256R1), "k"), {"ES256"}),
        (lambda: jwk(ec_key(), "k"), {"ES384"}),
        (lambda: jwk(ec_key("p521", ec.SECP521R1), "k"), {"ES512"}),
        (lambda: jwk(rsa_key(), "k"), EVERY_RSA),
        (lambda: jwk(rsa_key(), "k", alg="RS384"), {"RS384"}),
        (lambda: jwk(ec_key(), "k", use=None), {"ES384"}),
        (lambda: jwk(ec_key(), "k", key_ops=["verify"]), {"ES384"}),
        (lambda: jwk(ec_key(), "k", key_ops=["sign", "verify"]), {"ES384"}),
    ],
)
def test_a_usable_key_serves_the_algorithms_of_its_kind(written, algorithms):
    key = public_key(written())

    assert key is not None
    assert (key.kid, key.algorithms) == ("k", algorithms)


def without(name):
    return {member: value for member, value in jwk(ec_key(), "k").items() if member != name}


UNUSABLE = {
    "no object": lambda: "key",
    "no kid": lambda: without("kid"),
    "kid a number": lambda: without("kid") | {"kid": 7},
    "kid empty": lambda: jwk(ec_key(), ""),
    "no kty": lambda: without("kty"),
    "for encryption": lambda: jwk(rsa_key(), "k", use="enc"),
    "for wrapping": lambda: jwk(rsa_key(), "k", key_ops=["wrapKey"]),
    "key_ops a text": lambda: jwk(rsa_key(), "k", key_ops="verify"),
    "alg of another kind": lambda: jwk(rsa_key(), "k", alg="ES384"),
    "alg of another curve": lambda: jwk(ec_key(), "k", alg="ES256"),
    "alg for encryption": lambda: jwk(rsa_key(), "k", alg="RSA-OAEP"),
    "private EC key": lambda: (
        ECAlgorithm.to_jwk(ec_key(), as_dict=True) | {"kid": "k", "key_ops": ["verify"]}
    ),
    "private RSA key": lambda: (
        RSAAlgorithm.to_jwk(rsa_key(), as_dict=True) | {"kid": "k", "key_ops": ["verify"]}
    ),
    "short RSA key": lambda: jwk(rsa_key(1024), "k"),
    "symmetric key": lambda: {"kty": "oct", "kid": "k", "k": "AAAA"},
    "Ed25519": lambda: (
        OKPAlgorithm.to_jwk(ed25519.Ed25519PrivateKey.generate().public_key(), as_dict=True)
        | {"kid": "k"}
    ),
    "curve that ES256K uses": lambda: jwk(ec_key("k1", ec.SECP256K1), "k"),
    "wrong curve named": lambda: jwk(ec_key(), "k", crv="P-256"),
    "point off the curve": lambda: jwk(ec_key(), "k", x=jwk(ec_key("other"), "k")["x"]),
    "no y": lambda: without("y"),
    "x a number": lambda: jwk(ec_key(), "k", x=7),
    "n a list": lambda: jwk(rsa_key(), "k", n=["AQAB"]),
    "n no base64": lambda: jwk(rsa_key(), "k", n="é"),
    "e of one": lambda: jwk(rsa_key(), "k", e="AQ"),
    "kty a list": lambda: jwk(ec_key(), "k", kty=["EC"]),
    "crv a list": lambda: jwk(ec_key(), "k", crv=["P-384"]),
}


@pytest.mark.parametrize("written", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_key_is_left_out_and_spoils_no_other(written):
    key_set = {"keys": [written(), jwk(ec_key(), "good")]}

    assert [key.kid for key in keys_from(key_set)] == ["good"]


def test_a_key_set_can_be_read_from_a_file(tmp_path):
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [jwk(rsa_key(), "k")]}), encoding="utf-8")

    (key,) = keys_in(str(file))

    assert key.kid == "k"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": 1}', "[" * 5000])
def test_a_file_that_is_no_key_set_is_told_apart(content, tmp_path):
    file = tmp_path / "jwks.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(NotAKeySet):
        keys_in(str(file))
