"""`docs/scope.md` names rules, tests and patients: they must exist, and its rows be whole."""

import re
from pathlib import Path

import pytest

from cds_service.demo.patients import STORIES
from tests.docs_pages.rule_entries import ROOT, modules

DOCS = ROOT / "docs"
ROW = re.compile(r"^\| ([^|]+) \| `(\w+)`[^|]* \| `(\w+\.py)` \| `([\w-]+)` \|$")
LINES = (DOCS / "scope.md").read_text(encoding="utf-8").splitlines()
ROWS = [match.groups() for line in LINES if (match := ROW.match(line))]
RULES = modules() | {path.stem for path in (ROOT / "fhir_mappings").glob("*.py")}
TESTS = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
PATIENTS = {story.id for story in STORIES}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_a_rule_a_test_and_a_patient_that_exist(row):
    _, rule, test, patient = row

    assert rule in RULES
    assert test in TESTS
    assert patient in PATIENTS


def test_every_line_of_a_table_is_such_a_row():
    lines = [line for line in LINES if line.startswith("|")]
    tables = lines.count("|---|---|---|---|")

    assert tables >= 10
    assert len(ROWS) == len(lines) - 2 * tables


def test_safety_names_tests_that_exist():
    text = Path(DOCS / "safety.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+\.py)`", text))

    assert len(named) >= 10
    assert named <= TESTS
