"""The attacks on client trust: a name, the headers sent, the word of the rule that must hold."""

import hashlib
import hmac
import time

from cryptography.hazmat.primitives.asymmetric import ec

from tests.cds_service.signing import (
    BASE,
    DISCOVERY,
    FEEDBACK,
    ISSUER,
    SERVICE,
    bearer,
    claims,
    ec_key,
    encoded,
    jwk,
    part,
    pem,
    rsa_key,
    signed,
)

P256 = ec.SECP256R1


def now() -> int:
    """Read when a token is made: the tests run long after this file is read."""
    return int(time.time())


def told(**changed):
    return claims(tenant="ward-7", **changed)


def forged(**header):
    """Signed by somebody else, who offers the key in the header."""
    return signed(told(), ec_key("forged"), **header)


def hs256_with_the_public_key():
    """By hand, for the library refuses to sign so."""
    signing_input = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'ec'})}.{part(told())}"
    signature = hmac.new(pem(ec_key()), signing_input.encode(), hashlib.sha256).digest()
    return f"{signing_input}.{encoded(signature)}"


def unsigned(alg):
    return f"{part({'alg': alg, 'typ': 'JWT', 'kid': 'ec'})}.{part(told())}."


def tampered():
    head, _, signature = signed(told()).split(".")
    return f"{head}.{part(told(jti='another'))}.{signature}"


def cut(token):
    return token.rpartition(".")[0] + "."


def alg_as_list():
    good = part({"alg": "ES384", "typ": "JWT", "kid": "ec"})
    return good, part({"alg": ["ES384"], "typ": "JWT", "kid": "ec"})


ATTACKS = [
    # form
    ("no header", dict, "no-token"),
    ("Basic", lambda: {"Authorization": "Basic ZWhyOmVocg=="}, "not-bearer"),
    ("token without a scheme", lambda: {"Authorization": signed(told())}, "not-bearer"),
    ("scheme without a token", lambda: {"Authorization": "Bearer"}, "not-bearer"),
    ("scheme and blanks", lambda: {"Authorization": "Bearer    "}, "malformed"),
    ("opaque token", lambda: bearer("2YotnFZFEjr1zCsicMWpAA"), "malformed"),
    ("not base64", lambda: bearer("{}.{}.{}"), "malformed"),
    ("header no JSON", lambda: bearer(f"{part(b'alg')}.{part(told())}.AAAA"), "malformed"),
    ("header a list", lambda: bearer(f"{part([1])}.{part(told())}.AAAA"), "malformed"),
    ("claims a text", lambda: bearer(signed("claims")), "malformed"),
    ("claims not UTF-8", lambda: bearer(signed(b"\xff\xfe{}")), "malformed"),
    ("NaN as exp", lambda: bearer(signed(b'{"exp": NaN}')), "malformed"),
    ("2,000 brackets", lambda: bearer(signed(b"[" * 2000)), "malformed"),
    ("8,001 characters", lambda: {"Authorization": "Bearer " + "a" * 7994}, "too-long"),
    (
        "five parts of an encrypted token",
        lambda: bearer(f"{signed(told())}.AAAA.AAAA"),
        "malformed",
    ),
    (
        "two tokens in one header",
        lambda: bearer(f"{signed(told())},Bearer {signed(told())}"),
        "malformed",
    ),
    # algorithm and signature
    ("alg none", lambda: bearer(unsigned("none")), "algorithm"),
    ("alg nOnE", lambda: bearer(unsigned("nOnE")), "algorithm"),
    ("no alg", lambda: bearer(f"{part({'kid': 'ec'})}.{part(told())}.AAAA"), "algorithm"),
    ("HS256 with the public key", lambda: bearer(hs256_with_the_public_key()), "algorithm"),
    (
        "ES256 although not allowed",
        lambda: bearer(signed(told(), ec_key("p256", P256), "ES256")),
        "algorithm",
    ),
    ("alg a list", lambda: bearer(signed(told()).replace(*alg_as_list())), "algorithm"),
    (
        "RS384 for an EC key",
        lambda: bearer(signed(told(), rsa_key(), "RS384", kid="ec")),
        "key-mismatch",
    ),
    (
        "ES384 for an RSA key",
        lambda: bearer(signed(told(), ec_key(), "ES384", kid="rsa")),
        "key-mismatch",
    ),
    ("claims changed afterwards", lambda: bearer(tampered()), "signature"),
    ("signature left out", lambda: bearer(cut(signed(told()))), "signature"),
    ("signed by somebody else", lambda: bearer(forged()), "signature"),
    ("key embedded as jwk", lambda: bearer(forged(jwk=jwk(ec_key("forged"), "ec"))), "signature"),
    ("certificate as x5c", lambda: bearer(forged(x5c=["AAAA"])), "signature"),
    # header
    ("unknown critical header", lambda: bearer(signed(told(), crit=["exp"])), "critical-header"),
    ("empty crit", lambda: bearer(signed(told(), crit=[])), "critical-header"),
    ("payload said to be detached", lambda: bearer(signed(told(), b64=False)), "signature"),
    ("an access token", lambda: bearer(signed(told(), typ="at+jwt")), "type"),
    ("typ a number", lambda: bearer(signed(told(), typ=1)), "type"),
    # key
    ("no kid", lambda: bearer(signed(told(), kid=None)), "key-id"),
    ("kid a list", lambda: bearer(signed(told(), kid=["ec"])), "key-id"),
    ("kid empty", lambda: bearer(signed(told(), kid="")), "key-id"),
    ("kid unknown", lambda: bearer(signed(told(), kid="ec2")), "unknown-key"),
    (
        "kid a path",
        lambda: bearer(signed(told(), kid="../../../../dev/null")),
        "unknown-key",
    ),
    ("kid an SQL phrase", lambda: bearer(signed(told(), kid="' OR '1'='1")), "unknown-key"),
    (
        "kid of two keys",
        lambda: bearer(signed(told(), ec_key("twin"), kid="twins")),
        "ambiguous-key",
    ),
    # issuer and claims
    ("no iss", lambda: bearer(signed(told(iss=None))), "issuer"),
    ("iss a list", lambda: bearer(signed(told(iss=[ISSUER]))), "issuer"),
    ("iss unknown", lambda: bearer(signed(told(iss="https://evil.example"))), "issuer"),
    ("iss with a slash", lambda: bearer(signed(told(iss=f"{ISSUER}/"))), "issuer"),
    ("no aud", lambda: bearer(signed(told(aud=None))), "claim-aud"),
    ("aud an empty list", lambda: bearer(signed(told(aud=[]))), "claim-aud"),
    ("aud with a number", lambda: bearer(signed(told(aud=[f"{BASE}{SERVICE}", 1]))), "claim-aud"),
    (
        "aud the address behind the proxy",
        lambda: bearer(signed(told(aud=f"http://localhost{SERVICE}"))),
        "audience",
    ),
    ("aud the bare host", lambda: bearer(signed(told(aud=BASE))), "audience"),
    ("aud of discovery", lambda: bearer(signed(told(aud=f"{BASE}{DISCOVERY}"))), "audience"),
    ("aud of feedback", lambda: bearer(signed(told(aud=f"{BASE}{FEEDBACK}"))), "audience"),
    (
        "aud of another service",
        lambda: bearer(signed(told(aud=f"{BASE}/cds-services/b2m-order-sign"))),
        "audience",
    ),
    (
        "aud a list without ours",
        lambda: bearer(signed(told(aud=["https://other.example", BASE]))),
        "audience",
    ),
    (
        "aud in capitals",
        lambda: bearer(signed(told(aud=f"{BASE}{SERVICE}".upper()))),
        "audience",
    ),
    ("no exp", lambda: bearer(signed(told(exp=None))), "claim-exp"),
    ("exp a text", lambda: bearer(signed(told(exp=str(now() + 300)))), "claim-exp"),
    ("exp true", lambda: bearer(signed(told(exp=True))), "claim-exp"),
    ("exp beyond all clocks", lambda: bearer(signed(told(exp=10**30))), "claim-exp"),
    ("expired", lambda: bearer(signed(told(iat=now() - 400, exp=now() - 100))), "expired"),
    ("no iat", lambda: bearer(signed(told(iat=None))), "claim-iat"),
    ("iat negative", lambda: bearer(signed(told(iat=-1))), "claim-iat"),
    (
        "issued tomorrow",
        lambda: bearer(signed(told(iat=now() + 86400, exp=now() + 86500))),
        "issued-in-future",
    ),
    ("valid for a day", lambda: bearer(signed(told(exp=now() + 86400))), "lifetime"),
    ("valid later", lambda: bearer(signed(told(nbf=now() + 200))), "not-yet-valid"),
    ("nbf a list", lambda: bearer(signed(told(nbf=[]))), "claim-nbf"),
    ("no jti", lambda: bearer(signed(told(jti=None))), "claim-jti"),
    ("jti empty", lambda: bearer(signed(told(jti=""))), "claim-jti"),
    ("jti a number", lambda: bearer(signed(told(jti=7))), "claim-jti"),
    ("no tenant", lambda: bearer(signed(claims())), "tenant"),
    ("another tenant", lambda: bearer(signed(claims(tenant="ward-8"))), "tenant"),
    ("tenant a list", lambda: bearer(signed(claims(tenant=["ward-7"]))), "tenant"),
]
