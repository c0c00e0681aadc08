"""`b2m-cds sandbox` as a client that signs: who trusts it answers, who does not says 401."""

import json
import socket
from collections.abc import Iterator

import jwt
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from cds_service.app import create_app
from cds_service.cds_client import CdsClientFailure
from cds_service.cli import main
from cds_service.client_signature import signer_from
from cds_service.loopback_server import served
from cds_service.settings import Settings
from tests.cds_service.fhir_stub import bundle, fhir_stub
from tests.cds_service.signing import ISSUER, ec_key, jwk, rsa_key

pytestmark = pytest.mark.xdist_group("servers")


def private(key, **members):
    kind = ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else RSAAlgorithm
    return kind.to_jwk(key, as_dict=True) | {"kid": "k"} | members


@pytest.fixture
def key_file(tmp_path):
    """Write a key file and say where it is."""

    def written(content):
        file = tmp_path / "key.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        return file

    return written


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """A service that trusts ISSUER and knows its own address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = Settings.model_validate(
        {
            "http": {"public_base_url": f"http://127.0.0.1:{port}"},
            "trust": {"mode": "jwt", "issuers": {ISSUER: {"keys": [jwk(ec_key(), "k")]}}},
            "store": {"url": "sqlite://"},
        }
    )
    with served(create_app(settings), port) as address:
        yield address


def sandbox(*arguments, **variables):
    with fhir_stub(lambda ask: ask.reply(bundle())) as stub:
        command = ["sandbox", "--fhir-server", stub.base, "--patient", "p", *map(str, arguments)]
        return CliRunner().invoke(main, command, env=variables)


def test_a_client_that_signs_is_answered(service, key_file):
    result = sandbox(
        "--service", service, "--jwt-key", key_file(private(ec_key())), "--jwt-iss", ISSUER
    )

    assert result.exit_code == 0, result.output
    assert "Answer 200" in result.output


def test_a_client_that_does_not_sign_is_told_that_it_is_not_trusted(service):
    result = sandbox("--service", service)

    assert result.exit_code == 1
    assert "does not trust this caller (401)" in result.output


def test_a_client_that_signs_with_another_key_is_told_so_too(service, key_file):
    result = sandbox(
        "--service", service, "--jwt-key", key_file(private(ec_key("x"))), "--jwt-iss", ISSUER
    )

    assert result.exit_code == 1
    assert "does not trust this caller (401)" in result.output


def test_the_service_that_the_command_starts_itself_asks_for_no_token():
    trust = {ISSUER: {"keys": [jwk(ec_key(), "k")]}}

    result = sandbox(
        B2M_CDS_TRUST_MODE="jwt",
        B2M_CDS_TRUST_ISSUERS=json.dumps(trust),
        B2M_CDS_HTTP_PUBLIC_BASE_URL="https://cds.example.org",
    )

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("half", [["--jwt-iss", ISSUER], ["--jwt-key", "key.json"]])
def test_key_and_issuer_go_together(half):
    result = sandbox(*half)

    assert result.exit_code == 2
    assert "go together" in result.output


@pytest.mark.parametrize(
    ("key", "members", "algorithm"),
    [
        (ec_key, {}, "ES384"),
        (rsa_key, {}, "RS384"),
        (rsa_key, {"alg": "PS256"}, "PS256"),
        (lambda: ec_key("p256", ec.SECP256R1), {}, "ES256"),
    ],
)
def test_each_token_is_new_short_lived_and_made_for_one_address(key, members, algorithm, key_file):
    signer = signer_from(key_file(private(key(), **members)), ISSUER)

    tokens = [signer.token("https://cds.example.org/cds-services") for _ in range(2)]

    read = [
        jwt.decode(
            token,
            key().public_key(),
            algorithms=[algorithm],
            audience="https://cds.example.org/cds-services",
            issuer=ISSUER,
        )
        for token in tokens
    ]
    assert jwt.get_unverified_header(tokens[0]) == {"alg": algorithm, "typ": "JWT", "kid": "k"}
    assert [claims["exp"] - claims["iat"] for claims in read] == [300, 300]
    assert read[0]["jti"] != read[1]["jti"]


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        "text",
        {"kty": "oct", "kid": "k", "k": "canary", "alg": "HS256"},
        jwk(ec_key(), "k"),
        {name: value for name, value in private(ec_key()).items() if name != "kid"},
        private(ec_key(), alg="RS384"),
        private(ec_key(), alg="none"),
        private(ec_key(), kty=["EC"]),
    ],
    ids=lambda content: str(content)[:20],
)
def test_a_file_that_holds_no_private_key_is_refused_without_its_content(content, key_file):
    with pytest.raises(CdsClientFailure, match="does not hold one private") as failure:
        signer_from(key_file(content), ISSUER)

    assert "canary" not in str(failure.value)


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(CdsClientFailure, match="cannot be read"):
        signer_from(tmp_path / "none", ISSUER)


def test_the_key_is_not_printed(key_file):
    assert "PrivateKey" not in repr(signer_from(key_file(private(ec_key())), ISSUER))
