"""Settings of client trust: what is refused, what is only warned of, and what the commands say."""

import json

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from cds_service.cli import main
from cds_service.serve import startup_notice
from cds_service.settings import Settings
from cds_service.trust_settings import PUBLIC_SANDBOX, IssuerSettings
from tests.cds_service.signing import BASE, ISSUER, ec_key, jwk, rsa_key, settings

JWKS = f"{ISSUER}/jwks.json"
GOOD = {ISSUER: {"jku": [JWKS]}}


def check(issuers=GOOD, base=BASE, **variables):
    """`b2m-cds config check` with these settings."""
    set_to = {
        "B2M_CDS_TRUST_MODE": "jwt",
        "B2M_CDS_TRUST_ISSUERS": json.dumps(issuers),
        "B2M_CDS_HTTP_PUBLIC_BASE_URL": base,
    }
    return CliRunner().invoke(main, ["config", "check"], env=set_to | variables)


def test_a_client_with_a_key_address_is_enough():
    result = check()

    assert (result.exit_code, result.output) == (0, "The settings are valid.\n")


@pytest.mark.parametrize(
    "base",
    ["", "http://cds.example.org", "https://cds.example.org?x=1", "https://u@cds.example.org"],
)
def test_the_mode_jwt_needs_a_public_address_that_tokens_can_name(base):
    result = check(base=base)

    assert result.exit_code == 1
    assert "http.public_base_url: trust.mode jwt needs it, as https" in result.output


def test_the_public_address_may_be_plain_on_this_machine():
    assert check(base="http://127.0.0.1:8080").exit_code == 0


def test_the_mode_jwt_needs_an_issuer():
    result = check(issuers={})

    assert result.exit_code == 1
    assert "mode jwt needs at least one issuer" in result.output


@pytest.mark.parametrize("base", [BASE, ""])
def test_issuers_without_the_mode_are_kept_for_later(base):
    trust = {"issuers": GOOD}

    assert Settings.model_validate({"trust": trust, "http": {"public_base_url": base}})


REFUSED = [
    ({}, "needs jku, keys or keys_file"),
    ({"jku": ["http://ehr.example.org/jwks"]}, "exact https addresses"),
    ({"jku": ["https://user@ehr.example.org/jwks"]}, "exact https addresses"),
    ({"jku": ["https://ehr.example.org\\@evil.example/jwks"]}, "exact https addresses"),
    ({"jku": ["https://ehr.example.org/../jwks"]}, "exact https addresses"),
    ({"jku": ["https://ehr.example.org/jwks#1"]}, "exact https addresses"),
    ({"jku": ["*"]}, "exact https addresses"),
    ({"jku": [JWKS], "algorithms": ["none"]}, "must be 'ES256'"),
    ({"jku": [JWKS], "algorithms": ["HS256"]}, "must be 'ES256'"),
    ({"jku": [JWKS], "algorithms": []}, "at least 1 item"),
    ({"jku": [JWKS], "audiences": [""]}, "at least 1 character"),
    ({"jku": [JWKS], "audience": "sand_man"}, "there is no such setting"),
    ({"keys": [{"kty": "oct", "kid": "canary", "k": "canary"}]}, "public EC or RSA key"),
    ({"keys": [{"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB"}]}, "public EC or RSA key"),
    ({"keys_file": "/nowhere/jwks.json"}, "cannot be read"),
]


@pytest.mark.parametrize(("issuer", "complaint"), REFUSED)
def test_says_what_is_wrong_with_a_client_and_never_the_value(issuer, complaint):
    result = check({ISSUER: issuer})

    assert result.exit_code == 1
    assert f"trust.issuers.{ISSUER}" in result.output
    assert complaint in result.output
    assert "canary" not in result.output


def test_a_private_key_is_refused_and_not_printed():
    private = ec_key().private_numbers().private_value
    pasted = jwk(ec_key(), "k") | {"d": format(private, "x")}

    result = check({ISSUER: {"keys": [pasted]}})

    assert result.exit_code == 1
    assert pasted["d"] not in result.output


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("not json", "must be a JWK Set in JSON"),
        ('{"keys": []}', "holds no public EC or RSA key"),
        (json.dumps({"keys": [{"kty": "oct", "kid": "k"}]}), "holds no public EC or RSA key"),
    ],
)
def test_a_file_without_usable_keys_is_refused(content, complaint, tmp_path):
    file = tmp_path / "jwks.json"
    file.write_text(content, encoding="utf-8")

    result = check({ISSUER: {"keys_file": str(file)}})

    assert result.exit_code == 1
    assert complaint in result.output


def test_keys_in_a_file_are_enough(tmp_path):
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [jwk(rsa_key(), "k")]}), encoding="utf-8")

    assert check({ISSUER: {"keys_file": str(file)}}).exit_code == 0


@pytest.mark.parametrize(("name", "value"), [("MAX_LIFE_S", "3601"), ("JWKS_CACHE_S", "60")])
def test_limits_have_limits(name, value):
    assert check(**{f"B2M_CDS_TRUST_{name}": value}).exit_code == 1


def test_the_recommended_algorithms_are_the_default():
    assert IssuerSettings.model_validate({"jku": [JWKS]}).algorithms == {"ES384", "RS384"}


def test_warns_of_the_public_sandbox_whose_key_everybody_has():
    result = check({PUBLIC_SANDBOX: {"jku": [f"{PUBLIC_SANDBOX}/jwks.json"]}})

    assert result.exit_code == 0
    assert "Warning: trust.issuers: https://sandbox.cds-hooks.org is the public" in result.output


def test_warns_of_tokens_that_need_not_be_addressed_to_this_service():
    result = check({ISSUER: {"jku": [JWKS], "audiences": ["sand_man"]}})

    assert result.exit_code == 0
    assert f"Warning: trust.issuers.{ISSUER}.audiences" in result.output
    assert "sand_man" not in result.output


def test_warns_of_a_store_that_workers_do_not_share():
    result = check(B2M_CDS_STORE_URL="sqlite://")

    assert result.exit_code == 0
    assert "Warning: store.url: a store in memory is not shared" in result.output


def test_warns_of_nothing_that_is_not_in_force():
    sandbox = {PUBLIC_SANDBOX: {"jku": [JWKS], "audiences": ["sand_man"]}}

    assert "Warning" not in check(sandbox, B2M_CDS_TRUST_MODE="none").output


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_serve_says_which_mode_holds_and_warns_there_too(host):
    file = "sqlite:///store.sqlite"
    plain = startup_notice(host, settings(store=file))
    public = startup_notice(host, settings({PUBLIC_SANDBOX: {"jku": [JWKS]}}, store=file))

    assert plain == f"Listening on {host}, trust.mode jwt."
    assert "whose private key everybody can read" in public


def test_the_mode_cannot_be_something_else():
    with pytest.raises(ValidationError):
        Settings.model_validate({"trust": {"mode": "jwks"}})
