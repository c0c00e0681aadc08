"""The fake servers themselves behave as their profiles say, also where our client never asks so."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.cds_service.fhir_stub import FHIR_JSON, fhir_stub
from tests.quirks.chart import OTHER_ID, PATIENT_ID
from tests.quirks.profiles import ABSENT, serving

pytestmark = pytest.mark.xdist_group("quirks")

B2M = "code=http://loinc.org|1952-1"
MINE = f"Observation?patient={PATIENT_ID}"
BARE = {"resourceType", "type"}
Check = Callable[[requests.Response], object]


def asked(
    profile: str, variant: str, query: str, method: str = "GET", accept: str = FHIR_JSON
) -> requests.Response:
    with fhir_stub(serving(profile, variant, "http://127.0.0.1:9/fhir")) as stub:
        return requests.request(
            method,
            f"{stub.base}/{query}",
            headers={"Accept": accept},
            timeout=10,
            allow_redirects=False,
        )


def links(answer: requests.Response) -> dict[str, str]:
    return {item["relation"]: item["url"] for item in answer.json().get("link", ())}


def ids(answer: requests.Response) -> list[str]:
    entries = answer.json().get("entry", ())
    return [entry["resource"].get("id", "-") for entry in entries if (entry or {}).get("resource")]


def issue(answer: requests.Response) -> dict[str, Any]:
    outcomes = [answer.json(), *(entry["resource"] for entry in answer.json().get("entry", ()))]
    found = next(item for item in outcomes if item["resourceType"] == "OperationOutcome")
    return dict(found["issue"][0])


def vendor_code(answer: requests.Response) -> str:
    return str(issue(answer)["details"]["coding"][0]["code"])


STATUSES = [
    ("plain", "", "Patient/nobody", 404),
    ("oracle", "", f"{MINE}&{B2M}&_sort=-date", 400),
    ("oracle", "", f"{MINE}&{B2M}&status=final", 400),
    ("oracle", "", f"Condition?patient={PATIENT_ID}&code=x", 400),
    ("oracle", "bad row", f"{MINE}&{B2M}", 500),
    ("epic", "", MINE, 400),
    ("epic", "", f"{MINE}&category=laboratory", 200),
    ("azure", "", f"{MINE}&{B2M}&_sort=date", 400),
    ("azure", "", f"{MINE}&{B2M}&_sort=_lastUpdated", 200),
    ("azure", "throttled long", MINE, 429),
    ("google", "errors", f"Condition?patient={PATIENT_ID}", 400),
    ("html-502", "", MINE, 502),
    ("redirect-302", "", MINE, 302),
    ("redirect-302", "307 within", MINE, 307),
    ("xml-only", "406", MINE, 406),
    ("url-limit", "", f"{MINE}&x={'x' * 2100}", 414),
    ("url-limit", "8192", f"{MINE}&x={'x' * 2100}", 200),
    ("wrong-patient", "redirect", f"Patient/{PATIENT_ID}", 301),
    ("wrong-patient", "issue", f"Patient/{PATIENT_ID}", 404),
]


@pytest.mark.parametrize(("profile", "variant", "query", "status"), STATUSES)
def test_a_fake_server_answers_with_the_status_of_its_profile(profile, variant, query, status):
    assert asked(profile, variant, query).status_code == status


def test_one_wants_to_be_asked_for_json():
    assert asked("oracle", "", f"{MINE}&{B2M}", accept="text/html").status_code == 406


@pytest.mark.parametrize(
    ("profile", "status"), [("plain", 200), ("google", 415), ("ignores-filters", 405)]
)
def test_some_take_no_search_by_post(profile, status):
    assert asked(profile, "", "Observation/_search", "POST").status_code == status


def test_one_that_ignores_the_form_gives_everything_to_everybody():
    everything = asked("google", "body ignored", "Observation/_search", "POST")

    assert OTHER_ID in ids(everything)


ANSWERS: list[tuple[str, str, str, Check]] = [
    ("plain", "", f"{MINE}&{B2M}", lambda found: found.json()["total"] == 5),
    ("plain", "", f"{MINE}&{B2M}&_count=2", lambda found: "next" in links(found)),
    (
        "plain",
        "",
        f"{MINE}&{B2M}&_sort=-date",
        lambda found: ids(found)[0] == f"{PATIENT_ID}-b2m-2",
    ),
    ("hapi", "", f"{MINE}&{B2M}", lambda found: "/fhir?_getpages=" in links(found)["next"]),
    ("epic", "", f"{MINE}&{B2M}", lambda found: len(ids(found)[0]) >= 44),
    ("epic", ABSENT, f"{MINE}&{B2M}", lambda found: vendor_code(found) == "4101"),
    ("epic", "more exists", f"{MINE}&{B2M}", lambda found: vendor_code(found) == "4119"),
    ("oracle", "", f"{MINE}&{B2M}", lambda found: "smoking" in ids(found)),
    ("oracle", "", f"{MINE}&{B2M}", lambda found: "direction=NEXT" in links(found)["next"]),
    ("azure", "", f"{MINE}&{B2M}", lambda found: len(links(found)["next"]) > 3000),
    ("azure", "", f"{MINE}&{B2M}", lambda found: links(found).keys() == {"self", "next"}),
    ("azure", "", f"{MINE}&{B2M}", lambda found: "total" not in found.json()),
    (
        "azure",
        "",
        f"{MINE}&{B2M}&_count=5000",
        lambda found: issue(found)["severity"] == "information",
    ),
    ("google", "", f"{MINE}&{B2M}", lambda found: found.json()["total"] == 100),
    ("google", "errors", "Condition?x=1", lambda found: "error" in found.json()),
    ("aidbox-canvas", "", f"{MINE}&{B2M}", lambda found: links(found)["next"][0] == "/"),
    ("aidbox-canvas", ABSENT, f"{MINE}&{B2M}", lambda found: "link" not in found.json()),
    ("medplum-bare", "", f"{MINE}&{B2M}", lambda found: ids(found) == []),
    (
        "medplum-bare",
        "",
        f"Observation?subject=Patient/{PATIENT_ID}&{B2M}",
        lambda found: len(ids(found)) == 5,
    ),
    ("openemr", "", f"{MINE}&{B2M}", lambda found: ids(found) == []),
    ("openemr", "", f"{MINE}&code=1952-1", lambda found: "local-code" in ids(found)),
    ("ignores-filters", "", f"{MINE}&{B2M}", lambda found: f"{OTHER_ID}-b2m-0" in ids(found)),
    ("no-sort-silent", "", f"{MINE}&_sort=-date", lambda found: ids(found) == sorted(ids(found))),
    ("no-entry", ABSENT, f"{MINE}&{B2M}", lambda found: found.json().keys() <= BARE),
    ("firely", "", f"{MINE}&{B2M}", lambda found: len(ids(found)) == 2),
    ("huge", "", f"{MINE}&{B2M}", lambda found: len(ids(found)) == 5000),
    ("dstu2", "", "metadata", lambda found: found.json()["fhirVersion"] == "1.0.2"),
    ("xml-only", "", MINE, lambda found: "xml" in found.headers["Content-Type"]),
    ("smart-launcher", "", MINE, lambda found: found.status_code == 200),
    ("wrong-patient", "", f"Patient/{PATIENT_ID}", lambda found: found.json()["id"] == OTHER_ID),
    ("shapes", "", f"{MINE}&{B2M}", lambda found: None in found.json()["entry"]),
]


@pytest.mark.parametrize(("profile", "variant", "query", "holds"), ANSWERS)
def test_a_fake_server_answers_in_the_shape_of_its_profile(profile, variant, query, holds):
    assert holds(asked(profile, variant, query))
