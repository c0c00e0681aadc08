"""Where a card comes from, where it leads, and by which id it is known."""

from uuid import UUID

from cds_service.rules.finding import Citation, Finding, Story
from cds_service.suggestions import CardSetting
from fhir_mappings.model import Analyte
from tests.cds_service.findings import PAPER, card, result, staged


def test_the_source_of_a_stage_is_its_paper_and_the_topic_is_stable():
    source = card(staged())["source"]

    assert source["label"] == "International Staging System (Greipp 2005)"
    assert source["url"] == "https://doi.org/10.1/x"
    assert source["topic"]["code"].isalnum()
    assert source["topic"] == card(staged(result="II"))["source"]["topic"]


def test_without_a_paper_the_source_says_that_the_rules_are_the_projects_own():
    source = card(Finding("k", Story.KIDNEY, "x", ()))["source"]

    assert source["label"].endswith("project rules")
    assert "url" not in source


def test_the_topic_is_named_under_the_public_address_of_the_site():
    setting = CardSetting(patient_id="p1", public_base_url="https://cds.example.org")

    topic = card(staged(), setting=setting)["source"]["topic"]

    assert topic["system"] == "https://cds.example.org/topics"


def test_the_uuid_is_the_same_for_the_same_evidence_and_another_otherwise():
    other = result(Analyte.SERUM_B2M, "6.2", "mg/L")
    uuids = [
        card(staged())["uuid"],
        card(staged(evidence=(other,)))["uuid"],
        card(staged(), setting=CardSetting(patient_id="p2", site_key=b"key"))["uuid"],
        card(staged(), setting=CardSetting(patient_id="p1", site_key=b"other"))["uuid"],
    ]

    assert card(staged())["uuid"] == uuids[0]
    assert len(set(uuids)) == 4
    assert {UUID(uuid).version for uuid in uuids} == {8}
    assert {UUID(uuid).variant for uuid in uuids} == {"specified in RFC 4122"}


def test_a_warning_among_the_findings_makes_the_card_a_warning():
    assert card(staged(), staged(rule="r-iss", indicator="warning"))["indicator"] == "warning"


def test_papers_are_linked_once_and_only_where_the_address_is_known():
    unsure = Citation("x", "A paper without address")

    links = card(staged(), staged(rule="r", citations=(PAPER, unsure)))["links"]

    assert links == [{"label": PAPER.title, "url": PAPER.url, "type": "absolute"}]


def test_at_a_public_https_address_the_pages_of_the_rules_are_linked_instead():
    setting = CardSetting(patient_id="p1", public_base_url="https://cds.example.org")

    links = card(staged(), staged(rule="r-iss", index="R-ISS"), setting=setting)["links"]

    assert [(link["label"], link["url"]) for link in links] == [
        ("ISS: rule and sources", "https://cds.example.org/rules/iss"),
        ("R-ISS: rule and sources", "https://cds.example.org/rules/r-iss"),
    ]


def test_a_public_address_without_tls_is_never_linked():
    setting = CardSetting(patient_id="p1", public_base_url="http://cds.example.org")

    assert card(staged(), setting=setting)["links"][0]["url"] == PAPER.url
