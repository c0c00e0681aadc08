"""Whatever is sent as a token, the answer is a refusal with a word, never an exception."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.trust import TrustedClients, trusted_clients
from cds_service.trust_refusal import NotTrusted
from tests.cds_service.signing import BASE, ISSUER, SERVICE, claims, settings, signed

ENDPOINT = frozenset({f"{BASE}{SERVICE}"})
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=[]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
HEADERS = st.sampled_from(["alg", "typ", "kid", "jku", "crit", "b64", "jwk", "x5u", "cty"])
CLAIMS = st.sampled_from(["iss", "aud", "exp", "iat", "nbf", "jti", "tenant", "sub"])


@pytest.fixture(scope="module")
def clients() -> TrustedClients:
    return trusted_clients(settings(tenants=["ward-7"]).trust)


def refused(clients: TrustedClients, authorization: str) -> bool:
    try:
        clients.caller(authorization, ENDPOINT)
    except NotTrusted:
        return True
    return False


def with_changes(token: str, which: int, changes: dict[str, object]) -> str:
    """The token with its header (0) or claims (1) changed and the signature kept."""
    parts = token.split(".")
    value = json.loads(base64.urlsafe_b64decode(parts[which] + "=="))
    text = json.dumps(value | changes).encode()
    parts[which] = base64.urlsafe_b64encode(text).decode().rstrip("=")
    return ".".join(parts)


@given(authorization=st.text(max_size=200))
def test_any_text_is_refused(authorization, clients):
    assert refused(clients, authorization)
    assert refused(clients, f"Bearer {authorization}")


@given(parts=st.lists(st.binary(max_size=60), min_size=3, max_size=3))
def test_any_three_parts_are_refused(parts, clients):
    token = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)

    assert refused(clients, f"Bearer {token}")


GENUINE = signed(claims(tenant="ward-7"))


@given(changes=st.dictionaries(HEADERS, ODD, min_size=1))
def test_any_change_of_the_header_is_refused(changes, clients):
    assert refused(clients, f"Bearer {with_changes(GENUINE, 0, changes)}")


@given(changes=st.dictionaries(CLAIMS, ODD, min_size=1))
def test_any_change_of_the_claims_is_refused(changes, clients):
    assert refused(clients, f"Bearer {with_changes(GENUINE, 1, changes)}")


@given(changes=st.dictionaries(CLAIMS, ODD, min_size=1))
def test_odd_claims_that_are_truly_signed_are_judged_without_an_exception(changes, clients):
    token = signed(claims(tenant="ward-7") | changes)

    let_in = not refused(clients, f"Bearer {token}")

    assert not let_in or not changes.keys() & {"iss", "aud", "exp", "tenant"}


def test_the_token_that_the_others_are_made_from_is_good(clients):
    assert clients.caller(f"Bearer {GENUINE}", ENDPOINT) == ISSUER
