"""The attack table: what a forger, a thief or a broken client sends, over HTTP, and what it gets.

Every row is answered 401 without a body; the request log has the word of the rule that held.
"""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.logs import JsonLines
from tests.cds_service.fhir_stub import Exchange, Stub, fhir_stub
from tests.cds_service.hook_requests import body, everything_empty
from tests.cds_service.signing import (
    ISSUER,
    SERVICE,
    bearer,
    claims,
    ec_key,
    jwk,
    key_set,
    settings,
    signed,
)
from tests.cds_service.trust_attacks import ATTACKS, forged, now, told

OTHER = "https://other.example.org"


@pytest.fixture(scope="module")
def ehr() -> Iterator[Stub]:
    """The EHR's key set at /fhir/jwks; anything else on this server belongs to the attacker."""

    def behave(ask: Exchange) -> None:
        own = ask.path == "/fhir/jwks"
        ask.reply(key_set() if own else {"keys": [jwk(ec_key("forged"), "ec")]})

    with fhir_stub(behave) as stub:
        yield stub


@pytest.fixture(scope="module")
def client(ehr: Stub) -> FlaskClient:
    return create_app(settings(jku=[f"{ehr.base}/jwks"], tenants=["ward-7"])).test_client()


def refused_by(caplog) -> list[str]:
    return [vars(line).get("refusal", "") for line in caplog.records if line.msg == "request"]


def logged(caplog) -> str:
    return "\n".join(map(JsonLines().format, caplog.records))


def post(client: FlaskClient, headers: dict[str, str], path: str = SERVICE):
    return client.post(
        path,
        json=body(prefetch=everything_empty()),
        headers=headers | {"Origin": ISSUER},
    )


@pytest.mark.parametrize(
    ("headers", "word"), [pytest.param(make, word, id=name) for name, make, word in ATTACKS]
)
def test_an_attack_gets_an_empty_401_and_the_log_one_word(headers, word, client, caplog):
    caplog.set_level("INFO")
    sent = headers()

    answer = post(client, sent)

    assert (answer.status_code, answer.data) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Content-Type" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == ISSUER
    assert refused_by(caplog) == [word]
    credentials = sent.get("Authorization", "").removeprefix("Bearer ").strip()
    assert not credentials or credentials not in logged(caplog)


JKU_TRICKS = [
    "http://{host}/fhir/evil",
    "http://{host}/fhir/jwks?",
    "http://{host}/fhir/jwks#evil",
    "http://{host}/fhir/jwks/",
    "http://{host}/fhir/../fhir/jwks",
    "http://{host}/fhir/%6awks",
    "http://ehr.example.org@{host}/fhir/jwks",
    "http://{host}\\@evil.example/fhir/jwks",
    "HTTP://{host}/fhir/jwks",
    "//{host}/fhir/jwks",
    "file:///etc/passwd",
    "data:application/json,{{}}",
    "https://169.254.169.254/latest/meta-data/",
    "",
    7,
    ["http://{host}/fhir/jwks"],
]


@pytest.mark.parametrize("trick", JKU_TRICKS, ids=str)
def test_a_key_address_off_the_list_is_refused_and_never_asked(trick, client, ehr, caplog):
    caplog.set_level("INFO")
    host = ehr.base.removeprefix("http://").removesuffix("/fhir")
    before = len(ehr.seen)
    jku = trick.format(host=host) if isinstance(trick, str) else trick

    answer = post(client, bearer(forged(jku=jku)))

    assert (answer.status_code, refused_by(caplog)) == (401, ["key-address"])
    assert len(ehr.seen) == before


def test_addresses_in_other_headers_are_never_asked(client, ehr):
    before = len(ehr.seen)
    answer = post(client, bearer(forged(kid="rsa", x5u=f"{ehr.base}/evil")))

    assert answer.status_code == 401
    assert {seen.path for seen in ehr.seen[before:]} <= {"/fhir/jwks"}


def test_a_key_set_that_leads_elsewhere_is_not_followed(caplog):
    caplog.set_level("INFO")
    with fhir_stub(lambda ask: ask.redirect("/fhir/elsewhere")) as stub:
        client = create_app(settings(jku=[f"{stub.base}/jwks"])).test_client()
        answer = post(client, bearer(signed(claims())))

    assert (answer.status_code, refused_by(caplog)) == (401, ["keys-unavailable"])
    assert stub.paths == ["/fhir/jwks"]


def test_a_key_set_that_is_down_does_not_hide_the_keys_of_another(ehr, caplog):
    caplog.set_level("INFO")
    with fhir_stub(lambda ask: ask.reply({}, 500)) as dead:
        both = settings(jku=[f"{dead.base}/jwks", f"{ehr.base}/jwks"])
        client = create_app(both).test_client()
        known = post(client, bearer(signed(claims())))
        unknown = post(client, bearer(signed(claims(), kid="unknown")))

    assert (known.status_code, unknown.status_code) == (200, 401)
    assert refused_by(caplog) == ["", "keys-unavailable"]


@pytest.mark.parametrize("path", [SERVICE, "/cds-services/unknown", "/cds-services//unknown/"])
def test_every_call_of_a_service_needs_a_token(path, client):
    assert post(client, {}, path).status_code == 401


@pytest.mark.parametrize("path", ["/chart", "/why"])
def test_nothing_of_a_patient_is_read_for_a_caller_nobody_knows(path, client):
    assert client.post(path, json={"resourceType": "Bundle"}).status_code == 404


def test_a_token_counts_once(client, caplog):
    caplog.set_level("INFO")
    token = bearer(signed(told()))

    assert [post(client, token).status_code for _ in range(3)] == [200, 401, 401]
    assert refused_by(caplog) == ["", "replayed", "replayed"]


def test_a_token_for_one_request_does_not_open_another_with_the_same_jti(client):
    first = post(client, bearer(signed(told(jti="one"))))
    second = post(client, bearer(signed(told(jti="one", exp=now() + 600))))

    assert (first.status_code, second.status_code) == (200, 401)


def test_a_refused_token_is_not_used_up(client):
    """Else whoever can guess a nonce could shut the client out."""
    post(client, bearer(signed(told(jti="guessed"), ec_key("forged"))))

    assert post(client, bearer(signed(told(jti="guessed")))).status_code == 200


@pytest.fixture(scope="module")
def two_clients() -> FlaskClient:
    """A service that trusts another issuer too."""
    return create_app(settings({OTHER: {"keys": [jwk(ec_key("other"), "o")]}})).test_client()


def test_one_issuer_cannot_use_up_the_nonces_of_another(two_clients):
    theirs = signed(claims(iss=OTHER, jti="same"), ec_key("other"), kid="o")
    ours = signed(claims(jti="same"))

    assert [post(two_clients, bearer(token)).status_code for token in (theirs, ours)] == [200, 200]


def test_one_issuer_cannot_speak_for_another(two_clients, caplog):
    caplog.set_level("INFO")

    answer = post(two_clients, bearer(signed(claims(), ec_key("other"), kid="o")))

    assert (answer.status_code, refused_by(caplog)) == (401, ["unknown-key"])
