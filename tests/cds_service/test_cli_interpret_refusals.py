"""`b2m-cds interpret`: what it cannot read, and how it says so."""

import pytest

from cds_service.json_body import json_text
from tests.cds_service.interpreting import AT, bundle, interpret, request, written


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("not json", "not JSON"),
        ("[1]", "not an object"),
        ('{"a": NaN}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ({"hello": "world"}, "neither a FHIR Bundle nor a CDS Hooks request"),
        (bundle("iss-3", "document"), "transaction, collection, searchset"),
        ({"resourceType": "Bundle", "type": "collection"}, "No Patient in this Bundle"),
        ({"hook": "encounter-start"}, "patient-view, order-select, order-sign"),
        ({"hook": "patient-view"}, "context is missing"),
        (request("iss-3", prefetch={}), "prefetch key b2m"),
    ],
)
def test_what_cannot_be_read_ends_with_a_sentence_and_status_2(tmp_path, value, sentence):
    result = interpret(written(tmp_path, value), *AT)

    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_a_patient_yet_to_be_created_is_known_by_its_address_in_the_bundle(tmp_path):
    chart = json_text(bundle("iss-3"))
    chart = chart.replace('"id":"iss-3",', "").replace("Patient/iss-3", "urn:uuid:0c1d-iss-3")
    chart = chart.replace("https://demo.example.org/fhir/urn", "urn")

    result = interpret(written(tmp_path, chart), *AT)

    assert result.exit_code == 0
    assert "ISS III" in result.output


def test_several_patients_need_a_choice(tmp_path):
    both = bundle("iss-3")
    both["entry"] += bundle("iss-1")["entry"]
    path = written(tmp_path, both)

    undecided = interpret(path, *AT)
    unknown = interpret(path, *AT, "--patient", "nobody")
    chosen = interpret(path, *AT, "--patient", "iss-1")

    assert undecided.exit_code == unknown.exit_code == 2
    assert "iss-3, iss-1" in undecided.output
    assert "No patient nobody" in unknown.output
    assert chosen.exit_code == 0
    assert "2.6 mg/L" in chosen.output


@pytest.mark.parametrize("arguments", [["no-such-file.json"], ["-", "--at", "yesterday"]])
def test_a_wrong_argument_is_named(arguments):
    result = interpret(*arguments, input="{}")

    assert result.exit_code == 2
    assert arguments[-1] in result.output
