"""Genetics as inputs: a lesion that was not looked for is unknown, never absent."""

from decimal import Decimal

import pytest

from cds_service.rules.facts import Fact, Facts
from cds_service.rules.genetic_facts import (
    SOURCES,
    del17p_by_clone,
    del_1p32,
    marker,
    nothing,
    sex,
    yes_if,
)
from fhir_mappings.model import Marker, measured
from tests.rules import build
from tests.rules.build import POLICY, chart, moment, number, person
from tests.tables import rows


def facts(*markers, until="", **said):
    read = chart(markers=markers, **({"SERUM_B2M": "6"} | said))
    sample = next(item for item in read.results if item.analyte.label == "B2M")
    return Facts(read, sample, POLICY, moment(until) if until else None)


def given(kind, answers):
    return [build.marker(kind, answer) for answer in answers.split() if answer != "-"]


def options(fact):
    return "-" if fact.known is None else " ".join(sorted(fact.known))


ONE = """
    answers         | known
    -               | -
    present         | present
    absent          | absent
    unclear         | -
    absent present  | present
    present unclear | present
    absent unclear  | absent
    absent absent   | absent
"""


@pytest.mark.parametrize(("answers", "expected"), rows(ONE))
def test_of_several_answers_on_one_marker_present_wins(answers, expected):
    markers = given("T_4_14", answers)

    found = marker(Marker.T_4_14)(facts(*markers))

    assert options(found) == expected
    assert found.markers == tuple(markers)


BOTH = """
    del(17p) | TP53 mutation | known
    -        | -             | -
    present  | -             | yes
    -        | present       | yes
    present  | absent        | yes
    absent   | present       | yes
    absent   | -             | -
    -        | absent        | -
    absent   | unclear       | -
    unclear  | absent        | -
    absent   | absent        | no
"""


@pytest.mark.parametrize(("deletion", "mutation", "expected"), rows(BOTH))
def test_tp53_is_normal_only_if_fish_and_sequencing_are_both_negative(deletion, mutation, expected):
    markers = (*given("DEL_17P", deletion), *given("TP53_MUTATION", mutation))

    found = SOURCES["tp53_aberrant"](facts(*markers))

    assert options(found) == expected
    assert found.markers == markers


IGHV = """
    unmutated | known
    present   | yes
    absent    | no
    unclear   | -
    -         | -
"""


@pytest.mark.parametrize(("answer", "expected"), rows(IGHV))
def test_ighv_is_unknown_unless_it_was_answered(answer, expected):
    assert options(SOURCES["ighv_unmutated"](facts(*given("IGHV_UNMUTATED", answer)))) == expected


def test_an_answer_of_two_options_stays_of_two():
    both = yes_if(lambda facts: Fact(frozenset({"present", "absent"})))

    assert both(facts()).known == frozenset({"yes", "no"})


# Policy P-09; only what is certainly later than the start of therapy is left out.
UNTIL = """
    second report    | first therapy    | known
    2026-11-18       | -                | present
    2026-11-18       | 2026-11-18       | present
    2026-11-18       | 2026-11-17       | absent
    2026-11-18       | 2026-11          | present
    2026-11          | 2026-11-17       | present
    2026-11-18T08:00 | 2026-11-18T08:00 | present
    2026-11-18T08:01 | 2026-11-18T08:00 | absent
"""


@pytest.mark.parametrize(("when", "until", "expected"), rows(UNTIL))
def test_genetics_count_from_any_time_up_to_first_therapy(when, until, expected):
    old = build.marker("T_4_14", "absent", "2019-01-01")
    new = build.marker("T_4_14", "present", when)

    found = marker(Marker.T_4_14)(facts(old, new, until="" if until == "-" else until))

    assert options(found) == expected


def test_other_markers_say_nothing():
    other = build.marker("T_11_14", "present")

    assert marker(Marker.T_4_14)(facts(other)) == Fact()


# IMS/IMWG 2025, policy P-14: more than 20 % of the clone
CLONE = """
    answer  | share | known
    present | 20.1  | present
    present | 20    | -
    present | 19.9  | absent
    present | > 20  | present
    present | >= 20 | -
    present | < 20  | absent
    present | <= 20 | -
    present | > 10  | -
    present | -     | -
    absent  | -     | absent
    absent  | 3     | absent
    unclear | 55    | present
    unclear | -     | -
"""


@pytest.mark.parametrize(("answer", "share", "expected"), rows(CLONE))
def test_del17p_counts_from_more_than_20_percent_of_the_clone(answer, share, expected):
    found = build.marker("DEL_17P", answer, share=None if share == "-" else number(share))

    fact = del17p_by_clone(facts(found))

    assert options(fact) == expected
    assert fact.markers == (found,)


def test_of_several_clones_the_largest_counts_and_an_unclear_one_keeps_it_open():
    small = build.marker("DEL_17P", "present", share=measured(Decimal(5)))
    large = build.marker("DEL_17P", "present", share=measured(Decimal(60)))
    unsized = build.marker("DEL_17P", "present")

    assert options(del17p_by_clone(facts(small, large, unsized))) == "present"
    assert options(del17p_by_clone(facts(small, unsized))) == "-"
    assert options(del17p_by_clone(facts(small))) == "absent"
    assert options(del17p_by_clone(facts())) == "-"


COPIES = """
    reports             | known
    -                   | -
    absent              | none
    present 1           | mono
    present 0           | bi
    present             | bi mono
    unclear             | -
    unclear 0           | -
    unclear 1           | -
    absent, present 1   | mono
    present 1, present 0 | bi
    present, present 1  | mono
    present, absent     | bi mono
"""


@pytest.mark.parametrize(("reports", "expected"), rows(COPIES))
def test_copies_at_1p32_tell_one_lost_allele_from_two(reports, expected):
    markers = [
        build.marker("DEL_1P32", answer, copies=Decimal(copies[0]) if copies else None)
        for answer, *copies in (text.split() for text in reports.split(", "))
        if answer != "-"
    ]

    found = del_1p32(facts(*markers))

    assert options(found) == expected
    assert len(found.markers) == len(markers)


def test_sex_is_known_where_it_is_recorded():
    assert options(sex(facts(patient=person("male")))) == "male"
    assert sex(facts(patient=person(""))) == Fact()


def test_what_no_chart_delivers_is_unknown():
    assert nothing(facts()) == Fact()
