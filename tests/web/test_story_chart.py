"""The two-stories chart: what stands where, and what must not stand there."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from cds_service.web.story_chart import lettered
from cds_service.web.story_marks import NARROW, WIDE
from fhir_mappings.model import Disease, Kind, Reason
from tests.rules.build import (
    POLICY,
    moment,
    person,
    problem,
    result,
    therapy,
    unusable,
)
from tests.web.story_drawing import MYELOMA, TWICE, marks, series, told


def test_a_later_result_stands_further_right_and_a_higher_one_further_up():
    first, second = marks(series(*TWICE, problems=MYELOMA, **told()), "b2m")

    assert first.x < second.x
    assert first.y > second.y
    assert first.text == "B2M 3.1 mg/L, 1 Feb 2026"


@pytest.mark.parametrize(
    ("text", "kind", "bound"), [("> 20", "up", ">"), ("< 0.5", "down", "<"), ("2.0", "dot", "")]
)
def test_a_bound_is_drawn_as_such(text, kind, bound):
    found = series(SERUM_B2M=text)

    assert [mark.kind for mark in marks(found, "b2m")] == [kind]
    assert found.b2m[0].bound == bound


def test_no_line_leads_to_a_bound_or_away_from_it():
    found = series(
        result("SERUM_B2M", "2.0 @ 2026-02-01"),
        result("SERUM_B2M", "2.2 @ 2026-04-01"),
        result("SERUM_B2M", "> 20 @ 2026-06-01"),
        SERUM_B2M="3.0",
    )
    first, second, *_ = marks(found, "b2m")

    (course,) = marks(found, "course")
    assert course.path == f"M{first.x} {first.y}L{second.x} {second.y}"


def test_the_limit_of_the_laboratory_has_an_edge_that_prints_without_colour():
    found = series(**told())

    (edge,), (band,) = marks(found, "limit"), marks(found, "reference")
    assert edge.y == edge.y2
    assert band.path.startswith(f"M{edge.x} {edge.y}H{edge.x2}")


def test_bands_of_neighbouring_results_are_drawn_beside_each_other():
    days = [f"2026-0{month}-01" for month in range(1, 7)] + ["2026-01-15", "2026-02-15"]
    found = series(*(result("SERUM_B2M", f"3.0 @ {day}") for day in days), EGFR="45 @ 2026-01-20")

    bands = [mark.path for mark in marks(found, "expected", NARROW)]
    spans = [(float(left), float(width)) for left, width in map(left_and_width, bands)]

    assert len(spans) > 2
    assert all(a + width <= b + 0.2 for (a, width), (b, _) in pairwise(spans))


def left_and_width(path):
    found = re.match(r"M([\d.]+) [\d.]+h([\d.]+)V", path)
    assert found is not None
    return found.groups()


@pytest.mark.parametrize(
    ("problems", "drawn"),
    [
        (MYELOMA, [Decimal("3.5"), Decimal("5.5")]),
        ((problem(verification="provisional"),), []),
        ((problem(Disease.CLL),), []),
        ((), []),
    ],
)
def test_the_cutoffs_of_iss_stand_only_where_myeloma_is_confirmed(problems, drawn):
    found = series(problems=problems, **told())

    assert list(found.cutoffs) == drawn
    assert len(marks(found, "cutoff")) == len(drawn)


def test_the_band_runs_from_what_egfr_explains_to_its_upper_end():
    # (133 / 45) to the power 1 / 0.852 is 3.57 mg/L (docs/rules.md, filtration).
    (point,) = series(SERUM_B2M="4.2", EGFR="45").b2m

    low, high = point.expected
    assert round(low, 2) == Decimal("3.57")
    assert high == low * Decimal("1.5")


NO_BAND: dict[str, dict[str, Any]] = {
    "dialysis": {"problems": (problem(Disease.DIALYSIS),)},
    "child": {"patient": person(born="2015-03-01")},
    "pregnancy": {"problems": (problem(Disease.PREGNANCY),)},
    "acute injury": {"problems": (problem(Disease.ACUTE_KIDNEY_INJURY),)},
}


@pytest.mark.parametrize("why", NO_BAND)
def test_no_egfr_and_no_band_where_the_kidney_rules_refuse_them(why):
    found = series(**told(), **NO_BAND[why])

    assert [point.expected for point in found.b2m] == [None]
    assert [point.egfr for point in found.b2m] == [""]
    assert found.egfr == ()
    assert len(found.notes) == 1
    assert marks(found, "expected") == []


def test_no_band_without_kidney_function_below_the_floor_or_when_switched_off():
    off = replace(POLICY, filtration_bands=False)

    assert series(SERUM_B2M="4.2").b2m[0].expected is None
    assert series(SERUM_B2M="9", CREATININE="6.0 mg/dL").b2m[0].expected is None
    assert series(policy=off, **told()).b2m[0].expected is None


def test_a_result_set_aside_is_hollow_and_says_why_but_has_no_value():
    aside = unusable(Reason.UNKNOWN_UNIT, reported="4.1 arb")
    found = series(unusable=(aside,), **told())

    (mark,) = marks(found, "aside")
    assert mark.text == "Set aside, 18 Nov 2026: 4.1 arb, its unit is not recognised"
    assert mark.y < min(point.y for point in marks(found, "b2m"))


def test_a_result_whose_value_was_never_looked_at_is_not_said_to_have_none():
    found = series(unusable=(unusable(Reason.PENDING, reported=""),), **told())

    (mark,) = marks(found, "aside")
    assert mark.text == "Set aside, 18 Nov 2026: value not read, not final yet"


def test_an_impossible_value_is_set_aside_here_too():
    found = series(SERUM_B2M="2100")

    assert found.b2m == ()
    assert [item.reason for item in found.aside] == [Reason.IMPLAUSIBLE.value]


def test_treatments_and_dialysis_are_marked_once_where_they_begin():
    course = (
        therapy("2026-03-01", substance="bortezomib"),
        therapy("2026-06-01", substance="bortezomib"),
        therapy("2026-04-01", substance="haemodialysis", kind=Kind.DIALYSIS, groups=frozenset()),
        therapy("2020-01-01", substance="melphalan"),
        therapy("2026-05-01", substance="aspirin", kind=Kind.OTHER, groups=frozenset()),
    )
    found = series(*TWICE, therapies=course, **told())

    assert [(letter, event.text, event.day.isoformat()) for letter, event in lettered(found)] == [
        ("", "melphalan", "2020-01-01"),
        ("A", "bortezomib", "2026-03-01"),
        ("B", "dialysis", "2026-04-01"),
    ]
    assert [mark.text for mark in marks(found, "event")] == ["bortezomib", "dialysis"]


def test_dialysis_that_only_a_diagnosis_tells_of_is_marked_too():
    since = replace(problem(Disease.DIALYSIS), onset=moment("2026-03-01"))

    found = series(*TWICE, problems=(since,), **told())

    assert [event.text for _, event in lettered(found)] == ["dialysis"]


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_letters_of_events_close_together_are_not_written_over_each_other(frame):
    course = (
        therapy("2026-05-01", substance="bortezomib"),
        therapy("2026-05-01", substance="lenalidomide"),
        therapy("2026-05-03", substance="dexamethasone"),
        therapy("2026-10-01", substance="melphalan"),
    )
    found = series(*TWICE, therapies=course, **told())

    names = marks(found, "event-name", frame)
    assert [mark.text for mark in names] == ["A B C", "D"]
    assert names[0].x == marks(found, "event", frame)[0].x + 3
