"""A chart full of words that must appear nowhere but in the cards that they belong to."""

import io
import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.fhir_stub import bundle, observation
from tests.cds_service.hook_requests import authorization, everything_empty

PATIENT = "canary-patient-4711"
TOKEN = "canary-token-9d1e"
WRITTEN = "canary-words-of-somebody"
# Never in any log, count or answer.
SECRET = {
    "name": "Canaryson",
    "record number": "canary-mrn-0815",
    "date of birth": "1937-03-19",
    "telephone": "canary-555-0199",
    "address": "canary-street-12",
    "free text": WRITTEN,
    "token": TOKEN,
    "user": "canary-user-77",
    "header": "canary-header",
}
IN_HEADERS = ("X-Request-ID", "X-Forwarded-For", "User-Agent", "Cookie", "Referer", "Origin")
HEADERS = dict.fromkeys(IN_HEADERS, SECRET["header"]) | {"Authorization": f"Bearer {TOKEN}"}
# All of it in one text.
ALL = json.dumps([*SECRET.values(), PATIENT])
SUBJECT = {"reference": f"Patient/{PATIENT}"}
CODED = {"coding": [{"system": "http://loinc.org", "code": "1952-1"}], "text": WRITTEN}
UCUM = {"unit": "mg/L", "system": "http://unitsofmeasure.org", "code": "mg/L"}


def found_in(text: str, *, of_patient: bool = False) -> list[str]:
    """Which secrets a text holds; the patient's id is one too, unless it may name the patient."""
    secret = SECRET if of_patient else SECRET | {"patient": PATIENT}
    return [name for name, value in secret.items() if value.lower() in text.lower()]


def person(**members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": PATIENT,
        "name": [{"family": SECRET["name"], "given": [SECRET["name"]]}],
        "identifier": [{"system": "urn:mrn", "value": SECRET["record number"]}],
        "birthDate": SECRET["date of birth"],
        "gender": "female",
        "telecom": [{"system": "phone", "value": SECRET["telephone"]}],
        "address": [{"line": [SECRET["address"]]}],
    } | members


def result(**members: Any) -> dict[str, Any]:
    """A raised serum B2M with remarks."""
    return (
        observation(
            "b2m-1",
            subject=SUBJECT,
            status="final",
            code=CODED,
            effectiveDateTime="2026-01-05",
            valueQuantity=UCUM | {"value": 6.3},
            note=[{"text": WRITTEN}],
            text={"status": "generated", "div": f"<div>{SECRET['name']}</div>"},
        )
        | members
    )


def chart(*results: dict[str, Any]) -> dict[str, Any]:
    """The chart as a Bundle that one can paste."""
    return bundle(person(), *(results or (result(),)))


def prefetch(*results: dict[str, Any]) -> dict[str, Any]:
    return everything_empty(b2m=bundle(*(results or (result(),))), patient=person())


def call(**members: Any) -> dict[str, Any]:
    """A hook request of this patient; a member given as None is left out."""
    written = {
        "hook": "patient-view",
        "hookInstance": WRITTEN,
        "context": {"userId": f"Practitioner/{SECRET['user']}", "patientId": PATIENT},
        "fhirAuthorization": authorization(access_token=TOKEN, patient=PATIENT),
        WRITTEN: WRITTEN,
    } | members
    return {name: value for name, value in written.items() if value is not None}


# What a library would have to quote to explain why it cannot read it.
ODD_RESULTS: dict[str, list[dict[str, Any]]] = {
    "a text for a number": [result(valueQuantity=UCUM | {"value": WRITTEN})],
    # A unit is shown, so that somebody can mend it.
    "an odd unit": [result(valueQuantity={"value": 6.3, "unit": "drops", "code": "drops"})],
    "an odd date": [result(effectiveDateTime=SECRET["date of birth"] + WRITTEN)],
    "an odd status": [result(status=WRITTEN)],
    "an odd code": [result(code={"coding": [{"system": WRITTEN, "code": WRITTEN}]})],
    "a value in words": [result(valueQuantity=None, valueString=WRITTEN)],
    "somebody else": [result(subject={"reference": f"Patient/{WRITTEN}", "display": WRITTEN})],
    "no resource": [{"resourceType": WRITTEN, "id": PATIENT}],
    "lists for objects": [result(code=[WRITTEN], valueQuantity=[WRITTEN], subject=[WRITTEN])],
}


def service(url: str = "", **sections: Any) -> FlaskClient:
    fhir = {"servers": [url] if url else [], "deadline_s": 0.4}
    return create_app(Settings.model_validate({"fhir": fhir, **sections})).test_client()


def nothing_shows(answer: TestResponse, client: FlaskClient, log: io.StringIO) -> None:
    """Not in the log, not in the counts, not in a refusal; of an answer, no more than the id."""
    granted = answer.status_code == 200
    assert found_in(answer.text + str(answer.headers), of_patient=granted) == []
    assert found_in(log.getvalue()) == []
    assert found_in(client.get("/metrics").text) == []
    assert "request" in log.getvalue()
