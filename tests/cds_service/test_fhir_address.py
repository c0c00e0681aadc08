"""Which addresses may be called."""

import pytest

from cds_service.fhir_address import is_loopback, is_under, listed_base, normalised_base

BASE = "https://ehr.example.org/fhir"


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("https://ehr.example.org/fhir", BASE),
        ("https://ehr.example.org/fhir/", BASE),
        ("https://EHR.example.org:443/fhir", BASE),
        ("https://ehr.example.org:8443/fhir", "https://ehr.example.org:8443/fhir"),
        ("https://ehr.example.org", "https://ehr.example.org"),
        ("http://127.0.0.1:8090/fhir", "http://127.0.0.1:8090/fhir"),
        ("http://localhost/fhir", "http://localhost/fhir"),
        ("http://[::1]:8090/fhir", "http://[::1]:8090/fhir"),
    ],
)
def test_one_server_has_one_spelling(written, normalised):
    assert normalised_base(written) == normalised


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ehr.example.org/fhir",
        "/fhir",
        "ftp://ehr.example.org/fhir",
        "file:///etc/passwd",
        "http://ehr.example.org/fhir",
        "http://10.0.0.1/fhir",
        "http://127.0.0.1.example.org/fhir",
        "https://user@ehr.example.org/fhir",
        "https://good.example\\@evil.example/fhir",
        "https://ehr.example.org/fhir?x=1",
        "https://ehr.example.org/fhir#x",
        "https://ehr.example.org/%66hir",
        "https://ehr.example.org/fhir/../admin",
        "https://ehr.example.org/./fhir",
        "https://ehr.example.org./fhir",
        "https://ehr.example.org/fhir\r\nHost: evil.example",
        "https://ehr.example.org/fh ir",
        "https://éhr.example.org/fhir",
        "https://ehr.example.org:port/fhir",
        "https://ehr.example.org:99999/fhir",
        "https://[::1/fhir",
        "https:///fhir",
    ],
)
def test_an_address_on_which_parsers_could_disagree_is_no_base_url(address):
    assert normalised_base(address) is None


def test_only_the_very_base_on_the_list_is_allowed():
    listed = frozenset({BASE})

    assert listed_base("https://EHR.example.org/fhir/", listed) == BASE
    assert listed_base("https://ehr.example.org/fhir/other-tenant", listed) is None
    assert listed_base("https://ehr.example.org", listed) is None
    assert listed_base("https://ehr.example.org:8443/fhir", listed) is None


@pytest.mark.parametrize(
    "address",
    [
        BASE,
        f"{BASE}?_getpages=1",
        f"{BASE}/Observation?code=http%3A%2F%2Floinc.org%7C1952-1",
        "https://EHR.example.org:443/fhir/Patient/1",
    ],
)
def test_the_server_owns_what_lies_under_its_base(address):
    assert is_under(address, BASE)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://ehr.example.org/fhirsecret",
        "https://ehr.example.org/",
        "https://ehr.example.org:8443/fhir/Patient/1",
        "http://ehr.example.org/fhir/Patient/1",
        "https://evil.example/fhir/Patient/1",
        "https://ehr.example.org@evil.example/fhir/Patient/1",
        "https://user@ehr.example.org/fhir/Patient/1",
        f"{BASE}/../admin",
        f"{BASE}/..;/admin",
        f"{BASE}/%2e%2e/admin",
        f"{BASE}\\..\\admin",
        f"{BASE}/x#y",
        f"{BASE}/x\ny",
        "https://[",
    ],
)
def test_the_server_owns_nothing_beside_it(address):
    assert not is_under(address, BASE)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example.org", False),
    ],
)
def test_loopback_is_this_machine_whatever_a_name_server_says(host, loopback):
    assert is_loopback(host) is loopback
