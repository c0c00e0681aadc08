"""The requests of the bench are what they are said to be, and the FHIR server answers as told."""

import asyncio
import json
from collections import Counter

import pytest

from benchmarks.client import Answer, RunVoid, get, once
from benchmarks.fhir_cases import CASES, FOUR, Case
from benchmarks.fhir_checks import check_answer
from benchmarks.fhir_server import BUSY, ONE_FAILS, fhir_servers, found
from benchmarks.fixture import asking, body, empty_history
from cds_service.services import PATIENT_VIEW

B2M = "http://loinc.org|1952-1"


def prefetch(request):
    return json.loads(request)["prefetch"]


def observations(request):
    entries = [entry for value in prefetch(request).values() for entry in value.get("entry", ())]
    resources = [entry["resource"] for entry in entries]
    return [item for item in resources if item["resourceType"] == "Observation"]


@pytest.mark.parametrize("size", [20, 200, 1_000])
def test_a_longer_history_is_the_same_tests_measured_more_often(size):
    held = observations(body(size))

    assert len(held) == len({item["id"] for item in held}) == size
    assert Counter(item["code"]["coding"][0]["code"] for item in held) == {
        item: count * size // 20
        for item, count in Counter(
            item["code"]["coding"][0]["code"] for item in observations(body())
        ).items()
    }


@pytest.mark.parametrize("size", [20, 1_000])
def test_the_newest_results_are_the_same_however_long_the_history_is(size):
    newest: dict[str, tuple[str, float, str]] = {}
    for item in observations(body(size)):
        code, quantity = item["code"]["coding"][0]["code"], item["valueQuantity"]
        taken = (item["effectiveDateTime"], quantity["value"], quantity["unit"])
        newest[code] = max(newest.get(code, taken), taken)

    told = {code: (value, unit) for code, (_, value, unit) in newest.items()}
    assert told["1952-1"] == (6.3, "mg/L")
    assert told["1751-7"] == (3.1, "g/dL")
    assert told["33914-3"] == (37, "mL/min/{1.73_m2}")


@pytest.mark.parametrize("request_body", [body(), empty_history()], ids=["full", "empty"])
def test_every_prefetch_key_is_delivered_so_that_nothing_is_left_to_fetch(request_body):
    assert prefetch(request_body).keys() == PATIENT_VIEW.prefetch.keys()


def test_a_request_may_leave_keys_to_be_fetched():
    request = json.loads(asking("http://127.0.0.1:9/fhir", FOUR))

    assert PATIENT_VIEW.prefetch.keys() - request["prefetch"].keys() == set(FOUR)
    assert request["fhirServer"] == "http://127.0.0.1:9/fhir"
    assert "prefetch" not in json.loads(asking("http://127.0.0.1:9/fhir"))


def test_the_fhir_server_finds_by_type_and_code():
    assert found("/fhir/Patient/bench")["resourceType"] == "Patient"
    assert len(found(f"/fhir/Observation?patient=bench&code={B2M},http://x|y")["entry"]) == 3
    assert found("/fhir/Observation?patient=bench&code=http://loinc.org|0")["entry"] == []
    assert len(found("/fhir/Condition?patient=bench")["entry"]) == 1
    assert found("/fhir/Procedure?patient=bench")["entry"] == []


def test_each_port_of_the_fhir_server_behaves_as_told_and_counts_what_it_was_asked():
    search = get(f"/fhir/Observation?patient=bench&code={B2M}")
    failing = get("/fhir/Observation?patient=bench&code=http://loinc.org|2160-0")

    with fhir_servers("0", BUSY, ONE_FAILS) as (instant, busy, broken):
        answered = [
            asyncio.run(once(port, request))
            for port, request in [
                *((instant, search), (instant, search), (busy, search)),
                *((broken, search), (broken, failing)),
            ]
        ]
        asked = asyncio.run(once(instant, get("/asked"))).body

    assert [answer.status for answer in answered] == [200, 200, 503, 200, 500]
    assert len(json.loads(answered[0].body)["entry"]) == 3
    assert asked == b"2"


def test_the_cases_ask_for_all_or_four_keys_that_exist():
    assert {case.missing for case in CASES} == {None, FOUR}
    assert set(FOUR) <= PATIENT_VIEW.prefetch.keys()


def named(*keys):
    coverage = [{"key": key, "state": "unavailable"} for key in keys]
    explanation = {"coverage": [*coverage, {"key": "egfr", "state": "incomplete"}]}
    card = {"extension": {"org.b2m-cds.explanation": explanation}}
    return Answer(200, json.dumps({"cards": [card]}).encode(), 0.1)


LOSING = Case("never", "never", FOUR, 100, lost=("ldh",))


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        (LOSING, named("ldh")),
        (Case("at once", "0", FOUR, 100), named()),
        (Case("never", "never", None, 100, status=412), Answer(412, b"{}", 0.1)),
    ],
)
def test_the_answer_that_is_due_counts(case, answer):
    check_answer(case, answer)


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        (LOSING, named()),
        (LOSING, named("ldh", "albumin")),
        (LOSING, Answer(412, b"{}", 0.1)),
        (LOSING, Answer(200, b'{"cards": []}', 0.1)),
        (Case("never", "never", None, 100, status=412), Answer(500, b"", 0.1)),
    ],
)
def test_another_answer_voids_the_run(case, answer):
    with pytest.raises(RunVoid):
        check_answer(case, answer)
