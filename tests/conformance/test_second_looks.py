"""Where a requirement is looked at in several ways, the other ways; and where nothing is judged."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from conformance.requirement import REQUIREMENTS, Verdict
from conformance.run import failed
from conformance.target import Options, Target
from conformance.tokens import Signer
from conformance.wire import Wire
from tests.conformance.broken_members import Make, drop, put, with_card, with_entry
from tests.conformance.broken_more import (
    AnswersTwice,
    BreaksAlways,
    BreaksWhenBusy,
    CountsOutcomesAsFaults,
    ForbidsHeaders,
    HasSeveralTexts,
    IsClosed,
    KnowsNoCharset,
    LetsCredentialsIn,
    Minimal,
    PostsSearches,
    Repeats,
    Says,
    WantsNothing,
)
from tests.conformance.little_run import SIGNER, judged, options
from tests.conformance.little_server import LittleServer
from tests.conformance.little_service import LittleService
from tests.conformance.little_trust import ISSUER, Trust

pytestmark = pytest.mark.xdist_group("little-service")


@pytest.fixture(scope="module")
def server() -> Iterator[LittleServer]:
    with LittleServer() as running:
        yield running


@pytest.fixture(scope="module")
def stub_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def short(value: object) -> str:
    """The name of a test case."""
    return value if isinstance(value, str) else getattr(value, "__name__", "given")


def says(body: bytes) -> Make:
    return lambda base, *_: Says(base, body)


CAUGHT: list[tuple[str, Make, str]] = [
    ("GEN-01", says(b'{"cards": [], "cards": []}'), "a member is given twice"),
    ("GEN-01", says(b'{"cards": [NaN]}'), "NaN is not JSON"),
    ("GEN-06", says(b'{"cards": [],}'), "double quotes"),
    ("RESP-01", says(b'{"cards": [7]}'), "no object"),
    ("RESP-01", BreaksAlways, "answered 500"),
    ("DISC-02", HasSeveralTexts, "no object"),
    ("DISC-07", with_entry(put("prefetch", "all")), "no object"),
    ("DISC-15", with_entry(put("extension", "x")), "no object"),
    ("DISC-05", with_entry(put("id", "other")), "answered 404"),
    ("CARD-01", AnswersTwice, "share a uuid"),
    ("CARD-07", with_card(put("suggestions", [7])), "no object"),
    ("ACT-03", with_card(drop("suggestions.0.actions.0.resource")), "resource is missing"),
    ("LINK-02", with_card(put("links.0.url", "http://[bad")), "not absolute"),
    ("REQ-11", KnowsNoCharset, "with a charset: answered 415"),
    ("PREF-10", CountsOutcomesAsFaults, "only an outcome entry"),
    ("REQ-12", BreaksWhenBusy, "answered 503"),
    ("CORS-01", ForbidsHeaders, "are named"),
    ("CORS-04", LetsCredentialsIn, "credentials together with *"),
]


@pytest.mark.parametrize(("name", "make", "reason"), CAUGHT, ids=short)
def test_another_way_of_breaking_a_requirement_is_caught_too(server, stub_port, name, make, reason):
    fhir = f"http://127.0.0.1:{stub_port}/fhir"
    server.service = make(server.origin, fhir, None)

    (outcome,) = judged(server.origin, options(stub_port, signer=None), [name])

    assert outcome.verdict is REQUIREMENTS[name].when_broken
    assert reason in " ".join(outcome.reasons)


def changed(**members: Any) -> Options:
    return options(signer=None, **members)


NOT_JUDGED: list[tuple[str, Make, Options, str]] = [
    ("PREF-14", WantsNothing, changed(), "declares no prefetch"),
    ("PREF-14", Repeats, changed(samples=()), "only a --request with data"),
    ("PREF-14", IsClosed, changed(), "the sample is answered 403"),
    ("RESP-01", IsClosed, changed(samples=()), "the built-in sample was answered 403"),
    ("REQ-02", BreaksAlways, changed(), "the sample itself is answered 500"),
    ("PTOK-01", Minimal, changed(), "no service declares prefetch"),
    ("SRC-06", Minimal, changed(), "no card has a topic"),
    ("COD-01", Minimal, changed(), "no card holds a coding"),
    ("EXT-01", Minimal, changed(), "no card carries an extension"),
    ("ACT-01", Minimal, changed(), "no card suggests an action"),
    ("PTOK-03", with_entry(put("hook", "com.example.a")), changed(), "not known here"),
    ("FHIRACC-02", LittleService, options(0, signer=None), "does it allow that server?"),
    ("JWT-14", LittleService, options(), "asks for no JWT"),
    ("DISC-16", LittleService, options(), "open to everybody"),
]


@pytest.mark.parametrize(("name", "make", "given", "reason"), NOT_JUDGED, ids=short)
def test_what_cannot_be_told_is_not_judged(server, name, make, given, reason):
    server.service = make(server.origin)

    (outcome,) = judged(server.origin, given, [name])

    assert outcome.verdict is Verdict.SKIP
    assert reason in outcome.reasons[0]


def test_a_legal_service_that_does_no_more_than_it_must_fails_nothing(server, stub_port):
    server.service = Minimal(server.origin)

    outcomes = judged(server.origin, changed(stub_port=stub_port))

    assert not failed(outcomes)
    assert "RESP-01" in {o.requirement.id for o in outcomes if o.verdict is Verdict.PASS}


def test_a_service_may_search_by_post(server, stub_port):
    server.service = PostsSearches(server.origin, f"http://127.0.0.1:{stub_port}/fhir")

    outcomes = judged(server.origin, changed(stub_port=stub_port), ["PREF-04", "FHIRACC-02"])

    assert [outcome.verdict for outcome in outcomes] == [Verdict.PASS, Verdict.PASS]


def test_probes_that_listen_on_loopback_are_left_out_for_other_machines():
    given = Options(stub_port=0)
    with Wire("https://cds.example.org", seconds=1) as wire, Target(wire, given) as target:
        for name in ("stub", "canary"):
            with pytest.raises(Exception, match="only for a service on this machine"):
                getattr(target, name)


KEYS = [
    (ec.generate_private_key(ec.SECP256R1()), "ES256"),
    (ec.generate_private_key(ec.SECP384R1()), "ES384"),
    (rsa.generate_private_key(65537, 2048), "RS384"),
]


@pytest.mark.parametrize(("key", "algorithm"), KEYS, ids=lambda value: str(value)[:5])
def test_the_algorithm_fits_the_key(key, algorithm):
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )

    assert Signer(pem, ISSUER).algorithm == algorithm


def test_a_jku_that_was_agreed_on_is_sent_along(server):
    signer = Signer(SIGNER.pem, ISSUER, jku="https://client.example/jwks.json")
    server.service = LittleService(server.origin, trust=Trust())

    agreed, taken = judged(server.origin, options(signer=signer), ["JWT-06", "SEC-04"])[::-1]

    assert (agreed.verdict, taken.verdict) == (Verdict.SKIP, Verdict.PASS)
    assert "agreed on by jku" in agreed.reasons[0]
