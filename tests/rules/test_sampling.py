"""Which sample is staged (P-06, P-07): of the 90 days before first therapy the closest to it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cds_service.rules import interpret
from cds_service.rules.populations import CLL, MYELOMA
from cds_service.rules.sampling import current_sample, staging_sample
from fhir_mappings.model import Analyte, Disease, Kind, Strength
from tests.rules.build import GOOD_KIDNEY, POLICY, case, chart, problem, therapy, unread
from tests.tables import rows


def staged(samples, start, population=MYELOMA, **fields):
    given = (therapy(start, **fields),) if start != "-" else ()
    read = chart(SERUM_B2M=[f"{5} @ {day}" for day in samples.split()], therapies=given)
    current = read.latest(Analyte.SERUM_B2M)
    assert current is not None
    return staging_sample(read, current, population, POLICY)


# first therapy on 1 November 2026; 3 August is 90 days before it
WHICH = """
    samples by day                   | therapy    | staged     | timing      | at diagnosis
    2026-11-18                       | -          | 2026-11-18 | NONE_FOUND  | no
    2026-01-01 2026-11-18            | -          | 2026-11-18 | NONE_FOUND  | no
    2026-10-30                       | 2026-11-01 | 2026-10-30 | NONE_FOUND  | yes
    2026-10-30 2026-11-18            | 2026-11-01 | 2026-10-30 | NONE_FOUND  | yes
    2026-09-01 2026-10-30 2026-11-18 | 2026-11-01 | 2026-10-30 | NONE_FOUND  | yes
    2026-08-04 2026-11-18            | 2026-11-01 | 2026-08-04 | NONE_FOUND  | yes
    2026-08-03 2026-11-18            | 2026-11-01 | 2026-08-03 | NONE_FOUND  | yes
    2026-08-02 2026-11-18            | 2026-11-01 | 2026-11-18 | AFTER       | no
    2026-08-02                       | 2026-11-01 | 2026-08-02 | TOO_EARLY   | no
    2026-08-03                       | 2026-11-01 | 2026-08-03 | NONE_FOUND  | yes
    2026-11-01                       | 2026-11-01 | 2026-11-01 | UNCERTAIN   | no
    2026-10-30 2026-11-01            | 2026-11-01 | 2026-10-30 | NONE_FOUND  | yes
    2026-11-18                       | 2026-11-01 | 2026-11-18 | AFTER       | no
    2026-10-30 2026-11-18            | 2026-11    | 2026-10-30 | NONE_FOUND  | yes
    2026-09-01 2026-11-18            | 2026-11    | 2026-09-01 | NONE_FOUND  | yes
    2026-08-31 2026-11-18            | 2026-11    | 2026-11-18 | UNCERTAIN   | no
    2026-11-18                       | 2026       | 2026-11-18 | UNCERTAIN   | no
"""


@pytest.mark.parametrize(("samples", "start", "day", "timing", "at_diagnosis"), rows(WHICH))
def test_the_sample_closest_before_first_therapy_is_staged(
    samples, start, day, timing, at_diagnosis
):
    found = staged(samples, start)

    assert str(found.sample.taken.last_day) == day
    assert found.treatment.timing.name == timing
    assert found.at_diagnosis is (at_diagnosis == "yes")
    assert found.allowed is (timing in {"NONE_FOUND", "UNCERTAIN"})


def test_only_a_certain_therapy_of_the_disease_fixes_the_sample():
    samples = "2026-10-30 2026-11-18"
    other = staged(samples, "2026-11-01", CLL)
    ordered = staged(samples, "2026-11-01", strength=Strength.WEAK)

    for found in (other, ordered):
        assert str(found.sample.taken.last_day) == "2026-11-18"
        assert found.treatment.timing.name == "UNCERTAIN"
        assert not found.at_diagnosis


def test_a_later_therapy_does_not_move_the_stage():
    given = (therapy("2026-10-01"), therapy("2026-11-05"))
    read = chart(SERUM_B2M=["6 @ 2026-09-30", "3 @ 2026-11-01"], therapies=given)
    current = read.results[-1]

    assert staging_sample(read, current, MYELOMA, POLICY).sample is read.results[0]


def test_what_is_known_of_treatment_is_said_of_the_staged_sample():
    assert staged("2026-10-30 2026-11-18", "2026-11-01").sentence == (
        "First therapy on record: 1 Nov 2026, after this sample; the stage is that at diagnosis."
    )
    assert staged("2026-11-18", "-").sentence.startswith("No treatment record found; ")
    assert staged("2026-08-02", "2026-11-01").sentence == (
        "No stage: sample taken too long before first therapy (bortezomib, 1 Nov 2026)."
    )


def test_unread_records_stay_unread_although_a_therapy_after_the_sample_is_known():
    read = chart(
        SERUM_B2M="6 @ 2026-10-30",
        therapies=(therapy("2026-11-01"),),
        coverage=unread("procedures"),
    )

    found = staging_sample(read, read.results[0], MYELOMA, POLICY)

    assert found.sentence.startswith("Treatment records could not be read: ")


def test_an_undated_therapy_outranks_a_sample_that_is_too_early():
    given = (therapy("2026-11-01"), therapy(""))
    read = chart(SERUM_B2M="6 @ 2026-06-01", therapies=given)

    found = staging_sample(read, read.results[0], MYELOMA, POLICY)

    assert found.treatment.timing.name == "UNDATED"


# one instant, told to the second, for the end of the sample and the start of therapy; a sample of
# which only the day is known may have been drawn later that day
SAME_INSTANT = """
    sample               | timing
    2026-11-01           | UNCERTAIN
    2026-11-01T07:59:59Z | NONE_FOUND
    2026-11-01T08:00:00Z | UNCERTAIN
"""


@pytest.mark.parametrize(("sample", "timing"), rows(SAME_INSTANT))
def test_a_sample_of_the_very_instant_of_therapy_is_not_one_before_it(sample, timing):
    found = staged(sample, "2026-11-01T08:00:00Z")

    assert found.treatment.timing.name == timing
    assert found.at_diagnosis is (timing == "NONE_FOUND")


def test_how_close_a_steroid_counts_as_therapy_is_the_sites():
    steroid = therapy("2026-11-01", kind=Kind.STEROID, groups=frozenset())
    read = chart(
        SERUM_B2M=["3 @ 2026-10-30", "6 @ 2026-11-10"],
        therapies=(steroid, therapy("2026-11-15")),
    )
    strict = replace(POLICY, staging_steroid_days=7)

    usual = staging_sample(read, read.results[-1], MYELOMA, POLICY)
    apart = staging_sample(read, read.results[-1], MYELOMA, strict)
    current = [current_sample(read, read.results[-1], MYELOMA, site) for site in (POLICY, strict)]

    assert [item.sample.reported.text for item in (usual, apart)] == ["3 mg/L", "6 mg/L"]
    assert [item.treatment.timing.name for item in current] == ["AFTER", "UNCERTAIN"]


def test_the_current_sample_is_read_whatever_was_given_before_it():
    read = chart(SERUM_B2M=["3 @ 2026-10-30", "6"], therapies=(therapy("2026-11-01"),))

    found = current_sample(read, read.results[-1], MYELOMA)

    assert found.sample is read.results[-1]
    assert found.treatment.timing.name == "AFTER"
    assert not found.at_diagnosis


# sample of 30 October, first therapy on 1 November; 28 January 2027 is 90 days after the sample
SHOWN = """
    moment     | baseline shown
    2026-11-20 | yes
    2027-01-28 | yes
    2027-01-29 | no
"""


@pytest.mark.parametrize(("day", "shown"), rows(SHOWN))
def test_the_stage_at_diagnosis_is_shown_for_90_days_and_silent_afterwards(day, shown):
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)
    read = chart(
        SERUM_B2M=["6 @ 2026-10-30", "2.0"],
        ALBUMIN="40 @ 2026-10-30",
        CREATININE=[f"{GOOD_KIDNEY} @ 2026-10-30", GOOD_KIDNEY],
        therapies=(therapy("2026-11-01"),),
    )

    stages = [item for item in interpret(read, at, POLICY) if item.rule == "iss"]

    assert bool(stages) is (shown == "yes")
    assert case(read, at).may_stage(MYELOMA) is (shown == "yes")
    for found in stages:
        assert found.possible == ("III",)
        assert found.evidence[0].taken.text == "30 Oct 2026"


def test_without_therapy_an_old_sample_is_still_staged_and_called_last_known():
    read = chart(SERUM_B2M="6 @ 2026-03-01")

    assert case(read).may_stage(MYELOMA)


@pytest.mark.parametrize("treated_for", ["myeloma", "cll"])
def test_two_diseases_are_each_staged_by_their_own_therapy(treated_for):
    read = chart(
        SERUM_B2M=["6 @ 2026-10-30", "2.0"],
        problems=(problem(), problem(Disease.CLL)),
        therapies=(therapy("2026-11-01", groups=frozenset({treated_for})),),
    )
    found = case(read)

    days = {
        name: found.staged(population).at_diagnosis
        for name, population in (("myeloma", MYELOMA), ("cll", CLL))
    }

    assert days == {name: name == treated_for for name in ("myeloma", "cll")}
