"""Generated patients in the demo: asked for, named as such, and loaded like the others."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from cds_service.app import create_app
from cds_service.cli import main
from cds_service.demo.cohort.patients import ROUND
from cds_service.demo.fhir_server import load
from cds_service.demo.generated import generated_patients
from cds_service.demo.patients import demo_patients
from cds_service.settings import Settings
from tests import needs

TODAY = date(2026, 11, 20)


def test_as_many_as_asked_for_and_each_says_that_it_is_generated():
    found = generated_patients(200, TODAY)

    assert len({patient.id for patient in found}) == 200
    assert all(patient.shows.startswith("Generated: ") for patient in found)
    assert all(len(patient.name.split()) >= 2 for patient in found)
    assert generated_patients(0, TODAY) == ()


def test_they_stand_below_the_stories():
    needs.markdown()
    from cds_service.web.demo_page import demo_page  # noqa: PLC0415 - needs the extra

    patients = (*demo_patients(TODAY), *generated_patients(3, TODAY))
    front = demo_page(patients, "http://127.0.0.1:8090/fhir")

    html = create_app(Settings(), front=front).test_client().get("/").text

    assert html.index("Karin Rossi") < html.index("Generated: iss 1")
    assert html.index("Generated: iss 1") < html.index("Generated: iss 2 by albumin")


@pytest.mark.xdist_group("servers")
def test_a_fhir_server_takes_every_kind_of_them_and_their_cards_come(demo):
    patients = generated_patients(len(ROUND), datetime.now(UTC).date())

    load(demo.fhir_server, patients)

    stage_three = next(patient for patient in patients if patient.shows == "Generated: iss 3")
    assert "ISS III" in demo.cards(stage_three.id)[0]["summary"]


def test_more_than_the_demo_can_load_at_leisure_are_refused():
    result = CliRunner().invoke(main, ["demo", "--generated", "1001"])

    assert result.exit_code == 2
    assert "0<=x<=1000" in result.output
