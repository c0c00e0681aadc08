import subprocess
import sys
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests

from cds_service.demo.fhir_server import demo_fhir_server, load
from cds_service.demo.patients import demo_patient, demo_patients
from tests import needs

pytestmark = pytest.mark.xdist_group("servers")

TODAY = datetime.now(UTC).date()


@pytest.fixture
def fhir_server():
    needs.sekmet()
    with demo_fhir_server(18090) as base_url:
        yield base_url


def test_every_patient_can_be_loaded_and_searched(fhir_server):
    patients = demo_patients(TODAY)

    load(fhir_server, patients)

    found = requests.get(f"{fhir_server}/Patient?_count=100", timeout=10).json()
    assert {entry["resource"]["id"] for entry in found["entry"]} == {p.id for p in patients}


def test_a_search_delivers_exactly_what_the_story_put_there(fhir_server):
    patient = demo_patient("iss-3-kidney", TODAY)
    load(fhir_server, [patient])

    found = requests.get(
        f"{fhir_server}/Observation?patient={patient.id}&code=http://loinc.org|2160-0", timeout=10
    ).json()

    values = sorted(entry["resource"]["valueQuantity"]["value"] for entry in found["entry"])
    assert values == [2.6, 2.7]


def test_with_a_token_nothing_is_served_without_it():
    needs.sekmet()
    with demo_fhir_server(18090, token="open-sesame") as base_url:
        load(base_url, [demo_patient("iss-1", TODAY)], token="open-sesame")
        address = f"{base_url}/Patient/iss-1"

        assert requests.get(address, timeout=10).status_code == 401
        allowed = requests.get(address, headers={"Authorization": "Bearer open-sesame"}, timeout=10)
        assert allowed.status_code == 200


def test_two_servers_take_two_ports_and_both_are_gone_afterwards():
    needs.sekmet()
    mark = unmistakable()
    with demo_fhir_server(18090) as one, demo_fhir_server(18090) as other:
        assert one != other
        load(one, [mark])
        load(other, [mark])
        assert is_there(one, mark)
        assert is_there(other, mark)

    assert not is_there(one, mark)
    assert not is_there(other, mark)


def test_the_server_ends_when_the_process_that_started_it_is_killed(tmp_path):
    needs.sekmet()
    code = (
        "import time\n"
        "from cds_service.demo.fhir_server import demo_fhir_server\n"
        "with demo_fhir_server(18090) as base_url:\n"
        "    print(base_url, flush=True)\n"
        "    time.sleep(60)\n"
    )
    mark = unmistakable()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        base_url = parent.stdout.readline().strip()
        load(base_url, [mark])
        assert is_there(base_url, mark)

        parent.kill()

    assert any_time_soon(lambda: not is_there(base_url, mark))


def unmistakable():
    """A patient that no other server has: a port that has become free is soon another process's,
    so that an answer alone does not say who gives it."""
    patient = demo_patient("iss-1", TODAY)
    name = f"mark-{uuid.uuid4()}"
    resource = {"resourceType": "Patient", "id": name}
    return replace(patient, id=name, resources=(resource,))


def is_there(base_url, mark):
    try:
        answer = requests.get(f"{base_url}/Patient/{mark.id}", timeout=10)
    except requests.RequestException:
        return False
    return answer.status_code == 200


def any_time_soon(holds):
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.1)
    return False
