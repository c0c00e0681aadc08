"""Whether the access a client hands over may be used."""

import pytest

from cds_service.errors import MISSING, NOT_VALID, InvalidHookRequest
from cds_service.shortfall import Shortfall
from tests.cds_service.hook_requests import (
    PATIENT_ID,
    SERVER,
    TOKEN,
    authorization,
    everything_empty,
    parsed,
)


def test_a_bearer_token_for_this_patient_is_used():
    request = parsed(fhirServer=SERVER, fhirAuthorization=authorization())

    assert (request.fhir_server, request.access_token) == (SERVER, TOKEN)
    assert request.access.barrier is None


def test_a_server_without_authorization_may_be_asked_without_a_token():
    access = parsed(fhirServer=SERVER).access

    assert (access.server, access.token, access.barrier) == (SERVER, "", None)


def test_without_a_server_there_is_nobody_to_ask():
    assert parsed().access.barrier is Shortfall.NO_ACCESS


@pytest.mark.parametrize(
    "members",
    [
        {"token_type": "bearer"},
        {"expires_in": "300"},
        {"expires_in": None},
        {"expires_in": "soon"},
        {"scope": "Observation.Read (Labs) (R4)"},
        {"scope": "patient/Observation.rs"},
        {"patient": None},
        {"subject": None},
    ],
)
def test_tolerates_what_clients_write_differently(members):
    access = parsed(fhirServer=SERVER, fhirAuthorization=authorization(**members)).access

    assert (access.token, access.barrier) == (TOKEN, None)


@pytest.mark.parametrize(
    "members",
    [{"token_type": "mac"}, {"token_type": 7}, {"expires_in": 0}, {"expires_in": "-1"}],
)
def test_a_token_that_is_expired_or_of_another_type_is_dropped_and_nobody_asked(members):
    access = parsed(fhirServer=SERVER, fhirAuthorization=authorization(**members)).access

    assert (access.token, access.barrier) == ("", Shortfall.ACCESS_UNUSABLE)


MALFORMED = [
    ({"access_token": None}, SERVER, {"fhirAuthorization.access_token": MISSING}),
    ({"access_token": 7}, SERVER, {"fhirAuthorization.access_token": NOT_VALID}),
    ({"access_token": ""}, SERVER, {"fhirAuthorization.access_token": NOT_VALID}),
    ({"access_token": "a\r\nX: y"}, SERVER, {"fhirAuthorization.access_token": NOT_VALID}),
    ({"access_token": "a\n"}, SERVER, {"fhirAuthorization.access_token": NOT_VALID}),
    ({}, None, {"fhirServer": MISSING}),
]


@pytest.mark.parametrize(("members", "server", "expected"), MALFORMED)
def test_a_malformed_authorization_is_refused_when_it_is_needed(members, server, expected):
    with pytest.raises(InvalidHookRequest) as caught:
        parsed(fhirServer=server, fhirAuthorization=authorization(**members))

    assert caught.value.faults == expected


@pytest.mark.parametrize(("members", "server", "expected"), MALFORMED)
def test_a_malformed_authorization_is_ignored_when_prefetch_is_complete(members, server, expected):
    access = parsed(
        fhirServer=server,
        fhirAuthorization=authorization(**members),
        prefetch=everything_empty(),
    ).access

    assert (access.token, access.barrier) == ("", Shortfall.ACCESS_UNUSABLE)


@pytest.mark.parametrize("prefetch", [None, everything_empty()], ids=["needed", "not needed"])
def test_a_token_for_another_patient_is_refused_whatever_was_delivered(prefetch):
    with pytest.raises(InvalidHookRequest) as caught:
        parsed(
            fhirServer=SERVER,
            fhirAuthorization=authorization(patient=PATIENT_ID + "-other"),
            prefetch=prefetch,
        )

    assert caught.value.faults == {"fhirAuthorization.patient": NOT_VALID}


def test_an_authorization_that_is_no_object_is_malformed():
    with pytest.raises(InvalidHookRequest):
        parsed(fhirServer=SERVER, fhirAuthorization="Bearer x")
