"""The harness itself: it must notice every kind of wrong answer."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.clinical_cases.__main__ import main
from tests.clinical_cases.case_file import UnreadableCases, cases_in
from tests.clinical_cases.comparing import mismatches
from tests.clinical_cases.running import outcome

ROOT = Path(__file__).parents[2]
ISS_II = {
    "id": "iss-001",
    "topic": "iss",
    "inputs": {"b2m": {"value": Decimal("3.5"), "unit": "mg/L"}},
    "expected": {"possible": ["II"], "determined": True, "missing": ["albumin"]},
}


CHILD = {"age": {"value": 1, "unit": "a"}, "cystatin_c": {"value": 1, "unit": "mg/L"}}


def written(directory, *cases, **fields):
    content = {"schema": "b2m-clinical-cases/1", "count": len(cases), "cases": cases} | fields
    text = json.dumps(content, default=float)
    (directory / "some.json").write_text(text, encoding="utf-8")
    return directory


def run(directory):
    return CliRunner().invoke(main, [str(directory)])


def test_a_right_answer_passes(tmp_path):
    found = run(written(tmp_path, ISS_II))

    assert (found.exit_code, found.output.split()) == (0, ["iss", "1/1"])


def test_a_wrong_answer_is_named_and_fails(tmp_path):
    wrong = ISS_II | {"id": "iss-002", "expected": {"possible": ["I"], "missing": []}}

    found = run(written(tmp_path, ISS_II, wrong))

    assert found.exit_code == 1
    assert found.output.splitlines()[0].split() == ["iss", "1/2"]
    assert found.output.splitlines()[1:] == [
        "  iss-002: possible: expected I, found II",
        "  iss-002: missing: expected none, found albumin",
    ]


@pytest.mark.parametrize(
    "case",
    [
        ISS_II | {"topic": "no-such-topic"},
        ISS_II | {"inputs": {"b2m": {"value": 3, "unit": "furlong"}}},
        ISS_II | {"inputs": {"b2m": {"value": 3, "unit": "mg/mmol"}}},
        ISS_II | {"topic": "r-iss", "inputs": {"ldh_high": "somewhat"}},
        ISS_II | {"topic": "cll-ipi", "inputs": {"age": {"value": 70, "unit": "mo"}}},
        ISS_II | {"topic": "egfr-cr2021", "inputs": {"equation": "cockcroft-gault"}},
        ISS_II | {"topic": "egfr-ekfc-cys", "inputs": {"equation": "ekfc-2023-cystatin-c"} | CHILD},
        ISS_II | {"topic": "kdigo-a", "inputs": {"albuminuria": {"value": 3, "unit": "mg/L"}}},
        ISS_II | {"topic": "urine-pattern", "inputs": {"urine_b2m": {"value": 3, "unit": "mg/d"}}},
        ISS_II | {"topic": "plausibility", "inputs": {"analyte": "sweat"}},
        ISS_II | {"topic": "applicability", "inputs": {"conditions": [{"name": "the vapours"}]}},
    ],
)
def test_what_is_not_supported_fails_and_never_passes(tmp_path, case):
    found = run(written(tmp_path, case))

    assert found.exit_code == 1
    assert "not supported" in found.output


def test_numbers_are_read_as_decimals(tmp_path):
    (case,) = cases_in(written(tmp_path, ISS_II))

    assert case["inputs"]["b2m"]["value"] == Decimal("3.5")
    assert isinstance(case["inputs"]["b2m"]["value"], Decimal)


@pytest.mark.parametrize(
    ("cases", "fields", "fault"),
    [
        ([], {}, "no clinical cases"),
        ([ISS_II, ISS_II], {}, "ids used more than once: iss-001"),
        ([ISS_II], {"count": 2}, "some.json: says 2 cases and holds 1"),
        ([ISS_II], {"schema": "other/1"}, "some.json: not of schema b2m-clinical-cases/1"),
    ],
)
def test_files_that_are_not_what_they_say_stop_the_run(tmp_path, cases, fields, fault):
    written(tmp_path, *cases, **fields)

    with pytest.raises(UnreadableCases, match=fault):
        cases_in(tmp_path)
    found = run(tmp_path)
    assert (found.exit_code, fault in found.output) == (1, True)


@pytest.mark.parametrize("text", ["{", "[1, 2", "\x00"])
def test_a_broken_file_is_reported_and_fails(tmp_path, text):
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")

    found = run(written(tmp_path, ISS_II))

    assert found.exit_code == 1
    assert "broken.json: not JSON" in found.output


@pytest.mark.parametrize("field", ["id", "topic", "inputs", "expected"])
def test_a_case_without_a_required_field_is_reported_and_fails(tmp_path, field):
    found = run(written(tmp_path, {name: ISS_II[name] for name in ISS_II if name != field}))

    assert found.exit_code == 1
    assert f"has no {field}" in found.output


def test_a_case_without_an_input_that_its_topic_needs_fails(tmp_path):
    found = run(written(tmp_path, ISS_II | {"topic": "aki", "inputs": {}}))

    assert found.exit_code == 1
    assert "  iss-001: input missing: 'creatinine'" in found.output


@pytest.mark.parametrize(
    ("wanted", "found", "agrees"),
    [
        (["I", "II"], ["II", "I"], True),
        (["I", "II"], ["I"], False),
        (["I"], "I", False),
        (Decimal("1.5"), Decimal("1.6"), True),
        (Decimal("1.5"), Decimal("1.4"), True),
        (Decimal("1.5"), Decimal("1.61"), False),
        (Decimal("2.0"), 2, True),
        (Decimal("2.0"), None, False),
        (3, 3, True),
        (3, Decimal("3.01"), False),
        (None, None, True),
        (None, Decimal("0.05"), False),
        (True, True, True),
        (True, 1, False),
        (1, True, False),
        ("G1", "G2", False),
    ],
)
def test_fields_are_compared_as_the_schema_asks(wanted, found, agrees):
    faults = list(mismatches({"field": wanted}, {"field": found}, Decimal("0.1")))

    assert (faults == []) is agrees


def test_a_field_that_is_not_answered_is_a_mismatch_and_information_is_not_compared():
    assert list(mismatches({"a": None}, {}, 0)) == ["a: expected None, found nothing"]
    assert list(mismatches({"must_not_say": ["x"]}, {}, 0)) != []
    assert list(mismatches({"reasons": ["x"]}, {}, 0)) != []
    assert list(mismatches({"category_if_not_rounded": "G3a"}, {}, 0)) == []


def test_reasons_beyond_those_asked_for_are_welcome_and_missing_ones_are_named():
    assert list(mismatches({"reasons": ["a"]}, {"reasons": ["b", "a"]}, 0)) == []
    faults = list(mismatches({"reasons": ["a", "c"]}, {"reasons": ["b", "a"]}, 0))
    assert faults == ["reasons: c is not among b a"]


def test_a_phrase_that_must_not_be_said_is_found_in_whatever_case():
    said = {"must_not_say": "Signs of Relapse."}

    assert list(mismatches({"must_not_say": ["progressive disease"]}, said, 0)) == []
    faults = list(mismatches({"must_not_say": ["relapse"]}, said, 0))
    assert faults == ["must_not_say: 'relapse' was said"]


def test_without_a_tolerance_numbers_are_exact():
    case = ISS_II | {
        "topic": "unit-b2m",
        "inputs": {"quantity": {"value": Decimal(3500), "unit": "ug/L"}},
        "expected": {"value": Decimal("3.5")},
    }
    off = case | {"expected": {"value": Decimal("3.5000001")}}

    assert outcome(case).faults == ()
    assert outcome(off).faults == ("value: expected 3.5000001, found 3.500",)


def test_it_runs_as_a_module():
    command = [sys.executable, "-m", "tests.clinical_cases", "tests/clinical"]

    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout + found.stderr
    assert "r-iss" in found.stdout
