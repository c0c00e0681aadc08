"""Headers: browser pages from other origins, and what every answer carries."""

import pytest
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.settings import Settings

SERVICE_URL = "/cds-services/b2m-patient-view"
ORIGIN = "https://ehr.example.org"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    settings = Settings.model_validate({"http": {"cors_origins": [ORIGIN]}})
    return create_app(settings).test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/cds-services",
        SERVICE_URL,
        "/cds-services//b2m-patient-view",
        "/cds-services/b2m-order-select",
        "/cds-services/b2m-order-sign",
        "/openapi.json",
    ],
)
def test_a_preflight_is_answered_without_authentication_or_redirect(client, path):
    response = client.options(
        path,
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )

    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert {"GET", "POST"} <= set(response.headers["Access-Control-Allow-Methods"].split(", "))
    assert response.headers["Access-Control-Allow-Headers"] == "authorization, content-type"


@pytest.mark.parametrize(
    ("path", "status"), [("/cds-services", 405), (SERVICE_URL, 400), ("/cds-services/x", 404)]
)
def test_errors_carry_the_origin_too(client, path, status):
    response = client.post(path, json={}, headers={"Origin": ORIGIN})

    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://ehr.example.org.evil.example",
        "https://ehrXexample.org",
        "http://localhost:8000",
        "null",
    ],
)
def test_an_origin_off_the_list_gets_nothing(client, origin):
    response = client.get("/cds-services", headers={"Origin": origin})

    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8090", True),
        ("http://[::1]:8090", True),
        ("http://localhost", True),
        ("http://localhost.evil.example", False),
        ("http://127.0.0.1:8090.evil.example", False),
        ("https://evil.example", False),
    ],
)
def test_pages_of_this_machine_may_call_only_when_told_so(origin, allowed):
    client = create_app(Settings(), loopback_cors=True).test_client()

    response = client.get("/cds-services", headers={"Origin": origin})

    assert ("Access-Control-Allow-Origin" in response.headers) is allowed


@pytest.mark.parametrize("path", ["/cds-services", "/livez", "/nowhere"])
def test_every_answer_carries_the_security_headers_and_a_request_id(client, path):
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert len(headers["X-Request-ID"]) == 16
