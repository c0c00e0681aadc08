"""FHIR servers whose certificates are signed by the hospital's own authority."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import ValidationError

from cds_service.fhir_answer import Answer
from cds_service.http_guard import NotObtained
from cds_service.settings_sections import FhirSettings
from cds_service.shortfall import Shortfall
from cds_service.trust_key_fetch import guarded_fetch
from tests.cds_service.fhir_stub import Stub, bundle, fhir_stub, observation
from tests.cds_service.searches import SEARCH, client, ids, opened


class Signed(NamedTuple):
    """A certificate that signs itself, and its key, both as PEM files."""

    certificate: Path
    key: Path


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hospital test authority")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = Signed(folder / "authority.pem", folder / "key.pem")
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


@pytest.fixture
def server(signed: Signed) -> Iterator[Stub]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed.certificate, signed.key)
    with fhir_stub(lambda ask: ask.reply(bundle(observation("a"))), tls=context) as stub:
        yield stub


def test_the_sites_own_authority_is_trusted_when_it_is_named(server, signed):
    access = opened(server, client(server, ca_file=str(signed.certificate)))

    assert server.base.startswith("https://")
    assert ids(access.search(SEARCH)) == ["a"]


def test_key_sets_of_cds_clients_can_stand_behind_an_authority_of_the_site_too(server, signed):
    address = f"{server.base}/jwks"

    assert guarded_fetch(str(signed.certificate))(address)["resourceType"] == "Bundle"
    with pytest.raises(NotObtained, match=Shortfall.UNREACHABLE):
        guarded_fetch()(address)
    assert len(server.seen) == 1


def test_without_it_nothing_is_sent(server):
    assert opened(server).search(SEARCH) == Answer(shortfall=Shortfall.UNREACHABLE)
    assert server.seen == []


def test_a_dripping_head_over_tls_is_left_at_the_deadline(signed):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed.certificate, signed.key)
    limits = {"ca_file": str(signed.certificate), "deadline_s": 0.4}

    with fhir_stub(lambda ask: ask.drip_head(0.02), tls=context) as stub:
        answer = opened(stub, client(stub, **limits)).search(SEARCH)

    assert answer == Answer(shortfall=Shortfall.TIMEOUT)


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_file_without_certificates_is_refused_at_start(content, tmp_path):
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)

    with pytest.raises(ValidationError, match="readable file of certificates"):
        FhirSettings(ca_file=str(file))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://inner/fhir/", "https://ehr.example.org/fhir"),
        ("inner/fhir", "https://ehr.example.org/fhir"),
        ("http://inner/fhir?x", "https://ehr.example.org/fhir"),
        ("http://inner/fhir", "http://ehr.example.org/fhir"),
        ("http://inner/fhir", "https://user@ehr.example.org/fhir"),
    ],
)
def test_an_inner_address_must_be_one_and_stand_for_a_server_that_could_be_listed(written, meant):
    with pytest.raises(ValidationError):
        FhirSettings(rewrite_links={written: meant})
