"""What is counted, and that one place shows it for all workers."""

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient
from prometheus_client.mmap_dict import MmapedDict

from cds_service.app import create_app
from cds_service.counts_folder import empty
from cds_service.settings import Settings
from cds_service.worker_counts import retire
from tests.cds_service.command_line import answers, started
from tests.cds_service.feedback_entries import overridden
from tests.cds_service.fhir_stub import bundle, fhir_stub, observation
from tests.cds_service.hook_requests import authorization, body, everything_empty
from tests.conformance.ours import our_samples

PATIENT_VIEW = "/cds-services/b2m-patient-view"
B2M = {"coding": [{"system": "http://loinc.org", "code": "1952-1"}]}
Counts = dict[str, float]


def exposed(client: FlaskClient) -> Counts:
    return read(client.get("/metrics").text)


def read(text: str) -> Counts:
    rows = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


class Grown:
    """What has been counted since: the registry belongs to the process."""

    def __init__(self, **sections: Any) -> None:
        self.client = create_app(Settings.model_validate(sections)).test_client()
        self._before = exposed(self.client)

    def __getitem__(self, name: str) -> float:
        return exposed(self.client).get(name, 0) - self._before.get(name, 0)


def test_an_answer_with_cards_is_counted_by_service_rule_and_indicator():
    grown = Grown()

    answer = grown.client.post(PATIENT_VIEW, json=our_samples()[0]).get_json()

    (card,) = answer["cards"]
    assert grown['b2m_cds_requests_total{outcome="cards",service="b2m-patient-view"}'] == 1
    assert grown[f'b2m_cds_cards_total{{indicator="{card["indicator"]}",rule="iss"}}'] == 1
    assert grown['b2m_cds_request_seconds_count{service="b2m-patient-view"}'] == 1


def test_prefetch_is_counted_key_by_key_as_it_came():
    grown = Grown()
    came = everything_empty(
        b2m=bundle(observation("o1")), patient={"resourceType": "OperationOutcome"}
    )
    came.pop("b2mUrine")

    grown.client.post(PATIENT_VIEW, json=body(prefetch=came))

    def of(key: str, state: str) -> float:
        return grown[f'b2m_cds_prefetch_total{{client="-",key="{key}",state="{state}"}}']

    assert (of("b2m", "hit"), of("patient", "refused")) == (1, 1)
    assert (of("b2mUrine", "miss"), of("creatinine", "null")) == (1, 1)


def test_what_is_set_aside_and_what_could_not_be_had_is_counted_by_our_words():
    grown = Grown()
    odd = observation("o1", status="cancelled", code=B2M)

    grown.client.post(PATIENT_VIEW, json=body(prefetch=everything_empty(b2m=bundle(odd))))
    grown.client.post(PATIENT_VIEW, json=body())

    assert grown['b2m_cds_set_aside_total{reason="withdrawn"}'] == 1
    assert (
        grown['b2m_cds_requests_total{outcome="DataUnavailable",service="b2m-patient-view"}'] == 1
    )


def test_calls_to_fhir_servers_are_counted_by_the_place_of_the_server_in_the_settings():
    with fhir_stub(lambda ask: ask.reply(bundle(), 500)) as stub:
        other = "https://other.example.org/fhir"  # sorted after http
        grown = Grown(fhir={"servers": [other, stub.base], "deadline_s": 1})
        access = {"fhirServer": stub.base, "fhirAuthorization": authorization()}
        grown.client.post(PATIENT_VIEW, json=body(**access))

    calls = grown['b2m_cds_fhir_calls_total{outcome="5xx",server="0"}']
    assert calls >= 1
    assert grown['b2m_cds_fhir_call_seconds_count{server="0"}'] == calls
    assert grown['b2m_cds_fhir_calls_total{outcome="5xx",server="1"}'] == 0


def test_a_server_that_is_left_alone_shows_as_paused():
    nobody = "http://127.0.0.1:9/fhir"
    grown = Grown(fhir={"servers": [nobody], "failures_to_pause": 1, "deadline_s": 1})
    access = {"fhirServer": nobody, "fhirAuthorization": authorization()}

    grown.client.post(PATIENT_VIEW, json=body(**access))

    assert exposed(grown.client)['b2m_cds_fhir_paused{server="0"}'] == 1
    assert grown['b2m_cds_fhir_calls_total{outcome="unreachable",server="0"}'] >= 1


def test_feedback_is_counted_by_outcome_and_a_store_that_is_down_too():
    kept = Grown(store={"url": "sqlite://"})
    entries = [overridden(None), overridden(card="x")]
    kept.client.post(f"{PATIENT_VIEW}/feedback", json={"feedback": entries})
    kept.client.application.extensions["b2m-cds"].store.close()

    assert kept['b2m_cds_feedback_total{outcome="overridden"}'] == 1
    assert kept['b2m_cds_feedback_total{outcome="rejected"}'] == 1

    down = Grown(store={"url": "sqlite:////nowhere/store.sqlite"})
    down.client.post(f"{PATIENT_VIEW}/feedback", json={"feedback": [overridden(None)]})

    assert down["b2m_cds_store_failures_total"] == 1


def test_a_caller_who_is_not_trusted_is_counted_by_the_word_of_the_refusal():
    trust = {"mode": "jwt", "issuers": {"ehr": {"jku": ["https://ehr.example.org/jwks"]}}}
    grown = Grown(trust=trust, http={"public_base_url": "https://cds.example.org"})

    grown.client.post(PATIENT_VIEW, json=body())

    assert grown['b2m_cds_trust_refusals_total{refusal="no-token"}'] == 1


def test_metrics_can_be_switched_off():
    client = create_app(Settings.model_validate({"metrics": {"enabled": False}})).test_client()

    assert client.get("/metrics").status_code == 404


def test_nothing_of_a_patient_and_no_token_is_in_any_count():
    canary = "canary-4711"
    client = Grown(store={"url": "sqlite://"}).client
    odd = observation(canary, code={"coding": [{"system": canary, "code": canary}]}, status=canary)
    coming = {
        "hookInstance": canary,
        "fhirServer": f"https://{canary}.example.org",
        "fhirAuthorization": authorization(access_token=canary),
        "prefetch": everything_empty(b2m=bundle(odd)) | {canary: None},
    }
    client.post(PATIENT_VIEW, json=body(**coming))
    client.post(f"/cds-services/{canary}", json={})
    client.get(f"/{canary}")
    entry = overridden(None, overrideReason={"userComment": canary})
    client.post(f"{PATIENT_VIEW}/feedback", json={"feedback": [entry, overridden(card=canary)]})

    assert canary not in client.get("/metrics").text


def counter(folder: Path, process: str, **values: float) -> None:
    file = MmapedDict(str(folder / f"counter_{process}.db"))
    for name, value in values.items():
        file.write_value(name, value, 0.0)
    file.close()


def counted(folder: Path, process: str) -> dict[str, float]:
    rows = MmapedDict.read_all_values_from_file(str(folder / f"counter_{process}.db"))
    return {name: value for name, value, _, _ in rows}


def test_counts_of_ended_workers_add_up_in_one_file(tmp_path):
    counter(tmp_path, "11", a=2, b=1)
    counter(tmp_path, "12", a=3)
    counter(tmp_path, "13", a=5)

    retire(tmp_path, 11)
    retire(tmp_path, 12)

    assert counted(tmp_path, "ended") == {"a": 5, "b": 1}
    assert counted(tmp_path, "13") == {"a": 5}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counter_13.db", "counter_ended.db"]


def test_a_folder_of_an_earlier_start_is_emptied_of_its_counts_only(tmp_path):
    counter(tmp_path, "11", a=2)
    (tmp_path / "kept.txt").write_text("x", encoding="utf-8")

    empty(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The service with two workers, and the folder of their counts."""
    folder = tmp_path_factory.mktemp("counts")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    named = {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    with started("serve", "--port", str(port), **named) as process:
        url = f"http://127.0.0.1:{port}"
        answers(f"{url}/livez")
        yield url, folder
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def answered(url: str) -> float:
    name = 'b2m_cds_requests_total{outcome="none",service="b2m-patient-view"}'
    return read(requests.get(f"{url}/metrics", timeout=10).text).get(name, 0)


@pytest.mark.xdist_group("servers")
def test_all_workers_show_the_same_counts_and_a_killed_one_takes_none_with_it(workers):
    url, folder = workers
    for _ in range(12):
        said = requests.post(
            f"{url}{PATIENT_VIEW}", json=body(prefetch=everything_empty()), timeout=10
        )
        assert said.status_code == 200

    assert {answered(url) for _ in range(6)} == {12}

    victim = max(folder.glob("counter_*.db"), key=os.path.getmtime)
    process = int(re.findall(r"\d+", victim.name)[0])
    os.kill(process, signal.SIGKILL)
    ends = time.monotonic() + 10
    while victim.exists() and time.monotonic() < ends:
        time.sleep(0.05)

    assert (folder / "counter_ended.db").is_file()
    assert {answered(url) for _ in range(6)} == {12}
