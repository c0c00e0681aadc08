"""The pages of the service itself: what they show, and that they ask nothing of anybody."""

import json
import re
from html.parser import HTMLParser

import pytest

from cds_service.app import create_app
from cds_service.demo.patients import STORIES, demo_patient
from cds_service.rules import RULE_SET_VERSION
from cds_service.rules.policy import DEFAULT_INDICES, OPTIONAL_INDICES
from cds_service.settings import Settings
from cds_service.settings_sections import HttpSettings
from cds_service.web.reference import reference
from tests.patients.reading import TODAY, cards_of, entries_for

RULE_IDS = [rule["id"] for group in reference()["groups"] for rule in group["rules"]]
PAGES = ["/", "/setup", "/rules", "/transparency", *(f"/rules/{rule_id}" for rule_id in RULE_IDS)]


@pytest.fixture(scope="module")
def client():
    return create_app(Settings()).test_client()


class Seen(HTMLParser):
    """The addresses a page loads, those it links, its headings, and what it may not contain."""

    def __init__(self, html):
        super().__init__()
        self.loads, self.links, self.headings, self.inline = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag in {"script", "img", "link", "iframe", "object"}:
            self.loads.append(found.get("src") or found.get("href"))
        if tag == "a":
            self.links.append(found["href"])
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        self.inline += [name for name in found if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing(client, path):
    answer = client.get(path)
    seen = Seen(answer.text)

    assert answer.status_code == 200
    assert all(address.startswith("/static/") for address in seen.loads)
    assert seen.inline == []
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client, path):
    seen = Seen(client.get(path).text)
    own = {link.partition("#")[0] for link in seen.links if link.startswith("/")}

    assert [link for link in own if client.get(link).status_code != 200] == []
    assert [link for link in seen.links if link.startswith("http:")] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_main_heading_and_no_level_is_skipped(client, path):
    headings = Seen(client.get(path).text).headings

    assert headings.count("h1") == 1
    assert headings[0] == "h1"
    assert "h3" not in headings or headings.index("h2") < headings.index("h3")


def test_every_index_says_whether_it_is_shown_by_default(client):
    for index in DEFAULT_INDICES:
        assert "Shown by default." in client.get(f"/rules/{index}").text
    for index in OPTIONAL_INDICES:
        assert "Off until a site switches it on." in client.get(f"/rules/{index}").text


def test_a_rule_shows_its_table_its_paper_and_its_worked_examples(client):
    html = client.get("/rules/iss").text

    assert "stage III  B2M &gt;= 5.5 mg/L, any albumin" in html
    assert 'href="https://doi.org/10.1200/JCO.2005.04.242"' in html
    assert '<tr id="iss-003">' in html
    assert "B2M 3.49 mg/L, albumin 3.5 g/dL" in html
    assert f"Rule set {RULE_SET_VERSION}" in html


def test_an_example_that_no_group_settles_names_all_that_remain(client):
    row = re.search(r'<tr id="iss-023">.*?</tr>', client.get("/rules/iss").text, re.DOTALL)

    assert row
    assert "I or II; missing: albumin" in row[0]


def test_what_is_unverified_is_marked_so(client):
    assert '<span class="word unverified">unverified</span>' in client.get("/rules/aitl-score").text


@pytest.mark.parametrize("story", [story.id for story in STORIES])
def test_every_link_of_a_card_leads_to_a_page(client, story):
    settings = Settings(http=HttpSettings(public_base_url="https://cds.example.org"))
    cards = cards_of(entries_for(demo_patient(story, TODAY)), story, settings=settings)
    links = [link["url"] for card in cards for link in card.get("links", ())]

    paths = [link.removeprefix("https://cds.example.org") for link in links]
    assert len(links) >= len(cards)
    assert [path for path in paths if client.get(path).status_code != 200] == []


@pytest.mark.parametrize(
    "rule_id", ["order-serum-b2m", "order-work-up", "order-urine-b2m", "order-dialysis"]
)
def test_the_rules_of_order_cards_are_found_under_the_ids_the_cards_link(client, rule_id):
    assert client.get(f"/rules/{rule_id}").status_code == 200


def test_an_unknown_rule_is_not_found_and_its_name_is_not_repeated(client):
    answer = client.get("/rules/<script>alert(1)</script>")

    assert answer.status_code == 404
    assert "script" not in answer.text


def test_transparency_answers_every_attribute_that_the_regulation_names(client):
    said = {item["name"]: item["answer"] for item in statement(client)["patientData"]}

    for name in (
        "Race",
        "Ethnicity",
        "Language",
        "Sexual orientation",
        "Gender identity",
        "Social determinants of health",
        "Health status assessments",
    ):
        assert said[name].startswith("not used")
    assert said["Sex"].startswith("used")
    assert said["Date of birth"].startswith("used")


def test_transparency_names_developer_funding_releases_and_papers(client):
    found = statement(client)

    names = {item["name"] for item in found["provenance"]}
    assert {"Developer", "Funding", "Software release", "Rule set"} <= names
    assert RULE_SET_VERSION in json.dumps(found["provenance"])
    assert "https://doi.org/10.1200/JCO.2005.04.242" in [p["url"] for p in found["bibliography"]]
    assert found["clinicalChanges"][0]["changes"]


def test_transparency_is_json_for_who_asks_for_json(client):
    answer = client.get("/transparency", headers={"Accept": "application/json"})

    assert answer.get_json() == statement(client)
    assert "Accept" in answer.headers["Vary"]


def statement(client):
    return client.get("/transparency.json").get_json()
