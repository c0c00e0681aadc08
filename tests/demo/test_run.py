"""The demo as a whole: a real FHIR server, the service over HTTP, every story."""

from datetime import UTC, datetime

import pytest
import requests

from cds_service.cds_client import call, discover, hook_request
from cds_service.demo.patients import STORIES
from cds_service.ehr_prefetch import prefetch
from tests import needs

pytestmark = pytest.mark.xdist_group("servers")

# How the summary of each card begins; stories that are not here get no card.
SUMMARIES = {
    "iss-3": ["ISS III and IMS/IMWG 2025 criterion 4 met, if untreated then: B2M 6.1 mg/L"],
    "iss-1": ["ISS I if untreated then: B2M 2.6 mg/L"],
    "iss-2-albumin": ["ISS II and R-ISS II, if untreated then: B2M 2.9 mg/L"],
    "iss-2-b2m": ["ISS II and R-ISS II, if untreated then: B2M 4.2 mg/L"],
    "albumin-missing": ["ISS I or II: albumin decides"],
    "near-cutoff": ["ISS II and R-ISS II, if untreated then: B2M 5.4 mg/L"],
    "iss-3-kidney": ["ISS III if untreated then: B2M 8.9 mg/L"],
    "dialysis": ["B2M 31 mg/L"],
    "dialysis-myeloma": ["ISS III if untreated then: B2M 29 mg/L"],
    "raised-ckd": ["B2M 4.6 mg/L"],
    "albuminuria": ["B2M 3.9 mg/L"],
    "raised-no-creatinine": ["B2M 4.6 mg/L"],
    "cll": ["CLL-IPI intermediate, high or very high"],
    "waldenstrom": ["IPSSWM high if untreated then: B2M 3.6 mg/L"],
    "follicular": ["PRIMA-PI high if untreated then: B2M 3.4 mg/L"],
    "dlbcl": ["B2M 4.3 mg/L"],
    "hodgkin": ["B2M 3.2 mg/L"],
    "rising": ["B2M up 35% since"],
    "before-therapy": [
        "ISS III and IMS/IMWG 2025 criterion 4 met, if untreated then: B2M 6.4 mg/L"
    ],
    "creatinine-rising": ["Creatinine up from 1.1 to 1.9 mg/dL in 38 h"],
    "urine-acid": ["Urine B2M 120 ug/L"],
    "urine-tubular": ["Urine B2M 1450 ug/L"],
    "urine-overflow": ["B2M 6.8 mg/L", "Urine B2M 2100 ug/L"],
    "urine-no-ph": ["Urine B2M 140 ug/L"],
    "urine-not-raised": ["B2M 3.9 mg/L"],
    "high-risk-unrecorded": ["IMS/IMWG 2025 criterion 4 met if untreated then: B2M 6.1 mg/L"],
    "urine-cadmium": ["Urine B2M/creatinine 820 ug/g"],
    "child": ["B2M 3.9 mg/L"],
    "pregnancy": ["B2M 3.1 mg/L"],
    "infection": ["B2M 4.0 mg/L"],
    "albumin-old": ["ISS I or II: albumin decides"],
    "genetics": ["ISS II and IMS/IMWG 2025 high-risk, if untreated then: B2M 4.4 mg/L"],
    "stage-differs": ["Chart says ISS I, computed ISS III"],
    "micrograms": ["ISS III and IMS/IMWG 2025 criterion 4 met, if untreated then: B2M 6.3 mg/L"],
    "nanomoles": ["ISS I if untreated then: B2M about 2.93 mg/L"],
    "unknown-unit": ["B2M of "],
    "mgus": ["B2M 3.1 mg/L"],
    "smouldering": ["B2M 3.7 mg/L"],
    "provisional": ["B2M 5.8 mg/L"],
}


@pytest.fixture(scope="module")
def demo():
    needs.sekmet()
    needs.markdown()
    from cds_service.demo.run import running_demo  # noqa: PLC0415 - needs the extra

    with running_demo(18180) as running:
        yield running


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_every_story_shows_what_it_was_written_to_show(demo, story):
    expected = SUMMARIES.get(story.id, [])

    summaries = [card["summary"] for card in demo.cards(story.id)]

    assert len(summaries) == len(expected)
    assert all(map(str.startswith, summaries, expected))


def test_no_summary_is_expected_of_a_story_that_is_not_told():
    assert SUMMARIES.keys() <= {story.id for story in STORIES}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_prefetch_and_fallback_give_the_same_cards(demo, story):
    service = discover(demo.service_url)
    prefetched = prefetch(service, story.id, demo.fhir_server)
    request = hook_request(story.id, demo.fhir_server, prefetched=prefetched)

    answer = call(demo.service_url, service["id"], request)

    assert all(not item.refused for item in prefetched)
    assert answer.body == {"cards": demo.cards(story.id)}


def test_the_stories_are_told_as_of_today(demo):
    today = datetime.now(UTC).date()

    for patient in demo.patients:
        dates = [res["recordedDate"] for res in patient.resources if "recordedDate" in res]
        assert all(recorded < today.isoformat() for recorded in dates)


def test_feedback_in_the_demo_is_kept_in_memory_alone(demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (card,) = demo.cards("iss-3")
    entry = {
        "card": card["uuid"],
        "outcome": "overridden",
        "outcomeTimestamp": "2026-11-23T02:31:07Z",
    }

    answer = requests.post(
        f"{demo.service_url}/cds-services/b2m-patient-view/feedback",
        json={"feedback": [entry]},
        timeout=20,
    )

    assert (answer.status_code, answer.json()) == (200, {"received": 1})
    assert list(tmp_path.iterdir()) == []
