"""The table of targets: what counts as met, what the page says, and that reasons are kept."""

import pytest

from benchmarks.figure import figure
from benchmarks.part import Part
from benchmarks.report import (
    NO_REASON,
    figures_of,
    noise,
    page,
    reasons,
    shortfalls,
    targets_table,
)
from benchmarks.target import TARGETS, Target, Verdict
from tests.tables import rows

JUDGED = """
    goal | acceptable | at least | measured | verdict
    1.5  | 2.0        |          | 1.5      | met
    1.5  | 2.0        |          | 1.51     | acceptable at first
    1.5  | 2.0        |          | 2.0      | acceptable at first
    1.5  | 2.0        |          | 2.01     | **missed**
    1.5  | -          |          | 1.51     | **missed**
    1000 | -          | yes      | 1000     | met
    1000 | -          | yes      | 999      | **missed**
    0    | -          |          | 0        | met
    0    | -          |          | 1        | **missed**
"""
KEYS = {target.key for target in TARGETS}


@pytest.mark.parametrize(("goal", "acceptable", "at_least", "measured", "verdict"), rows(JUDGED))
def test_a_target_is_met_up_to_its_limit(goal, acceptable, at_least, measured, verdict):
    still = None if acceptable == "-" else float(acceptable)
    target = Target("", "", "", float(goal), still, at_least=bool(at_least))

    assert target.verdict(figure([float(measured)])) == verdict


def test_the_median_is_judged_and_neither_the_best_nor_the_worst_run():
    target = Target("", "", "", 10)

    assert target.verdict(figure([1, 11, 12])) is Verdict.MISSED
    assert target.verdict(figure([9, 10, 99])) is Verdict.MET


def test_what_was_not_measured_is_not_met():
    assert Target("", "", "", 10).verdict(None) is Verdict.OPEN
    assert targets_table({}).count(Verdict.OPEN) == len(TARGETS)


def test_a_rate_that_is_half_of_its_goal_is_as_far_off_as_a_time_that_is_twice():
    rate, took = Target("", "", "", 1000, at_least=True), Target("", "", "ms", 60)

    assert (rate.share(figure([500])), took.share(figure([120]))) == (2, 2)


def test_parts_alone_show_their_targets_alone():
    table = targets_table({"start": figure([0.8])}, whole=False)

    assert table.splitlines()[2:] == [
        "| cold start | ≤ 1 s | ≤ 1.5 s | 0.80 s | 0.80 | met |",
    ]


def test_each_target_has_a_key_of_its_own():
    assert len(KEYS) == len(TARGETS)


def test_a_reason_belongs_to_a_target():
    assert reasons().keys() <= KEYS


def test_a_missed_target_is_said_with_the_reason_that_people_gave():
    figures = {"start": figure([9]), "bulk": figure([10]), "pss": figure([100])}

    said = shortfalls(figures, {"bulk": "Long histories.", "pss": "Not needed."})

    assert said == [f"- cold start: {NO_REASON}", "- bulk evaluation: Long histories."]


def test_the_page_holds_machine_command_every_target_and_the_tables_of_the_parts():
    parts = [Part("Start", ("how it started",), {"start": figure([9])})]

    written = page(parts, "python -m benchmarks --write", "Load average 0.1.")

    assert "`python -m benchmarks --write`" in written
    assert " cores, " in written
    assert "## Start\n\nhow it started\n" in written
    assert all(target.what in written for target in TARGETS)
    assert "## What falls short, and why\n\n- cold start: " in written


def test_a_page_without_shortfall_has_no_chapter_for_it():
    parts = [Part("Start", (), {"start": figure([0.5])})]

    assert "falls short" not in page(parts, "", "")


def test_a_run_that_came_to_its_end_had_no_error():
    assert figures_of([])["errors"].values == (0,)


@pytest.mark.parametrize(
    ("before", "after", "noisy"), [(3, 3, False), (3.1, 1, True), (1, 3.1, True)]
)
def test_a_load_above_one_and_a_half_per_core_is_noisy(before, after, noisy):
    assert ("noisy" in noise(before, after, cores=2)) is noisy
