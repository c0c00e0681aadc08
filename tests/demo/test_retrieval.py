"""Retrieval from the real FHIR server of the demo: with and without a token, many pages, and a
patient with 5,000 Observations."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cds_service.app import create_app
from cds_service.demo.catalogue import ALBUMIN, B2M, CREATININE, HEMOGLOBIN, LDH
from cds_service.demo.catalogue_lymphoid import IGM
from cds_service.demo.chart_writer import ChartWriter
from cds_service.demo.fhir_server import demo_fhir_server, load
from cds_service.demo.patients import DemoPatient, demo_patient
from cds_service.fhir_authorization import FhirAccessGiven
from cds_service.fhir_client import FhirAccess, FhirClient
from cds_service.prefetch import query
from cds_service.services import PATIENT_VIEW
from cds_service.settings import Settings
from tests import needs
from tests.cds_service.hook_requests import authorization, body

pytestmark = pytest.mark.xdist_group("servers")

TODAY = datetime.now(UTC).date()
PATIENT_ID = "iss-3"
TOKEN = "open-sesame"
UNHURRIED_S = 60  # the fake does not hurry, and other tests run beside it
# No more of one kind than ten pages of a hundred hold; IgM makes up the number.
MANY = (
    (B2M, "6.0", 450),
    (ALBUMIN, "3.2", 950),
    (LDH, "190", 950),
    (CREATININE, "1.0", 950),
    (HEMOGLOBIN, "12.1", 950),
)
AT_ONCE = 1000


def story() -> DemoPatient:
    return demo_patient(PATIENT_ID, TODAY)


def long_history() -> list[DemoPatient]:
    """The story with 5,000 Observations in all, all older than its own, in portions to load."""
    writer = ChartWriter(PATIENT_ID, TODAY)
    for test, value, results in MANY:
        for days in range(40, 40 + results):
            writer.result(test, value, days)
    own = [row for row in story().resources if row["resourceType"] == "Observation"]
    for days in range(40, 40 + 5000 - len(own) - len(writer.resources)):
        writer.result(IGM, "90", days)
    rows = writer.resources
    return [
        replace(story(), resources=tuple(rows[first : first + AT_ONCE]))
        for first in range(0, len(rows), AT_ONCE)
    ]


@pytest.fixture(scope="module")
def crowded():
    needs.sekmet()
    with demo_fhir_server(18390) as base_url:
        load(base_url, [story(), *long_history()])
        yield base_url


@pytest.fixture(scope="module")
def guarded():
    needs.sekmet()
    with demo_fhir_server(18390, token=TOKEN) as base_url:
        load(base_url, [story()], token=TOKEN)
        yield base_url


def limits(base_url, **more):
    return {"servers": [base_url], "deadline_s": UNHURRIED_S, "call_s": UNHURRIED_S} | more


def cards(base_url, token=None, **more):
    settings = Settings.model_validate({"fhir": limits(base_url, **more)})
    given = authorization(access_token=token, patient=PATIENT_ID) if token else None
    request = body(
        context={"userId": "Practitioner/onc-77", "patientId": PATIENT_ID},
        fhirServer=base_url,
        fhirAuthorization=given,
    )
    return create_app(settings).test_client().post("/cds-services/b2m-patient-view", json=request)


def found(base_url, key, **more):
    settings = Settings.model_validate({"fhir": limits(base_url, **more)}).fhir
    access = FhirClient(settings).open(FhirAccessGiven(base_url, barrier=None))
    assert isinstance(access, FhirAccess)
    return access.search(query(PATIENT_VIEW.prefetch[key], PATIENT_ID))


def test_five_thousand_observations_still_give_the_card_of_the_newest(crowded):
    answer = cards(crowded)

    (card,) = answer.json["cards"]
    assert card["summary"].startswith("ISS III and IMS/IMWG 2025 criterion 4 met")
    assert "B2M 6.1 mg/L" in card["summary"]
    assert "could be read" not in card["detail"]


@pytest.mark.parametrize(("key", "rows"), [("b2m", 451), ("ldh", 950), ("cadmium", 0)])
def test_every_page_is_read_and_every_row_comes_once(crowded, key, rows):
    answer = found(crowded, key)

    references = [entry.reference for entry in answer.entries]
    assert answer.shortfall is None
    assert len(references) == len(set(references)) == rows


def test_beyond_the_page_limit_the_card_says_that_there_is_more(crowded):
    answer = cards(crowded, max_pages=2)

    (card,) = answer.json["cards"]
    assert "B2M results (incomplete paging)" in card["detail"]
    assert "Not all B2M results could be read" in card["summary"]


def test_with_the_token_the_card_is_that_of_an_open_server(guarded):
    (card,) = cards(guarded, TOKEN).json["cards"]

    assert card["summary"].startswith("ISS III and IMS/IMWG 2025 criterion 4 met")
    assert "could not be read" not in card["detail"]
    assert TOKEN not in str(card)


@pytest.mark.parametrize("token", [None, "wrong"])
def test_without_it_or_with_another_the_answer_is_412(guarded, token):
    answer = cards(guarded, token)

    assert answer.status_code == 412
    assert "prefetch key b2m, unauthorized" in answer.json["issue"][0]["diagnostics"]
