"""Every clinical case of `tests/clinical`, one test each."""

from pathlib import Path

import pytest

from tests.clinical_cases.case_file import cases_in
from tests.clinical_cases.running import outcome
from tests.clinical_cases.topics import TOPICS

CASES = cases_in(Path(__file__).parents[1] / "clinical")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_rules_agree_with_the_clinical_case(case):
    assert outcome(case).faults == ()


def test_every_topic_has_cases():
    assert {case["topic"] for case in CASES} == set(TOPICS)
