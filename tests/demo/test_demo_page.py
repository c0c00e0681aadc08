import re
from datetime import date

import pytest
import responses
from requests.exceptions import ConnectionError as NoConnection
from responses import matchers

from cds_service.app import create_app
from cds_service.demo.patients import demo_patients
from cds_service.settings import Settings
from cds_service.settings_sections import StoreSettings
from tests import needs

FHIR_SERVER = "http://127.0.0.1:8090/fhir"
PATIENTS = demo_patients(date(2026, 11, 20))


@pytest.fixture
def page():
    needs.markdown()
    from cds_service.web.demo_page import demo_page  # noqa: PLC0415 - needs the extra

    app = create_app(
        Settings(store=StoreSettings(url="sqlite://")), front=demo_page(PATIENTS, FHIR_SERVER)
    )
    return app.test_client()


def test_the_page_lists_every_patient_without_any_script(page):
    html = page.get("/").text

    for patient in PATIENTS:
        assert patient.name in html
        assert patient.shows in html
    assert "<noscript>" in html


def test_scripts_and_styles_come_from_the_same_origin_only(page):
    answer = page.get("/")

    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<style|style=|onclick=|<script(?! type=\"module\" src=\"/demo/static/)",
                         answer.text)  # fmt: skip
    assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)


@pytest.mark.parametrize(
    "name",
    [
        "demo.js",
        "cds_client.js",
        "cards.js",
        "feedback.js",
        "orders.js",
        "person.js",
        "wire.js",
        "demo.css",
        "icon.svg",
    ],
)
def test_static_files_are_served(page, name):
    with page.get(f"/demo/static/{name}") as answer:
        assert answer.status_code == 200


def test_card_markdown_becomes_a_table_and_bold(page):
    html = rendered(page, "| Index | Result |\n|---|---|\n| ISS | **III** |")

    assert "<table>" in html
    assert "<strong>III</strong>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[link](javascript:alert(1))",
        "![image](https://tracker.example/x.png)",
        "[link](http://plain.example/)",
        '<a href="https://x.example" style="color:red" onclick="x()">y</a>',
    ],
)
def test_nothing_active_comes_out_of_card_markdown(page, hostile):
    html = rendered(page, hostile)

    assert not re.search(r"<(script|img)|<[^>]*(onerror|onclick|style|javascript:|http:)", html)


@pytest.mark.parametrize("body", [[], {}, {"markdown": "text"}, {"markdown": [1]}])
def test_rendering_refuses_anything_but_a_list_of_texts(page, body):
    assert page.post("/demo/render", json=body).status_code == 400


@responses.activate
def test_the_relay_passes_a_search_on_as_written(page):
    responses.get(
        f"{FHIR_SERVER}/Observation",
        body='{"value":2.0}',
        match=[
            matchers.query_param_matcher(
                {"patient": "iss-3", "code": "http://loinc.org|1952-1", "_sort": "-date"}
            )
        ],
    )

    answer = page.get(
        "/demo/fhir/Observation?patient=iss-3&code=http://loinc.org|1952-1&_sort=-date"
    )

    assert (answer.status_code, answer.text) == (200, '{"value":2.0}')


@responses.activate
@pytest.mark.parametrize(
    "path",
    ["metadata", "Practitioner/1", "Patient/1/$everything", "Patient/..", "Patient/../metadata",
     "Observation/1/_history/1", "http://other.example/Patient/1"],
)  # fmt: skip
def test_the_relay_reads_nothing_else(page, path):
    assert page.get(f"/demo/fhir/{path}").status_code == 404
    assert len(responses.calls) == 0


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_relay_only_reads(page, method):
    assert getattr(page, method)("/demo/fhir/Patient/iss-3").status_code == 405


@responses.activate
def test_the_relay_says_when_the_fhir_server_does_not_answer(page):
    responses.get(f"{FHIR_SERVER}/Patient/iss-3", body=NoConnection())

    assert page.get("/demo/fhir/Patient/iss-3").status_code == 502


@responses.activate
def test_the_relay_follows_no_redirect(page):
    responses.get(
        f"{FHIR_SERVER}/Patient/iss-3", status=302, headers={"Location": "https://other.example/"}
    )

    answer = page.get("/demo/fhir/Patient/iss-3")

    assert answer.status_code == 302
    assert "Location" not in answer.headers


def test_a_demo_patients_cards_are_a_page_without_any_script(page):
    answer = page.post("/demo/cards/iss-3")

    assert answer.status_code == 200
    assert "<h2>ISS III" in answer.text
    assert "<script" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_there_are_no_cards_of_an_unknown_patient(page):
    assert page.post("/demo/cards/nobody").status_code == 404


def test_what_cannot_be_read_is_said_in_words(page):
    answer = page.post("/demo/cards", data={"text": "garbage"})

    assert answer.status_code == 400
    assert "This is not JSON." in answer.text


def test_stored_feedback_is_shown_newest_first(page):
    for second, outcome in enumerate(("accepted", "overridden")):
        entry = {
            "card": "1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e01",
            "outcome": outcome,
            "outcomeTimestamp": f"2026-11-23T02:31:0{second}Z",
        }
        page.post("/cds-services/b2m-patient-view/feedback", json={"feedback": [entry]})

    rows = page.get("/demo/feedback").json["feedback"]

    assert [row["outcome"] for row in rows] == ["overridden", "accepted"]
    assert rows[0]["card"] == "1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e01"


def rendered(page, markdown):
    return page.post("/demo/render", json={"markdown": [markdown]}).json["html"][0]
