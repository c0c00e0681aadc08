"""Two rounds: first whether there is any B2M, then, only if so, everything else."""

import pytest
import responses

from cds_service.errors import DataUnavailable
from cds_service.shortfall import Shortfall
from fhir_mappings.model import Availability
from tests.cds_service.fhir_stub import (
    SUBJECT,
    Exchange,
    Stub,
    bundle,
    fhir_stub,
    observation,
    outcome,
)
from tests.cds_service.hook_requests import (
    SERVER,
    SERVICE,
    everything_empty,
    gathered,
    ids,
    parsed,
    state_of,
    with_access,
)

SERUM, URINE = "1952-1", "1953-9"  # each in the address of one search only
OTHERS = SERVICE.prefetch.keys() - SERVICE.deciding


def searched(*found: str, **members: object) -> tuple[list[str], Stub]:
    """What is gathered from a server that has a row under these codes and nothing else."""

    def behave(ask: Exchange) -> None:
        ask.reply(bundle(*(observation(code) for code in found if code in ask.path)))

    with fhir_stub(behave) as stub:
        result = gathered(parsed(fhirServer=stub.base, **members), servers=[stub.base])
    return ids(result), stub


def test_nothing_else_is_asked_when_both_kinds_of_b2m_are_known_to_be_absent():
    found, stub = searched()

    assert found == []
    assert len(stub.seen) == 2
    assert sorted(code for code in (SERUM, URINE) for path in stub.paths if code in path) == [
        SERUM,
        URINE,
    ]


@pytest.mark.parametrize("code", [SERUM, URINE])
def test_either_kind_of_b2m_is_worth_asking_for_everything_else(code):
    found, stub = searched(code)

    assert found == [code]
    assert len(stub.seen) == len(SERVICE.prefetch)


def test_the_deciding_searches_come_before_all_others():
    _, stub = searched(SERUM)

    first, later = stub.paths[:2], stub.paths[2:]
    assert all(SERUM in path or URINE in path for path in first)
    assert not any(SERUM in path or URINE in path for path in later)


def test_a_deciding_key_that_was_delivered_is_not_asked_again():
    found, stub = searched(URINE, prefetch={"b2m": None})

    assert found == [URINE]
    assert len(stub.seen) == len(SERVICE.prefetch) - 1


def test_a_delivered_b2m_makes_the_rest_worth_asking():
    found, stub = searched(prefetch={"b2m": bundle(observation("mine")), "b2mUrine": None})

    assert found == ["mine"]
    assert len(stub.seen) == len(OTHERS)


def test_keys_that_were_not_asked_for_are_not_called_complete():
    delivered = {"b2m": None, "b2mUrine": None, "ldh": None}

    with responses.RequestsMock():
        result = gathered(with_access(prefetch=delivered))

    assert {item.key for item in result.coverage} == delivered.keys()


def test_urine_that_could_not_be_had_may_exist_so_the_rest_is_asked_for():
    delivered = everything_empty(b2mUrine=outcome("error", "exception"))
    del delivered["conditions"]

    with responses.RequestsMock() as server:
        server.get(
            f"{SERVER}/Condition",
            json=bundle({"resourceType": "Condition", "id": "c", "subject": SUBJECT}),
        )
        result = gathered(with_access(prefetch=delivered))

    assert ids(result) == ["c"]
    assert state_of(result, "b2mUrine") == (Availability.UNAVAILABLE, Shortfall.OUTCOME)


def test_after_a_required_key_has_failed_nothing_else_is_asked():
    delivered = {"b2m": outcome("error", "exception"), "b2mUrine": bundle(observation("u"))}

    with responses.RequestsMock() as server, pytest.raises(DataUnavailable):
        gathered(with_access(prefetch=delivered))

    assert len(server.calls) == 0


def test_what_was_asked_before_the_server_was_understood_is_asked_again():
    """A server that finds nothing for a patient id without its type."""

    def behave(ask: Exchange) -> None:
        typed = "patient=Patient%2F" in ask.path
        ask.reply(
            bundle(*(observation(code) for code in (SERUM, URINE) if typed and code in ask.path))
        )

    with fhir_stub(behave) as stub:
        result = gathered(parsed(fhirServer=stub.base), proven=False, servers=[stub.base])

    assert ids(result) == [SERUM, URINE]
    assert not [path for path in stub.paths[4:] if "?" in path and "Patient%2F" not in path]


def test_a_chart_without_b2m_costs_two_searches_more_until_the_server_has_proven_itself():
    with fhir_stub(lambda ask: ask.reply(bundle())) as stub:
        gathered(parsed(fhirServer=stub.base), proven=False, servers=[stub.base])

    assert len(stub.seen) == 4


def test_a_second_try_that_fails_does_not_leave_the_first_answer_standing():
    def behave(ask: Exchange) -> None:
        typed = "patient=Patient%2F" in ask.path
        if typed and URINE in ask.path:
            ask.reply(outcome("error", "forbidden"), 403)
        else:
            ask.reply(bundle(*(observation(SERUM) for _ in "a" if typed and SERUM in ask.path)))

    with fhir_stub(behave) as stub:
        result = gathered(parsed(fhirServer=stub.base), proven=False, servers=[stub.base])

    assert ids(result) == [SERUM]
    assert state_of(result, "b2mUrine") == (Availability.UNAVAILABLE, "forbidden")
