"""JWTs of the CDS client: the right one is accepted, each wrong one refused (needs --jwt-key)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from conformance.answer import Answer
from conformance.check import Problems, check, service_check
from conformance.target import DISCOVERY, NotChecked, Service, Target
from conformance.tokens import Sign, shared_secret, unsigned

HOUR_S = 3600
REFUSALS = frozenset({401, 403})


def _url(service: Service) -> str:
    return service.target.wire.base + service.path


def _post(service: Service, authorization: str | None) -> Answer:
    return service.post(service.sample, {"Authorization": authorization})


def _with(
    service: Service,
    header: dict[str, Any] | None = None,
    claims: dict[str, Any] | None = None,
    sign: Sign | None = None,
) -> Answer:
    signer = _guarded(service).target.signer
    token = signer.token(_url(service), header=header, claims=claims, sign=sign)
    return _post(service, f"Bearer {token}")


def _guarded(service: Service) -> Service:
    """The service, if it asks for a JWT and takes the right one; raises NotChecked."""
    _ = service.target.signer
    if service.answer.status in REFUSALS:
        raise NotChecked(f"the right JWT was answered {service.answer.status}: see SEC-04")
    if _post(service, None).status not in REFUSALS:
        raise NotChecked("the service asks for no JWT: see SEC-02")
    return service


def _refused(answer: Answer, what: str) -> Iterator[str]:
    if answer.status not in REFUSALS:
        yield f"{what}: {answer}"


def _accepted(answer: Answer, what: str) -> Iterator[str]:
    if answer.status in REFUSALS:
        yield f"{what}: {answer}"


@service_check("SEC-02")
def calls_need_authentication(service: Service) -> Problems:
    _ = service.target.signer
    yield from _refused(_post(service, None), "without a JWT")


@service_check("SEC-04")
def the_right_jwt_is_taken(service: Service) -> Problems:
    token = service.target.signer.token(_url(service))
    yield from _accepted(_post(service, f"Bearer {token}"), "the right JWT")


@service_check("SEC-04")
def the_scheme_is_bearer_in_any_case(service: Service) -> Problems:
    signer = _guarded(service).target.signer
    lower = _post(service, f"bearer {signer.token(_url(service))}")
    yield from _accepted(lower, "scheme bearer in lower case")
    basic = _post(service, f"Basic {signer.token(_url(service))}")
    yield from _refused(basic, "scheme Basic")


@check("DISC-16")
def discovery_has_an_audience_of_its_own(target: Target) -> Problems:
    signer = target.signer
    if target.wire.send("GET", DISCOVERY, headers={"Authorization": None}).status == 200:
        raise NotChecked("discovery is open to everybody")
    if target.discovery.status in REFUSALS:
        yield f"with its own JWT {target.discovery}"
    other = signer.header(f"{target.wire.base}{DISCOVERY}/conformance-another")
    answer = target.wire.send("GET", DISCOVERY, headers={"Authorization": other})
    yield from _refused(answer, "a JWT for another URL")


@service_check("JWT-01")
def a_changed_signature_is_refused(service: Service) -> Problems:
    signer = _guarded(service).target.signer
    head, claims, signature = signer.token(_url(service)).split(".")
    turned = signature[:8] + signature[8:][::-1]
    yield from _refused(_post(service, f"Bearer {head}.{claims}.{turned}"), "a changed signature")
    yield from _refused(_post(service, "Bearer not-a-jwt"), "a JWT that is none")


@service_check("JWT-02")
def alg_is_needed(service: Service) -> Problems:
    yield from _refused(_with(service, {"alg": None}), "no alg")


@service_check("JWT-03")
def kid_is_known(service: Service) -> Problems:
    yield from _refused(_with(service, {"kid": "conformance+/=unknown"}), "an unknown kid")


@service_check("JWT-04")
def typ_may_be_absent_but_not_another(service: Service) -> Problems:
    yield from _accepted(_with(service, {"typ": None}), "no typ")
    yield from _refused(_with(service, {"typ": "something-else"}), "another typ")


@service_check("JWT-05", "JWT-13")
def a_strange_jku_is_not_asked(service: Service) -> Problems:
    canary = service.target.canary
    probe = f"jwks-{service.id}"
    _with(service, {"jku": f"{canary.origin}/{probe}", "kid": "conformance-strange"})
    if canary.sang_for(probe):
        yield "the keys were fetched from an address that only the JWT named"


@check("JWT-06")
def keys_agreed_on_need_no_jku(target: Target) -> Problems:
    if target.signer.jku:
        raise NotChecked("the keys are agreed on by jku (--jwt-jku)")
    answers = [target.discovery]
    if target.discovery.status not in REFUSALS:
        answers += [service.answer for service in target.services]
    for answer in answers:
        yield from _accepted(answer, "a JWT without jku (unless key or issuer are not known there)")


@service_check("JWT-07", "JWT-13")
def issuers_are_a_list(service: Service) -> Problems:
    for issuer in ("https://conformance-unlisted.example", None):
        yield from _refused(_with(service, claims={"iss": issuer}), f"iss {issuer}")


@service_check("JWT-08")
def the_audience_is_this_url(service: Service) -> Problems:
    yield from _accepted(_with(service, claims={"aud": [_url(service)]}), "aud in a list")
    for audience in (f"{_url(service)}-another", "https://elsewhere.example/", None):
        yield from _refused(_with(service, claims={"aud": audience}), f"aud {audience}")


@service_check("JWT-09")
def an_expired_jwt_is_refused(service: Service) -> Problems:
    for expires in (int(time.time()) - HOUR_S, None):
        yield from _refused(_with(service, claims={"exp": expires}), f"exp {expires}")


@service_check("JWT-10")
def a_jwt_of_the_future_is_refused(service: Service) -> Problems:
    later = int(time.time()) + HOUR_S
    future = {"iat": later, "exp": later + 60}
    yield from _refused(_with(service, claims=future), "iat in an hour")
    yield from _refused(_with(service, claims={"nbf": later}), "nbf in an hour")


@service_check("JWT-11")
def a_jwt_counts_once(service: Service) -> Problems:
    header = _guarded(service).target.signer.header(_url(service))
    yield from _accepted(_post(service, header), "a JWT for the first time")
    yield from _refused(_post(service, header), "a JWT for the second time")


@service_check("JWT-12")
def a_tenant_is_borne(service: Service) -> Problems:
    yield from _accepted(_with(service, claims={"tenant": "conformance"}), "a claim tenant")


@service_check("JWT-14")
def an_unsigned_jwt_is_refused(service: Service) -> Problems:
    for alg in ("none", "None", "NONE"):
        yield from _refused(_with(service, {"alg": alg}, sign=unsigned), f"alg {alg}")


@service_check("JWT-15")
def a_shared_secret_is_refused(service: Service) -> Problems:
    public = _guarded(service).target.signer.public_pem
    for secret in (public, public.strip()):
        answer = _with(service, {"alg": "HS256"}, sign=shared_secret(secret))
        yield from _refused(answer, "HS256 signed with the public key")


@service_check("JWT-16")
def the_recommended_algorithms_are_taken(service: Service) -> Problems:
    algorithm = _guarded(service).target.signer.algorithm
    if algorithm not in {"ES384", "RS384"}:
        raise NotChecked(f"the key given is for {algorithm}, not ES384 or RS384")
    return []


@service_check("JWT-17")
def every_refusal_is_the_same(service: Service) -> Problems:
    answers = [
        _with(service, claims={"aud": "https://elsewhere.example/"}),
        _with(service, claims={"exp": int(time.time()) - HOUR_S}),
        _with(service, {"alg": "none"}, sign=unsigned),
        _post(service, None),
    ]
    if len({(answer.status, answer.body) for answer in answers}) > 1:
        yield "refusals differ by their reason"
