"""The page that answers why each card says what it says."""

import html
import re
from datetime import UTC, datetime

import pytest

from cds_service.app import create_app
from cds_service.demo.patients import STORIES, demo_patient
from cds_service.interpret_file import delivered
from cds_service.json_body import json_text
from cds_service.settings import Settings

HOSTILE = '\u202e<script>alert(1)</script>[x](http://evil.example)|"\u202e' + "w" * 300


@pytest.fixture(scope="module")
def client():
    return create_app(Settings()).test_client()


def bundle(patient_id):
    return demo_patient(patient_id, datetime.now(UTC).date()).bundle()


def asked(client, body):
    return client.post("/why", data=json_text(body), content_type="application/json")


def page(client, patient_id):
    """The words of the page, tags left out."""
    text = asked(client, bundle(patient_id)).text
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", text)).split())


@pytest.mark.parametrize("story", [story.id for story in STORIES])
def test_every_card_of_every_patient_is_explained_under_its_summary(client, story):
    held = json_text(bundle(story))
    cards = delivered(held.encode(), Settings()).cards(Settings(), datetime.now(UTC))

    answer = asked(client, bundle(story))

    found = re.findall(r"<h2 id=\"card-\d\">.*?</span> (.*?)</h2>", answer.text)
    assert list(map(html.unescape, found)) == [card["summary"] for card in cards]


def test_inputs_are_shown_as_reported_with_their_conversion_and_date(client):
    today = datetime.now(UTC).date()
    text = page(client, "micrograms")

    assert re.search(r"B2M 6300 ug/L x 0\.001 = 6\.3 mg/L \d+ \w{3} \d{4}", text)
    assert str(today.year) in text


def test_a_conversion_by_molar_mass_is_called_so(client):
    assert "250 nmol/L x 0.011729 (molar mass) = about 2.93 mg/L" in page(client, "nanomoles")


def test_the_missing_albumin_is_shown_with_what_each_answer_would_leave(client):
    text = page(client, "albumin-missing")

    assert "albumin missing below 35 g/L II 35 g/L or more I" in text


def test_the_rows_of_the_table_that_remain_are_marked(client):
    text = asked(client, bundle("albumin-missing")).text

    assert re.findall(r"<mark>(stage \w+) +B2M|<mark>(stage II)   neither", text)
    assert "<mark>stage III" not in text


@pytest.mark.parametrize(
    ("story", "row"),
    [
        ("urine-tubular", r"not raised +high +urine-only-tubular"),
        ("urine-overflow", r"&gt;= 5\.0, or raised with eGFR &lt; 30 +high +both-overflow-likely"),
        ("rising", r"more than expected .* and eGFR"),
        ("rising", r" +changed by less than 20 %"),
        ("creatinine-rising", r"rise +&gt;= 0\.3 mg/dL .*"),
        ("creatinine-rising", r" +compared as reported.*"),
    ],
)
def test_the_row_of_a_table_without_groups_is_marked_too(client, story, row):
    marked = re.findall("<mark>(.*?)</mark>", asked(client, bundle(story)).text)

    assert any(re.fullmatch(row, text) for text in marked)


@pytest.mark.parametrize(
    ("story", "row"),
    [
        ("urine-tubular", "serum-only"),
        ("rising", "sustained rise"),
        ("urine-acid", "both-normal"),
        ("urine-no-ph", "both-normal"),
    ],
)
def test_no_other_row_is_marked(client, story, row):
    marked = re.findall("<mark>(.*?)</mark>", asked(client, bundle(story)).text)

    assert not any(row in text for text in marked)


def test_a_heading_does_not_repeat_the_card(client):
    text = asked(client, bundle("rising")).text
    (summary,) = re.findall(r"<h2 id=\"card-1\">.*?</span> (.*?)</h2>", text)

    assert text.count(summary) == 1


def test_the_limit_of_the_laboratory_stands_with_its_unit(client):
    assert "Laboratory's upper limit 5 g/dL" in page(client, "iss-3")


def test_the_band_of_the_kidney_is_marked(client):
    assert (
        "<mark>&lt;= 1.5        filtration-explains</mark>"
        in asked(client, bundle("raised-ckd")).text
    )


def test_every_paper_is_linked_by_its_doi(client):
    text = asked(client, bundle("iss-3")).text

    assert 'href="https://doi.org/10.1200/JCO.2005.04.242"' in text
    assert "http://" not in re.sub(r"http://www.w3.org", "", text)


def test_what_was_set_aside_is_named_with_the_reason(client):
    text = page(client, "unknown-unit")

    assert "its unit is not recognised" in text
    assert "Observation/unknown-unit" in text
    assert re.search(r"B2M 6\.1 \[arb'U\]/mL \d+ \w{3} \d{4} its unit", text)


def test_an_impossible_value_is_named_among_what_was_set_aside(client):
    held = bundle("iss-3")
    for entry in held["entry"]:
        if any(code["code"] == "1751-7" for code in codings(entry["resource"])):
            entry["resource"]["valueQuantity"] |= {"value": 320, "unit": "g/dL", "code": "g/dL"}

    text = asked(client, held).text

    row = text.partition("<h2>Set aside")[2]
    assert "albumin 320 g/dL" in row
    assert "outside the plausible range" in row


def codings(resource):
    return resource.get("code", {}).get("coding", [])


def test_a_chart_without_a_card_says_why(client):
    text = page(client, "no-b2m")

    assert "Why no card" in text
    assert "No card: no serum B2M on file" in text


def test_nothing_of_the_page_may_be_kept_and_nothing_runs_in_it(client):
    answer = asked(client, bundle("iss-3"))

    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.text
    assert "style=" not in answer.text


def test_hostile_text_is_shown_inert(client):
    held = bundle("micrograms")
    for entry in held["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Observation":
            resource["performer"] = [{"display": HOSTILE}]

    text = asked(client, held).text

    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\u202e" not in text
    assert not re.search(r"href=\"http://evil", text)
