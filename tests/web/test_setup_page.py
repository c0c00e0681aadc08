"""The setup sheet says what the service does: everything on it is compared with the service."""

import html
import json
import re

import pytest

from cds_service.app import create_app
from cds_service.hook_request import HookRequest
from cds_service.override_reasons import OVERRIDE_REASONS
from cds_service.services import PATIENT_VIEW, SERVICES
from cds_service.settings import Settings
from cds_service.settings_sections import HttpSettings, OrderSettings

PUBLIC = "https://cds.example.org/b2m"


@pytest.fixture(scope="module")
def client():
    return create_app(Settings()).test_client()


@pytest.fixture(scope="module")
def public_client():
    ldh = {"system": "https://ehr.example.org/tests", "code": "LAB77", "display": "LDH"}
    settings = Settings(
        http=HttpSettings(public_base_url=PUBLIC), orders=OrderSettings(**{"2532-0": ldh})
    )
    return create_app(settings).test_client()


def copied(client):
    """The texts of the fields to copy."""
    found = re.findall(
        r"<pre class=\"copy\"[^>]*>(.*?)</pre>", client.get("/setup").text, re.DOTALL
    )
    return [html.unescape(text) for text in found]


def test_the_addresses_are_those_by_which_clients_know_the_service(client, public_client):
    assert f"{PUBLIC}/cds-services/b2m-order-sign/feedback" in copied(public_client)
    assert "http://localhost/cds-services" in copied(client)
    assert "is not set" in client.get("/setup").text
    assert "<code>http.public_base_url</code> is not set" not in public_client.get("/setup").text


def test_every_published_query_can_be_copied_letter_by_letter(client):
    for service in client.get("/cds-services").get_json()["services"]:
        assert set(service["prefetch"].values()) <= set(copied(client))
        assert json.dumps(service["prefetch"], separators=(",", ":")) in [
            re.sub(r"([:,]) ", r"\1", text) for text in copied(client)
        ]


def test_the_scopes_name_every_kind_of_resource_that_a_query_reads(client):
    kinds = {re.split("[/?]", query)[0] for query in PATIENT_VIEW.prefetch.values()}

    for may in (".read", ".rs"):
        (scopes,) = [text for text in copied(client) if text.startswith(f"patient/Patient{may}")]
        assert set(scopes.split()) == {f"patient/{kind}{may}" for kind in kinds}


def test_every_override_reason_stands_with_its_code(client):
    text = client.get("/setup").text

    for reason in OVERRIDE_REASONS:
        assert f"<code>{reason.code}</code>" in text
        assert reason.display in text


def test_a_test_stands_with_the_code_of_the_site(public_client, client):
    assert "https://ehr.example.org/tests|LAB77" in public_client.get("/setup").text
    assert "LAB77" not in client.get("/setup").text


def test_every_suggestable_test_stands_there(client):
    for loinc in ("1751-7", "2532-0", "2160-0", "62367-8"):
        assert f"<code>{loinc}</code>" in client.get("/setup").text


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_each_service_stands_with_its_hook_and_context(client, service):
    text = client.get("/setup").text

    assert f"<code>{service.id}</code>" in text
    assert all(name in text for name in service.context)


def trial(client, hook="patient-view"):
    (found,) = [
        text for text in copied(client) if text.startswith(f'{{"hook":"{hook}","hookInstance":"5e')
    ]
    return json.loads(found)


def test_the_trial_request_sends_every_key_so_that_no_server_is_asked(client):
    request = HookRequest.parse(trial(client), PATIENT_VIEW)

    assert request.prefetch.keys() == PATIENT_VIEW.prefetch.keys()
    assert request.fhir_server == ""


def test_the_trial_request_gets_the_answer_that_the_sheet_promises(client):
    answer = client.post("/cds-services/b2m-patient-view", json=trial(client))

    (card,) = answer.get_json()["cards"]
    assert card["summary"].startswith("ISS III")
    assert "begins with <q>ISS III</q>" in client.get("/setup").text


def test_the_trial_order_gets_the_answer_that_the_sheet_promises(client):
    answer = client.post("/cds-services/b2m-order-sign", json=trial(client, "order-sign"))

    (card,) = answer.get_json()["cards"]
    labels = [item["label"] for item in card["suggestions"]]
    for test in ("creatinine with eGFR", "albumin", "LDH", "FISH"):
        assert any(test in label for label in labels)


def test_the_commands_call_the_services_they_are_about(public_client):
    commands = [text.split()[2] for text in copied(public_client) if text.startswith("curl")]

    assert commands == [
        f"{PUBLIC}/cds-services/b2m-patient-view",
        f"{PUBLIC}/cds-services/b2m-patient-view/feedback",
        f"{PUBLIC}/cds-services/b2m-order-sign",
    ]


def test_the_feedback_to_try_is_kept_as_written(tmp_path):
    settings = Settings(store={"url": f"sqlite:///{tmp_path}/b2m.sqlite"})
    client = create_app(settings).test_client()
    (command,) = [text for text in copied(client) if '"feedback"' in text]
    (written,) = re.findall(r"-d '(.*)'", command)
    body = written.replace("UUID", "1f0c2d3a-6f1b-8a03-9d53-0c9d6f2b7e01")

    answer = client.post(
        "/cds-services/b2m-patient-view/feedback", data=body, content_type="application/json"
    )

    assert (answer.status_code, answer.get_json()["received"]) == (200, 1)


def test_the_self_test_shows_the_card_of_the_trial_request(client):
    answer = client.post("/setup/self-test")

    assert answer.status_code == 200
    assert "Passed." in answer.text
    assert "ISS III" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_self_test_says_when_no_card_came():
    client = create_app(Settings(policy={"sample_max_days": 1})).test_client()

    answer = client.post("/setup/self-test")

    assert "Passed." not in answer.text
    assert answer.text.count("No card") == 1


def test_the_sheet_is_never_kept_by_a_cache_and_shows_a_forged_host_inert(client):
    answer = client.get("/setup", headers={"Host": 'evil"><script>.example'})

    assert "<script" not in answer.text
    assert client.get("/setup").headers["Cache-Control"] == "no-store"


def test_no_secret_of_the_settings_stands_on_the_sheet():
    settings = Settings(
        site={"key": "a-very-secret-key"}, store={"url": "sqlite:////var/lib/secret-place.sqlite"}
    )

    text = create_app(settings).test_client().get("/setup").text

    assert "a-very-secret-key" not in text
    assert "secret-place" not in text
