"""Which bodies are requests of this hook, and what is read from them."""

import json

import pytest

from cds_service.errors import MISSING, NOT_VALID, InvalidHookRequest, MalformedBody
from cds_service.hook_request import HookRequest
from tests.cds_service.hook_requests import PATIENT_ID, SERVICE, body, parsed

USER = {"userId": "Practitioner/onc-77"}


def faults(**members: object) -> dict[str, str]:
    with pytest.raises(InvalidHookRequest) as caught:
        parsed(**members)
    return caught.value.faults


def test_reads_what_the_service_uses():
    request = HookRequest.parse(json.dumps(body(prefetch={"b2m": None})).encode(), SERVICE)

    assert request.patient_id == PATIENT_ID
    assert request.user_id == "Practitioner/onc-77"
    assert request.encounter_id == ""
    assert request.prefetch == {"b2m": None}
    assert (request.fhir_server, request.access_token) == ("", "")


def test_ignores_members_it_does_not_know():
    extended = parsed(
        foo=1,
        extension={"com.epic.cdshooks.request.fhir-version": "R4"},
        context={**USER, "patientId": PATIENT_ID, "more": {}},
    )

    assert extended == parsed()


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b'"x"', b"[" * 200_000, b'{"a":NaN}'])
def test_a_body_that_is_no_json_object_is_malformed(text):
    with pytest.raises(MalformedBody):
        HookRequest.parse(text, SERVICE)


@pytest.mark.parametrize("member", ["hook", "hookInstance", "context"])
def test_names_a_missing_member(member):
    assert faults(**{member: None}) == {member: MISSING}


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({}, {"context.userId": MISSING, "context.patientId": MISSING}),
        (USER, {"context.patientId": MISSING}),
        ({"patientId": PATIENT_ID}, {"context.userId": MISSING}),
        ({**USER, "patientId": 7}, {"context.patientId": NOT_VALID}),
        ([], {"context": NOT_VALID}),
    ],
)
def test_names_every_fault_in_the_context(context, expected):
    assert faults(context=context) == expected


@pytest.mark.parametrize(
    "members",
    [
        {"hook": "order-sign"},
        {"hook": 3},
        {"hookInstance": ""},
        {"fhirServer": 3},
        {"prefetch": []},
        {"prefetch": "x"},
    ],
)
def test_names_a_member_of_the_wrong_kind(members):
    assert faults(**members) == dict.fromkeys(members, NOT_VALID)


@pytest.mark.parametrize("instance", ["5a8f0c10-8d5e-11f0-9f6e-0242ac120002", "42", "time-based"])
def test_any_hook_instance_that_is_not_empty_will_do(instance):
    assert parsed(hookInstance=instance).hook_instance == instance


@pytest.mark.parametrize(
    "identifier",
    ["1", "a-b.c", "A" * 44, "e" * 128, "eq081-VQEgP8drUUqCWzHfw3", "under_score", "..a"],
)
def test_accepts_ids_as_real_servers_hand_them_out(identifier):
    assert parsed(context={**USER, "patientId": identifier}).patient_id == identifier


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        ".",
        "..",
        "a" * 129,
        "Patient/1",
        "../admin",
        "1&_count=1",
        "1?x",
        "1#x",
        "1%2e",
        "1 2",
        "1\n",
        "1,2",
        "é",
    ],
)
def test_refuses_an_id_that_could_change_an_address(identifier):
    context = {**USER, "patientId": identifier}
    assert faults(context=context) == {"context.patientId": NOT_VALID}


@pytest.mark.parametrize(
    ("written", "read"), [("enc-1", "enc-1"), ("", ""), (None, "")], ids=["given", "empty", "null"]
)
def test_the_encounter_is_optional(written, read):
    context = {**USER, "patientId": PATIENT_ID, "encounterId": written}

    assert parsed(context=context).encounter_id == read


def test_an_encounter_id_that_could_change_an_address_is_refused():
    context = {**USER, "patientId": PATIENT_ID, "encounterId": "a/b"}

    assert faults(context=context) == {"context.encounterId": NOT_VALID}


@pytest.mark.parametrize(
    ("user", "clinician"),
    [
        ("Practitioner/1", True),
        ("PractitionerRole/1", True),
        ("1", True),
        ("Device/1", True),
        ("Patient/1", False),
        ("RelatedPerson/1", False),
        ("https://ehr.example.org/fhir/Patient/1", False),
        ("Patient/1/_history/2", False),
        ("PatientAdvocate/1", True),
    ],
)
def test_knows_whether_a_clinician_reads_the_cards(user, clinician):
    context = {"userId": user, "patientId": PATIENT_ID}

    assert parsed(context=context).for_clinician is clinician


def test_a_fault_never_repeats_a_value():
    with pytest.raises(InvalidHookRequest) as caught:
        parsed(context={"userId": 99173, "patientId": "canary 99173"})

    assert "99173" not in str(caught.value) + repr(caught.value.issues())
    assert caught.value.__cause__ is None


def test_printing_a_request_shows_no_token_and_no_patient_data():
    request = parsed(
        fhirServer="https://ehr.example.org/fhir",
        fhirAuthorization={"access_token": "canary-token", "token_type": "Bearer"},
        prefetch={"b2m": {"resourceType": "Observation", "id": "canary-row"}},
    )

    assert "canary" not in repr(request) + repr(request.access)
