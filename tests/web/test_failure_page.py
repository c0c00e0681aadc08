"""A failure is a page for a person's browser, and an OperationOutcome for everybody else."""

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture(scope="module")
def client():
    return create_app(Settings.model_validate({"http": {"max_body": 300_000}})).test_client()


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nothing/zebra", 404, "Nothing here"),
        ("GET", "/rules/none", 404, "Nothing here"),
        ("GET", "/chart", 405, "Not to be opened like this"),
        ("POST", "/why", 413, "Too large"),
    ],
)
def test_a_browser_is_told_in_words_and_led_back(client, method, path, status, title):
    sent = {"data": {"text": "w" * 400_000}} if method == "POST" else {}

    answer = client.open(path, method=method, headers={"Accept": BROWSER}, **sent)

    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert 'href="/"' in answer.text
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "zebra" not in answer.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/fhir+json", None])
def test_a_program_gets_an_operation_outcome(client, accept):
    answer = client.get("/nothing/here", headers={"Accept": accept} if accept else {})

    assert answer.status_code == 404
    assert answer.get_json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("path", ["/cds-services/none", "/cds-services/b2m-patient-view/none"])
def test_the_api_never_answers_with_a_page(client, path):
    answer = client.post(path, json={}, headers={"Accept": BROWSER})

    assert answer.get_json()["resourceType"] == "OperationOutcome"


def test_a_page_of_a_wrong_method_still_names_the_right_one(client):
    answer = client.get("/chart", headers={"Accept": BROWSER})

    assert answer.headers["Allow"] == "OPTIONS, POST"
