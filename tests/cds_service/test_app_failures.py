"""Every failure of a call: its status, and an OperationOutcome that repeats nothing."""

import gzip
import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cds_service import cds_hooks
from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.hook_requests import authorization, body, everything_empty

SERVICE_URL = "/cds-services/b2m-patient-view"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings.model_validate({"http": {"max_body": 300_000}})).test_client()


def outcome_of(response: TestResponse) -> dict[str, str]:
    """The only issue of an OperationOutcome."""
    assert response.content_type == "application/json"
    assert response.json is not None
    assert response.json["resourceType"] == "OperationOutcome"
    (issue,) = response.json["issue"]
    assert isinstance(issue, dict)
    return issue


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_refuses_what_is_not_declared_as_json(client, media_type):
    text = json.dumps(body(prefetch=everything_empty()))

    response = client.post(SERVICE_URL, data=text, content_type=media_type)

    assert response.status_code == 415
    assert outcome_of(response)["code"] == "not-supported"


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'{"a":1,}', b'{"hook": NaN}', b"[" * 200_000, b"\xff"]
)
def test_malformed_json_is_a_bad_request(client, text):
    response = client.post(SERVICE_URL, data=text, content_type="application/json")

    assert response.status_code == 400
    assert outcome_of(response)["code"] == "structure"


@pytest.mark.parametrize("member", ["hook", "hookInstance", "context"])
def test_a_missing_member_is_a_bad_request_that_names_it(client, member):
    response = client.post(SERVICE_URL, json=body(**{member: None}))

    assert response.status_code == 400
    assert outcome_of(response) == {
        "severity": "error",
        "code": "required",
        "diagnostics": f"Request member {member} is missing.",
    }


def test_the_hook_of_another_service_is_a_bad_request(client):
    response = client.post(SERVICE_URL, json=body(hook="order-sign"))

    assert response.status_code == 400
    assert outcome_of(response)["diagnostics"] == "Request member hook is not valid."


@pytest.mark.parametrize("path", ["/cds-services/none", "/cds-services/<b>", "/cds-services/a b"])
def test_an_unknown_service_is_not_found(client, path):
    response = client.post(path, json=body())

    assert response.status_code == 404
    assert outcome_of(response)["diagnostics"] == "No CDS service with this id."


def test_an_unknown_address_is_not_found(client):
    response = client.get("/canary-path")

    assert response.status_code == 404
    assert "canary" not in response.text


@pytest.mark.parametrize(("method", "path", "allowed"), [
    ("GET", SERVICE_URL, {"POST", "OPTIONS"}),
    ("POST", "/cds-services", {"GET", "HEAD", "OPTIONS"}),
])  # fmt: skip
def test_another_method_is_refused_and_the_right_ones_named(client, method, path, allowed):
    response = client.open(path, method=method)

    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == allowed
    assert outcome_of(response)["code"] == "not-supported"


@pytest.mark.parametrize("members", [{}, {"prefetch": {}}])
def test_neither_prefetch_nor_access_is_a_failed_precondition(client, members):
    response = client.post(SERVICE_URL, json=body(**members))

    assert response.status_code == 412
    assert outcome_of(response) == {
        "severity": "error",
        "code": "incomplete",
        "diagnostics": "Required data could not be obtained by prefetch or from the FHIR server: "
        "prefetch key b2m, no-access.",
    }


def test_a_server_off_the_list_is_a_failed_precondition(client):
    request = body(fhirServer="http://169.254.169.254/", fhirAuthorization=authorization())

    response = client.post(SERVICE_URL, json=request)

    assert response.status_code == 412
    assert "169.254" not in response.text


def test_a_body_over_the_limit_is_too_large(client):
    response = client.post(SERVICE_URL, data=b" " * 300_001, content_type="application/json")

    assert response.status_code == 413
    assert outcome_of(response)["code"] == "too-long"


def test_a_compressed_body_is_not_unpacked(client):
    packed = gzip.compress(json.dumps(body(prefetch=everything_empty())).encode())

    response = client.post(
        SERVICE_URL,
        data=packed,
        content_type="application/json",
        headers={"Content-Encoding": "gzip"},
    )

    assert response.status_code == 400


def test_a_bug_is_an_internal_error_never_an_empty_list(client, monkeypatch, caplog):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("canary-detail")

    monkeypatch.setattr(cds_hooks, "cards_about", broken)

    response = client.post(SERVICE_URL, json=body(prefetch=everything_empty()))

    assert response.status_code == 500
    assert "canary" not in response.text
    reference = response.headers["X-Request-ID"]
    assert outcome_of(response)["diagnostics"] == f"Internal error. Reference: {reference}."
    assert reference in {getattr(record, "request_id", "") for record in caplog.records}
