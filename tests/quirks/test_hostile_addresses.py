"""Addresses that somebody hands in so that the service calls them: none is contacted.

Three ways in: the `fhirServer` of a request, the `next` link of an answer, a key set's address.
"""

import pytest
import requests

from cds_service.app import create_app
from cds_service.http_guard import NotObtained, listed_json
from cds_service.settings import Settings
from cds_service.shortfall import Shortfall
from tests.cds_service.fhir_stub import Exchange, Stub, bundle, fhir_stub, observation
from tests.cds_service.hook_requests import authorization, body
from tests.cds_service.searches import SEARCH, client, ids, opened
from tests.quirks.contacts import contacts

# {trap} is a server that listens, {port} its port, {listed} the server on the list, {host} its
# host and port.
HOSTILE = [
    "{trap}",
    "http://127.0.0.1:{port}/fhir/",
    "http://localhost:{port}/fhir",
    "http://LOCALHOST:{port}/fhir",
    "http://127.1:{port}/fhir",
    "http://2130706433:{port}/fhir",
    "http://0x7f000001:{port}/fhir",
    "http://0177.0.0.1:{port}/fhir",
    "http://0.0.0.0:{port}/fhir",
    "http://[::1]:{port}/fhir",
    "http://[::ffff:127.0.0.1]:{port}/fhir",
    "http://127.0.0.1.:{port}/fhir",
    "http://169.254.169.254/latest/meta-data",
    "http://[fd00:ec2::254]/latest/meta-data",
    "http://metadata.google.internal/computeMetadata/v1",
    "http://10.0.0.1/fhir",
    "https://evil.example/fhir",
    "//evil.example/fhir",
    "\\\\evil.example\\fhir",
    "{listed}@evil.example/fhir",
    "{listed}@127.0.0.1:{port}/fhir",
    "http://{host}@127.0.0.1:{port}/fhir",
    "http://{host}\\@127.0.0.1:{port}/fhir",
    "http://127.0.0.1:{port}\\@{host}/fhir",
    "http://127.0.0.1:{port}#@{host}/fhir",
    "http://127.0.0.1:{port}?@{host}/fhir",
    "http://127.0.0.1:{port};{host}/fhir",
    "{listed}/../admin",
    "{listed}/%2e%2e/admin",
    "{listed}/..%2fadmin",
    "{listed}/..;/admin",
    "{listed}-other",
    "{listed}.evil.example",
    "{listed}\r\nHost: evil.example",
    "{listed}\nX: y",
    "{listed}\t",
    "{listed}\x00",
    " {trap}",
    "{listed} @127.0.0.1:{port}",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "ftp://127.0.0.1:{port}/fhir",
    "data:application/json,{{}}",
    "javascript:alert(1)",
    "jar:http://127.0.0.1:{port}!/",
    "http://127.0.0.1:{port}%2f@{host}/fhir",
    "http://①②⑦.0.0.1:{port}/fhir",
    "http://éhr.example/fhir",
    "http://127.0.0.1:{port}:80/fhir",
    "http://:{port}/fhir",
    "http:///fhir",
    "http://[",
    "http://*/fhir",
    "https:{trap}",
]
every_address = pytest.mark.parametrize("address", HOSTILE, ids=range(len(HOSTILE)))


@pytest.fixture(scope="module")
def trap():
    with fhir_stub(lambda ask: ask.reply(bundle())) as stub:
        yield stub


@pytest.fixture(scope="module")
def listed():
    with fhir_stub(lambda ask: ask.reply(bundle())) as stub:
        yield stub


def filled(address: str, trap: Stub, listed: Stub) -> str:
    return address.format(
        trap=trap.base,
        port=trap.base.split(":")[2].partition("/")[0],
        listed=listed.base,
        host=listed.base.split("/")[2],
    )


def host_of(stub: Stub) -> str:
    return stub.base.split("/")[2]


def test_the_table_is_long_enough():
    assert len(set(HOSTILE)) >= 30


def test_a_contact_would_be_noticed(trap):
    with contacts() as noted:
        requests.get(trap.base, timeout=5)

    assert host_of(trap) in noted


@every_address
def test_as_fhir_server_it_is_not_contacted_and_the_answer_says_not_allowed(address, trap, listed):
    settings = Settings.model_validate({"fhir": {"servers": [listed.base]}})
    hooks = create_app(settings).test_client()
    hostile = filled(address, trap, listed)

    with contacts() as noted:
        answer = hooks.post(
            "/cds-services/b2m-patient-view",
            json=body(fhirServer=hostile, fhirAuthorization=authorization()),
        )

    assert noted == []
    assert answer.status_code == 412
    assert "prefetch key b2m, not-allowed" in answer.get_json()["issue"][0]["diagnostics"]


@every_address
def test_as_next_link_it_is_not_contacted_and_the_rows_count_as_incomplete(address, trap):
    def leads_away(ask: Exchange) -> None:
        link = filled(address, trap, ask.stub)
        ask.reply(bundle(observation("a"), next_link=link))

    with fhir_stub(leads_away) as server:
        with contacts() as noted:
            answer = opened(server, client(server)).search(SEARCH)

        assert set(noted) == {host_of(server)}
        assert ids(answer) == ["a"]
        assert answer.shortfall is not None
        assert len(server.seen) == 1


@every_address
def test_as_key_set_it_is_not_contacted(address, trap, listed):
    with contacts() as noted, pytest.raises(NotObtained) as refused:
        fetched(filled(address, trap, listed), {f"{listed.base}/keys"})

    assert noted == []
    assert refused.value.shortfall is Shortfall.NOT_ALLOWED


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1/keys",
        "http://keys.example/keys",
        "file:///etc/passwd",
        "http://[",
        "https://*.example/keys",
        "",
        "http://{host}@127.0.0.1:{port}/keys",
        "http://{host}\\@127.0.0.1:{port}/keys",
        "http://127.0.0.1:{port}#@{host}/keys",
        "{trap}/a/../keys",
        "{trap}/%2e%2e/keys",
        "{trap}/keys\r\nX: y",
        "{trap}/keys?a=b#c",
    ],
)
def test_a_key_set_that_was_listed_by_mistake_is_not_contacted_either(address, trap, listed):
    hostile = filled(address, trap, listed)

    with contacts() as noted, pytest.raises(NotObtained) as refused:
        fetched(hostile, {hostile})

    assert noted == []
    assert refused.value.shortfall is Shortfall.NOT_ALLOWED


def fetched(url: str, allowed: set[str]) -> object:
    return listed_json(url, allowed, deadline_s=2, max_bytes=1000)
