"""The claims at the very second where the answer changes, and the spellings of an address."""

import pytest

from cds_service.trust_claims import ClaimRules, accepted_claims, without_extra_slashes
from cds_service.trust_refusal import NotTrusted

NOW = 1_800_000_000
HERE = "https://cds.example.org/cds-services/b2m-patient-view"
RULES = ClaimRules(frozenset({HERE}), frozenset(), longest_life_s=3600)

# Seconds from now: issued, expires, not before; then the word, "" = accepted.
BOUNDARIES = [
    (0, 300, None, ""),
    (-300, -29, None, ""),
    (-300, -30, None, "expired"),
    (30, 300, None, ""),
    (31, 300, None, "issued-in-future"),
    (0, 3600, None, ""),
    (0, 3601, None, "lifetime"),
    (0, 300, 30, ""),
    (0, 300, 31, "not-yet-valid"),
    (0, 900, -300, ""),
    (10, 5, None, ""),
]


@pytest.mark.parametrize(("issued", "expires", "not_before", "word"), BOUNDARIES)
def test_times_hold_to_the_second(issued, expires, not_before, word):
    claims = {"aud": HERE, "jti": "n", "iat": NOW + issued, "exp": NOW + expires}
    if not_before is not None:
        claims["nbf"] = NOW + not_before

    assert refusal(claims) == word


def refusal(claims):
    try:
        accepted_claims(claims, RULES, NOW)
    except NotTrusted as refused:
        return refused.refusal.value
    return ""


def test_a_nonce_is_remembered_until_no_clock_accepts_the_token_any_more():
    claims = {"aud": HERE, "jti": "n", "iat": NOW, "exp": NOW + 300}

    accepted = accepted_claims(claims, RULES, NOW)

    assert accepted.expires == NOW + 330
    assert refusal_at(claims, accepted.expires) == "expired"


def refusal_at(claims, now):
    with pytest.raises(NotTrusted) as refused:
        accepted_claims(claims, RULES, now)
    return refused.value.refusal.value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://cds.example.org/cds-services/", "https://cds.example.org/cds-services"),
        ("https://cds.example.org//cds-services///x//", "https://cds.example.org/cds-services/x"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("sand_man", "sand_man"),
    ],
)
def test_extra_slashes_do_not_make_another_address(written, read):
    assert without_extra_slashes(written) == read
