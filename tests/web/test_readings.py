"""Pages that answer a posted Bundle or hook request: read, shown inert, kept by nobody."""

import io
import json
import re
from datetime import UTC, datetime

import pytest
from urllib3 import encode_multipart_formdata

from cds_service.app import create_app
from cds_service.demo.patients import demo_patient
from cds_service.json_body import json_text
from cds_service.settings import Settings

HOSTILE = '\u202e<script>alert(1)</script>[x](http://evil.example)|"\u202e' + "w" * 300


@pytest.fixture(scope="module")
def client():
    return create_app(Settings()).test_client()


def bundle(patient_id="rising"):
    return demo_patient(patient_id, datetime.now(UTC).date()).bundle()


def posted(client, body, path="/chart"):
    return client.post(path, data=body, content_type="application/json")


def test_a_bundle_gives_the_chart_and_the_same_as_a_table(client):
    html = posted(client, json_text(bundle())).text

    assert html.count('<svg class="story') == 2
    assert "<desc" in html
    assert "4.2 mg/L" in html.partition("<table")[2].partition("</table>")[0]


def test_the_kidney_function_of_the_chart_stands_in_a_table_too(client):
    html = posted(client, json_text(bundle("iss-3-kidney"))).text

    table = html.partition("eGFR in figures")[2].partition("</table>")[0]
    assert table.count('<th scope="row">') == 2
    assert "CKD-EPI 2021" in table


@pytest.mark.parametrize("path", ["/chart", "/why"])
def test_whose_chart_it_is_stands_on_the_page(client, path):
    held = json.loads(json_text(bundle("iss-3")).replace("iss-3", "\u202eA<b>7"))

    html = posted(client, json_text(held), path).text

    assert "Patient <strong>A&lt;b&gt;7</strong>, read on" in html


@pytest.mark.parametrize("name", ["text", "file"])
def test_a_form_may_hold_the_bundle_as_text_or_file(client, name):
    text = json_text(bundle())
    form = {"text": text} if name == "text" else {"file": (io.BytesIO(text.encode()), "b.json")}

    answer = client.post("/chart", data=form, content_type="multipart/form-data")

    assert answer.status_code == 200
    assert "<svg" in answer.text


def test_a_pasted_bundle_may_be_as_large_as_a_request(client):
    held = bundle()
    held["entry"].append({"resource": {"resourceType": "Basic", "id": "w" * 600_000}})
    body, kind = encode_multipart_formdata({"text": json_text(held)})

    answer = client.post("/chart", data=body, content_type=kind)

    assert answer.status_code == 200


def test_of_several_patients_the_form_names_one(client):
    held = bundle()
    held["entry"] += bundle("iss-3")["entry"]

    asked = client.post("/chart", data={"text": json_text(held)})
    answer = client.post("/chart", data={"text": json_text(held), "patient": " iss-3 "})

    assert (asked.status_code, answer.status_code) == (400, 200)
    assert "6.1 mg/L" in answer.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"resourceType": "Patient"}', b"\xff\xfe", b'{"hook": "x"}']
)
def test_what_cannot_be_read_is_a_clear_page_that_repeats_nothing(client, body):
    answer = posted(client, body)

    assert answer.status_code == 400
    assert "This cannot be read" in answer.text
    assert "Traceback" not in answer.text


def test_a_patients_own_request_shows_nothing(client):
    request = {
        "hook": "patient-view",
        "hookInstance": "1",
        "context": {"userId": "Patient/rising", "patientId": "rising"},
        "prefetch": {"b2m": None},
    }

    answer = posted(client, json_text(request))

    assert answer.status_code == 400
    assert "not a clinician" in answer.text


def test_nothing_of_an_answer_may_be_kept(client):
    assert posted(client, json_text(bundle())).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/chart", "/why"])
def test_nothing_of_what_was_posted_reaches_the_store(path, tmp_path):
    settings = Settings.model_validate({"store": {"url": f"sqlite:///{tmp_path}/b2m.sqlite"}})

    answer = posted(create_app(settings).test_client(), json_text(bundle()), path)

    assert answer.status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_hostile_text_from_the_chart_is_shown_inert(client):
    held = bundle("unknown-unit")
    for entry in held["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Observation":
            resource["performer"] = [{"display": HOSTILE}]
            resource["valueQuantity"] = {"value": 4, "unit": HOSTILE}

    html = posted(client, json_text(held)).text

    assert "<script" not in html
    assert "\u202e" not in html
    assert not re.search(r"href=\"http://evil", html)


def test_the_chart_reads_what_a_site_maps_to_loinc():
    held = bundle("iss-3")
    for entry in held["entry"]:
        for item in entry["resource"].get("code", {}).get("coding", []):
            if item["code"] == "1952-1":
                item.update(system="urn:lab", code="77")
    settings = Settings.model_validate({"site": {"local_codes": {"urn:lab|77": "1952-1"}}})

    html = posted(create_app(settings).test_client(), json_text(held)).text

    assert "6.1 mg/L" in html


def test_a_chart_without_b2m_says_that_there_is_nothing_to_draw(client):
    html = posted(client, json_text(bundle("no-b2m"))).text

    assert "nothing to draw" in html
    assert "<svg" not in html
