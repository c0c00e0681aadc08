"""`b2m-cds interpret`: the cards of real files."""

import json
import re

import pytest

from cds_service.demo.patients import demo_patient
from cds_service.json_body import json_text, parse_json
from tests.cds_service.command_line import b2m_cds
from tests.cds_service.interpreting import AT, TODAY, bundle, interpret, request, written


@pytest.mark.parametrize(
    ("story", "says"),
    [
        ("micrograms", ["ISS III", "6.3 mg/L", "6300 ug/L"]),
        ("nanomoles", ["2.93 mg/L", "250 nmol/L"]),
        ("iss-2-b2m", ["ISS II"]),
        ("albumin-missing", ["I or II", "Order serum albumin"]),
        ("unknown-unit", ["[arb'U]/mL"]),
        ("raised-ckd", ["eGFR 39", "4.6 mg/L"]),
    ],
)
def test_the_cards_are_printed_as_a_person_reads_them(tmp_path, story, says):
    result = interpret(written(tmp_path, bundle(story)), *AT)

    text = " ".join(result.output.split())
    assert result.exit_code == 0
    for words in says:
        assert words in text
    assert "**" not in text
    assert "|---" not in text


def test_several_results_stand_above_the_cards_as_a_line(tmp_path):
    first = interpret(written(tmp_path, bundle("rising")), *AT).output.splitlines()[0]

    assert re.fullmatch(r"Serum B2M, 2 results: ▆█ 3\.1 mg/L \(.*\) to 4\.2 mg/L \(.*\)", first)


def test_a_single_result_needs_no_line(tmp_path):
    assert interpret(written(tmp_path, bundle("iss-3")), *AT).output.startswith("[info]")


def test_a_terminal_that_knows_only_ascii_gets_ascii(tmp_path):
    file = written(tmp_path, bundle("rising"))

    answer = b2m_cds("interpret", file, *AT, PYTHONIOENCODING="ascii")

    assert answer.returncode == 0
    assert answer.stdout.startswith("Serum B2M, 2 results: +# 3.1 mg/L")
    assert "\x1b" not in answer.stdout


@pytest.mark.parametrize("story", ["iss-2-b2m", "unknown-unit"])
def test_albumin_is_not_asked_for_where_it_cannot_help(tmp_path, story):
    result = interpret(written(tmp_path, bundle(story)), *AT)

    assert "Order serum albumin" not in result.output


@pytest.mark.parametrize("story", ["unknown-unit", "mgus", "smouldering", "provisional"])
def test_no_stage_is_given_where_none_is_due(tmp_path, story):
    result = interpret(written(tmp_path, bundle(story)), *AT)

    assert "ISS I" not in result.output


@pytest.mark.parametrize("kind", ["transaction", "collection", "searchset"])
def test_every_kind_of_bundle_gives_the_same_cards(tmp_path, kind):
    expected = interpret(written(tmp_path, bundle("iss-3")), "--json", *AT).output

    assert interpret(written(tmp_path, bundle("iss-3", kind)), "--json", *AT).output == expected


def test_a_hook_request_gives_the_cards_of_its_bundle(tmp_path):
    from_bundle = interpret(written(tmp_path, bundle("iss-3")), *AT).output
    from_request = interpret(written(tmp_path, request("iss-3")), *AT).output

    assert "ISS III" in from_request
    assert from_request == from_bundle


def test_json_is_exactly_the_response_of_the_service(tmp_path):
    result = interpret(written(tmp_path, bundle("iss-3")), "--json", *AT)

    response = json.loads(result.output)
    assert list(response) == ["cards"]
    assert response["cards"][0]["summary"].startswith("ISS III")


def test_standard_input_is_read():
    result = interpret("-", *AT, input=json_text(bundle("iss-3")))

    assert "ISS III" in result.output


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        ("no-b2m", "No card: no serum B2M on file for this patient."),
        ("entered-in-error", "entered in error or cancelled"),
    ],
)
def test_an_empty_answer_says_why_it_is_empty(tmp_path, story, sentence):
    result = interpret(written(tmp_path, bundle(story)), *AT)

    assert result.exit_code == 0
    assert result.output.startswith("No card: ")
    assert sentence in result.output


def test_an_unremarkable_b2m_is_said_to_have_been_looked_at(tmp_path):
    chart = bundle("iss-1")
    chart["entry"] = [
        entry for entry in chart["entry"] if entry["resource"]["resourceType"] != "Condition"
    ]
    text = json_text(chart).replace('"value":2.6', '"value":1.6')

    assert "No card: the rules looked at B2M 1.6 mg/L (18 Nov 2026)" in interpret(
        written(tmp_path, text), *AT
    ).output  # fmt: skip


def test_a_request_of_a_patient_gets_no_card(tmp_path):
    asked = request("iss-3", context={"userId": "Patient/iss-3", "patientId": "iss-3"})

    assert "not a clinician" in interpret(written(tmp_path, asked), *AT).output


def test_a_date_means_its_end(tmp_path):
    morning = interpret(written(tmp_path, bundle("iss-3")), "--at", "2026-11-18T07:00:00")
    evening = interpret(written(tmp_path, bundle("iss-3")), "--at", "2026-11-18")

    assert "dated after the moment of interpretation" in " ".join(morning.output.split())
    assert "ISS III" not in morning.output
    assert "ISS III" in evening.output


def test_another_patients_result_is_set_aside_and_named_without_its_value(tmp_path):
    chart = bundle("iss-2-b2m")
    foreign = demo_patient("dialysis", TODAY).bundle()["entry"][3]
    assert foreign["resource"]["valueQuantity"]["value"] == 31
    chart["entry"].append(foreign)

    result = interpret(written(tmp_path, chart), *AT)

    assert "ISS II" in result.output
    assert "Observation/dialysis-b2m-2" in result.output
    assert "31 mg/L" not in result.output


def test_numbers_keep_the_digits_of_the_laboratory(tmp_path):
    text = json_text(bundle("iss-3")).replace('"value":6.1,', '"value":6.10,')

    result = interpret(written(tmp_path, text), "--json", *AT)

    assert "6.10" in result.output
    assert parse_json(result.output.encode())["cards"]
