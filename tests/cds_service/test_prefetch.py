"""Each prefetch key on its own: delivered, fetched, empty, incomplete or not to be had."""

import time

import pytest
import responses

from cds_service.errors import DataUnavailable
from cds_service.fhir_search import Search
from cds_service.prefetch import query
from cds_service.shortfall import Shortfall
from fhir_mappings.model import Availability
from tests.cds_service.fhir_stub import SUBJECT, Exchange, bundle, fhir_stub, observation, outcome
from tests.cds_service.hook_requests import (
    PATIENT_ID,
    SERVER,
    SERVICE,
    TOKEN,
    everything_empty,
    gathered,
    ids,
    parsed,
    state_of,
    with_access,
)

SERUM_B2M = "1952-1"  # in the address of the search for it


def test_complete_prefetch_asks_nobody():
    delivered = everything_empty(b2m=bundle(observation("a")), albumin=bundle(observation("b")))

    with responses.RequestsMock() as server:
        result = gathered(with_access(prefetch=delivered))

        assert len(server.calls) == 0
    assert ids(result) == ["a", "b"]
    assert {coverage.state for coverage in result.coverage} == {Availability.COMPLETE}
    assert [coverage.key for coverage in result.coverage] == list(SERVICE.prefetch)


def test_fetches_exactly_the_key_that_is_missing():
    delivered = everything_empty(b2m=bundle(observation("a")))
    del delivered["conditions"]

    with responses.RequestsMock() as server:
        server.get(
            f"{SERVER}/Condition",
            json=bundle({"resourceType": "Condition", "id": "c", "subject": SUBJECT}),
            match=[
                responses.matchers.header_matcher({"Authorization": f"Bearer {TOKEN}"}),
                responses.matchers.query_param_matcher(
                    {"patient": PATIENT_ID, "category": "problem-list-item", "_count": "100"}
                ),
            ],
        )
        result = gathered(with_access(prefetch=delivered))

        assert len(server.calls) == 1
    assert ids(result) == ["a", "c"]


def test_fetches_everything_when_nothing_is_delivered():
    def behave(ask: Exchange) -> None:
        if ask.path == f"/fhir/Patient/{PATIENT_ID}":
            ask.reply({"resourceType": "Patient", "id": PATIENT_ID})
        else:
            ask.reply(bundle(observation("a")) if SERUM_B2M in ask.path else bundle())

    with fhir_stub(behave) as stub:
        result = gathered(parsed(fhirServer=stub.base), servers=[stub.base])

    assert ids(result) == [PATIENT_ID, "a"]
    assert len(stub.seen) == len(SERVICE.prefetch)
    assert not any("_sort" in path for path in stub.paths)


def test_null_and_an_empty_bundle_mean_asked_and_nothing_there():
    delivered = everything_empty(b2m={"resourceType": "Bundle", "type": "searchset", "total": 0})

    with responses.RequestsMock():
        result = gathered(with_access(prefetch=delivered))

    assert result.entries == ()
    assert state_of(result, "b2m") == (Availability.COMPLETE, "")


@pytest.mark.parametrize("value", ["123", 7, True, [], {}], ids=repr)
def test_a_value_that_is_no_resource_counts_as_not_delivered(value):
    with responses.RequestsMock() as server:
        server.get(f"{SERVER}/Observation", json=bundle(observation("a")))
        result = gathered(with_access(prefetch=everything_empty(b2m=value)))

    assert ids(result) == ["a"]


def test_accepts_a_bundle_for_a_read_and_a_resource_for_a_search():
    patient = {"resourceType": "Patient", "id": "p"}

    result = gathered(
        parsed(prefetch=everything_empty(patient=bundle(patient), b2m=observation("a")))
    )

    assert ids(result) == ["p", "a"]


def test_an_operation_outcome_is_not_retried():
    delivered = everything_empty(albumin=outcome("error", "forbidden"))

    with responses.RequestsMock():
        result = gathered(with_access(prefetch=delivered))

    assert state_of(result, "albumin") == (Availability.UNAVAILABLE, "forbidden")


def test_a_helpful_key_that_cannot_be_had_is_recorded_and_the_rest_is_used():
    delivered = everything_empty(b2m=bundle(observation("a")))
    del delivered["conditions"]

    with responses.RequestsMock() as server:
        server.get(f"{SERVER}/Condition", json=outcome("error", "forbidden"), status=403)
        result = gathered(with_access(prefetch=delivered))

    assert ids(result) == ["a"]
    assert state_of(result, "conditions") == (Availability.UNAVAILABLE, "forbidden")


def test_what_is_forbidden_is_logged_as_the_scope_that_is_missing(caplog):
    delivered = everything_empty(
        b2m=bundle(observation("a")),
        conditions=outcome("error", "forbidden"),
        ldh=outcome("error", "exception"),
        patient=outcome("fatal", "forbidden"),
    )

    gathered(parsed(prefetch=delivered))

    (record,) = caplog.records
    assert vars(record)["missing_scopes"] == ["patient/Condition.read", "patient/Patient.read"]


def test_a_forbidden_b2m_search_is_logged_although_the_answer_is_412(caplog):
    with pytest.raises(DataUnavailable):
        gathered(parsed(prefetch=everything_empty(b2m=outcome("error", "forbidden"))))

    (record,) = caplog.records
    assert vars(record)["missing_scopes"] == ["patient/Observation.read"]


UNOBTAINABLE = [
    ({}, {}, Shortfall.NO_ACCESS),
    ({"prefetch": {}}, {}, Shortfall.NO_ACCESS),
    ({"prefetch": {"b2m": outcome("error", "exception")}}, {}, Shortfall.OUTCOME),
    ({"fhirServer": "https://elsewhere.example/fhir"}, {}, Shortfall.NOT_ALLOWED),
    ({"fhirServer": "http://169.254.169.254/"}, {}, Shortfall.NOT_ALLOWED),
    ({"fhirServer": "file:///etc/passwd"}, {}, Shortfall.NOT_ALLOWED),
    ({"fhirServer": SERVER}, {"fallback": False}, Shortfall.FALLBACK_OFF),
]


@pytest.mark.parametrize(("members", "settings", "reason"), UNOBTAINABLE)
def test_required_data_that_nobody_can_supply_is_unavailable(members, settings, reason):
    with responses.RequestsMock(), pytest.raises(DataUnavailable) as caught:
        gathered(parsed(**members), **settings)

    assert (caught.value.key, caught.value.reason) == ("b2m", reason)


def test_a_server_outside_the_list_is_not_asked_but_prefetch_is_used():
    request = parsed(fhirServer="https://elsewhere.example/fhir", prefetch={"b2m": None})

    with responses.RequestsMock():
        result = gathered(request)

    assert state_of(result, "b2m") == (Availability.COMPLETE, "")
    assert state_of(result, "ldh") == (Availability.UNAVAILABLE, "not-allowed")


def test_a_server_slower_than_the_deadline_leaves_required_data_unavailable_in_time():
    with fhir_stub(lambda ask: time.sleep(0.8)) as stub:
        began = time.monotonic()

        with pytest.raises(DataUnavailable) as caught:
            gathered(parsed(fhirServer=stub.base), servers=[stub.base], deadline_s=0.3)

        assert time.monotonic() - began < 0.3 + 0.2
    assert caught.value.reason == Shortfall.TIMEOUT


def test_one_slow_key_costs_only_itself():
    def behave(ask: Exchange) -> None:
        if "Condition" in ask.path:
            time.sleep(0.6)
        ask.reply(bundle(observation("a")) if SERUM_B2M in ask.path else bundle())

    with fhir_stub(behave) as stub:
        result = gathered(parsed(fhirServer=stub.base), servers=[stub.base], deadline_s=0.3)

    assert state_of(result, "conditions") == (Availability.UNAVAILABLE, "timeout")
    assert state_of(result, "b2m") == (Availability.COMPLETE, "")


def test_our_own_search_takes_the_id_as_a_value_and_needs_no_sorting():
    template = "Observation?patient={{context.patientId}}&code=s|a,s|b&_sort=-date&_count=20"

    searched = Search("Observation", {"patient": "p1", "code": "s|a,s|b", "_count": "100"}, "p1")
    assert query(template, "p1") == searched
    assert query("Patient/{{context.patientId}}", "p1") == Search("Patient/p1", {}, "p1")
