"""With the setup sheet alone: what stands on it is typed into a client by hand, and works.

The client of the first test knows no discovery; `b2m-cds sandbox` is called as the sheet writes it.
"""

import html
import json
import re
import shlex
import tomllib
from urllib.parse import quote, urlsplit

import pytest
import requests
from click.testing import CliRunner

from cds_service.app import create_app
from cds_service.cli import main
from cds_service.loopback_server import served
from cds_service.settings import Settings
from tests.cds_service.fhir_stub import fhir_stub
from tests.quirks.chart import PATIENT_ID, chart
from tests.quirks.plain import Plain

pytestmark = pytest.mark.xdist_group("servers")

EXAMPLE_FHIR = "https://ehr.example.org/fhir"


@pytest.fixture
def fhir_server():
    with fhir_stub(Plain(chart()).serve) as stub:
        yield stub.base


def copied(service_url):
    """The texts of the fields to copy, as a browser would copy them."""
    page = requests.get(f"{service_url}/setup", timeout=5).text
    found = re.findall(r"<pre class=\"copy\"[^>]*>(.*?)</pre>", page, re.DOTALL)
    return [html.unescape(text) for text in found]


def starting_with(texts, opening):
    return next(text for text in texts if text.startswith(opening))


def answer_of(template, fhir_server):
    path = template.replace("{{context.patientId}}", quote(PATIENT_ID))
    answer = requests.get(f"{fhir_server}/{path}", timeout=5)
    return answer.json() if answer.ok else None


def test_a_client_typed_in_by_hand_gets_the_card(fhir_server):
    with served(create_app(Settings())) as service_url:
        texts = copied(service_url)
        address = next(text for text in texts if text.endswith("/b2m-patient-view"))
        queries = json.loads(starting_with(texts, '{"patient":'))
        body = json.loads(starting_with(texts, '{"hook":"patient-view","hookInstance":"UUID"'))

        del body["fhirServer"], body["fhirAuthorization"]
        body["context"]["patientId"] = PATIENT_ID
        body["prefetch"] = {key: answer_of(query, fhir_server) for key, query in queries.items()}
        answer = requests.post(address, json=body, timeout=5)

    assert answer.status_code == 200
    assert "ISS III" in answer.json()["cards"][0]["summary"]


def test_the_service_fetches_for_itself_when_told_as_the_sheet_says(fhir_server):
    settings = Settings.model_validate({"fhir": {"servers": [fhir_server]}})
    with served(create_app(settings)) as service_url:
        texts = copied(service_url)
        address = next(text for text in texts if text.endswith("/b2m-patient-view"))
        body = starting_with(texts, '{"hook":"patient-view","hookInstance":"UUID"')
        typed = body.replace(EXAMPLE_FHIR, fhir_server).replace(
            '"patientId":"ID"', f'"patientId":"{PATIENT_ID}"'
        )
        answer = requests.post(address, json=json.loads(typed), timeout=5)

    assert "ISS III" in answer.json()["cards"][0]["summary"]


def test_the_command_of_the_sheet_plays_the_ehr(fhir_server):
    with served(create_app(Settings())) as service_url:
        result = typed_in(starting_with(copied(service_url), "b2m-cds sandbox"), fhir_server)

    assert result.exit_code == 0, result.output
    assert "[info] ISS III" in result.stdout


def test_a_client_with_a_key_made_as_the_sheet_says_is_trusted(fhir_server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with served(create_app(Settings())) as service_url:
        texts = copied(service_url)
    exec(starting_with(texts, "import json, uuid"), {})
    told = tomllib.loads(starting_with(texts, "[http]"))
    told["store"] = {"url": f"sqlite:///{tmp_path}/b2m.sqlite"}

    # The sheet has told the address of the first one.
    port = urlsplit(service_url).port
    assert port is not None
    with served(create_app(Settings.model_validate(told)), port) as service_url:
        command = starting_with(copied(service_url), "b2m-cds sandbox")
        trusted = typed_in(command, fhir_server)
        unsigned = typed_in(re.sub(" --jwt.*", "", command), fhir_server)

    assert trusted.exit_code == 0, trusted.output
    assert "[info] ISS III" in trusted.stdout
    assert "401" in unsigned.output


def typed_in(command, fhir_server):
    typed = command.replace(EXAMPLE_FHIR, fhir_server).replace(
        "--patient ID", f"--patient {PATIENT_ID}"
    )
    return CliRunner().invoke(main, shlex.split(typed)[1:])
