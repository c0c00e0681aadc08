"""Every clinical case of `tests/clinical`, one test each."""

from pathlib import Path

import pytest

from tests.clinical_cases.case_file import cases_in
from tests.clinical_cases.index_topics import INDEX_TOPICS, known_in
from tests.clinical_cases.running import outcome
from tests.clinical_cases.topics import TOPICS
from tests.rules_indices.every_index import TOPICS as INDICES

CASES = cases_in(Path(__file__).parents[1] / "clinical")
INDEX_CASES = [case for case in CASES if case["topic"] in INDEX_TOPICS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_rules_agree_with_the_clinical_case(case):
    assert outcome(case).faults == ()


@pytest.mark.parametrize("case", INDEX_CASES, ids=lambda case: case["id"])
def test_something_is_worth_asking_exactly_while_the_group_is_open(case):
    index = INDICES[case["topic"]]

    open_inputs = index.open_inputs(known_in(index, case["inputs"]))

    assert bool(open_inputs) is not case["expected"]["determined"]


def test_every_topic_has_cases():
    assert {case["topic"] for case in CASES} == set(TOPICS)


def test_no_case_was_left_out():
    assert (len(INDEX_CASES), len(CASES)) == (217, 447)


def test_every_case_names_its_source_and_how_sure_it_is():
    assert all(case["source"] for case in CASES)
    assert {case["confidence"] for case in CASES} == {"high", "medium", "policy"}
