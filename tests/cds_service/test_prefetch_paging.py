"""Prefetch that comes in pages: continued, or said to be incomplete."""

import time

import pytest
import responses

from cds_service.prefetch import gather
from fhir_mappings.model import Availability
from tests.cds_service.fhir_stub import Exchange, bundle, fhir_stub, observation
from tests.cds_service.hook_requests import (
    SERVER,
    SERVICE,
    TOKEN,
    client_of,
    everything_empty,
    gathered,
    ids,
    parsed,
    state_of,
    with_access,
)


def day(name: str, written: str) -> dict[str, object]:
    return observation(name, effectiveDateTime=written)


DESCENDING = (day("a", "2026-03-01"), day("b", "2026-03-01T08:00:00Z"), day("c", "2026-01-01"))
ASCENDING = (day("a", "2026-01-01"), day("b", "2026-03-01"))
UNDATED = (observation("a"),)
MONTH = (day("a", "2026-03"),)


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        (DESCENDING, Availability.COMPLETE),
        (ASCENDING, Availability.INCOMPLETE),
        (UNDATED, Availability.INCOMPLETE),
        (MONTH, Availability.INCOMPLETE),
    ],
)
def test_a_page_without_its_sequel_is_enough_only_if_it_holds_the_newest_rows(rows, state):
    delivered = bundle(*rows, next_link=f"{SERVER}/Observation?page=2")

    result = gathered(parsed(prefetch=everything_empty(b2m=delivered)))

    assert state_of(result, "b2m")[0] is state


def test_the_first_page_of_a_problem_list_is_never_all_of_it():
    diagnosis = DESCENDING[0] | {"resourceType": "Condition"}
    delivered = bundle(diagnosis, next_link=f"{SERVER}/Condition?page=2")

    result = gathered(parsed(prefetch=everything_empty(conditions=delivered)))

    assert state_of(result, "conditions") == (Availability.INCOMPLETE, "incomplete-paging")


def test_a_delivered_page_is_continued_with_the_token():
    delivered = bundle(observation("a"), next_link=f"{SERVER}/Observation?page=2")

    with responses.RequestsMock() as server:
        server.get(
            f"{SERVER}/Observation?page=2",
            json=bundle(observation("b")),
            match=[responses.matchers.header_matcher({"Authorization": f"Bearer {TOKEN}"})],
        )
        result = gathered(with_access(prefetch=everything_empty(b2m=delivered)))

    assert ids(result) == ["a", "b"]
    assert state_of(result, "b2m") == (Availability.COMPLETE, "")


@pytest.mark.parametrize(("rows", "state"), [("ab", Availability.COMPLETE), ("", None)])
def test_a_delivered_link_that_has_expired_is_made_good_by_a_search_of_our_own(rows, state):
    def behave(ask: Exchange) -> None:
        if "page=2" in ask.path or not rows:
            ask.reply({}, 410)
        else:
            ask.reply(bundle(*map(observation, rows)))

    with fhir_stub(behave) as stub:
        page = bundle(observation("a"), next_link=f"{stub.base}/Observation?page=2")
        request = parsed(fhirServer=stub.base, prefetch=everything_empty(b2m=page))
        result = gathered(request, servers=[stub.base])

    assert set(ids(result)) == set(rows or "a")
    expected = (state, "") if state else (Availability.INCOMPLETE, "paging-expired")
    assert state_of(result, "b2m") == expected
    assert len(stub.seen) == 2


def test_a_delivered_link_to_another_server_is_not_followed():
    delivered = bundle(observation("a"), next_link="https://evil.example/fhir/Observation?page=2")

    with responses.RequestsMock():
        result = gathered(with_access(prefetch=everything_empty(b2m=delivered)))

    assert state_of(result, "b2m") == (Availability.INCOMPLETE, "not-allowed")


def test_a_page_that_was_delivered_is_not_lost_when_the_server_hangs():
    with fhir_stub(lambda ask: time.sleep(0.6)) as stub:
        page = bundle(observation("a"), next_link=f"{stub.base}/Observation?page=2")
        request = parsed(fhirServer=stub.base, prefetch=everything_empty(b2m=page))

        result = gathered(request, servers=[stub.base], deadline_s=0.2)

    assert ids(result) == ["a"]
    assert state_of(result, "b2m") == (Availability.INCOMPLETE, "timeout")


def test_a_page_that_was_delivered_is_not_lost_when_the_server_is_known_to_be_down():
    with fhir_stub(lambda ask: ask.close_connection) as stub:
        page = bundle(observation("a"), next_link=f"{stub.base}/Observation?page=2")
        request = parsed(fhirServer=stub.base, prefetch=everything_empty(b2m=page))
        client = client_of(servers=[stub.base], failures_to_pause=1)
        gather(SERVICE, request, client)

        result = gather(SERVICE, request, client)

    assert ids(result) == ["a"]
    assert state_of(result, "b2m")[0] is Availability.INCOMPLETE
    assert len(stub.seen) == 1
