"""A percentage of cells: present by the laboratory's own word, and against a cut-off."""

from decimal import Decimal

import pytest

from fhir_mappings.model import Marker, MarkerResult, Reason, measured
from tests.fhir_mappings.builders import ABSENT, PRESENT, concept, observation
from tests.fhir_mappings.builders import quantity as number
from tests.fhir_mappings.resources import chart
from tests.tables import rows

SHARES = """
    value  | interpretation | limit | present
    12     |                |       | unknown
    0      |                |       | no
    12     | flag POS       |       | yes
    12     | flag NEG       |       | no
    12     | flag IND       | 5     | unknown
    12     |                | 5     | yes
    5      |                | 5     | no
    4.9    |                | 5     | no
    < 5    |                | 5     | no
    <= 5   |                | 5     | no
    > 5    |                | 5     | yes
    >= 5   |                | 5     | unknown
    < 10   |                | 5     | unknown
"""

ABOVE_20 = """
    share  | above
    20.1   | yes
    20     | unknown
    19.9   | no
    > 20   | yes
    >= 20  | unknown
    < 20   | no
    <= 20  | unknown
    > 15   | unknown
    < 25   | unknown
"""

ANSWER = {"yes": True, "no": False, "unknown": None}


@pytest.mark.parametrize(("value", "interpretation", "limit", "present"), rows(SHARES))
def test_a_share_of_cells_counts_by_the_laboratorys_own_word(value, interpretation, limit, present):
    found = only(
        observation(
            "loinc 84916-6",
            valueQuantity=share(value),
            interpretation=[concept(interpretation)] if interpretation else None,
            referenceRange=[{"high": number(Decimal(limit), "%")}] if limit else None,
        )
    )

    *sign, figure = value.split()
    assert found.present is ANSWER[present]
    assert found.share == measured(Decimal(figure), *sign)
    assert found.text == f"{value} %"


@pytest.mark.parametrize(("value", "above"), rows(ABOVE_20))
def test_exactly_the_cut_off_is_undetermined(value, above):
    found = only(observation("loinc 84916-6", valueQuantity=share(value)))

    assert found.above(Decimal(20)) is ANSWER[above]


@pytest.mark.parametrize(("present", "above"), [(True, None), (None, None), (False, False)])
def test_without_a_share_only_absent_is_below_a_cut_off(present, above):
    when = only(observation("loinc 72824-6", valueCodeableConcept=concept(PRESENT))).taken

    assert MarkerResult(Marker.DEL_17P, present, "r", when).above(Decimal(20)) is above


def test_a_code_for_a_share_may_answer_with_a_code():
    found = only(observation("loinc 84916-6", valueCodeableConcept=concept(ABSENT)))

    assert (found.present, found.share) == (False, None)


def test_two_limits_on_one_report_are_no_limit():
    limits = [{"high": number(Decimal(5), "%")}, {"high": number(Decimal(10), "%")}]
    found = only(observation("loinc 84916-6", valueQuantity=share("20"), referenceRange=limits))

    assert found.present is None


def test_a_limit_that_is_a_bound_itself_decides_nothing():
    limit = [{"high": {"unit": "%"}}]
    found = only(observation("loinc 84916-6", valueQuantity=share("20"), referenceRange=limit))

    assert found.present is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (number(Decimal(12)), Reason.NO_UNIT),
        (number(Decimal(12), "cells"), Reason.UNKNOWN_UNIT),
        (number(Decimal(101), "%"), Reason.IMPLAUSIBLE),
        (number(Decimal(-1), "%"), Reason.IMPLAUSIBLE),
        (number(Decimal(12), "%", "~"), Reason.UNKNOWN_COMPARATOR),
        ({"unit": "%"}, Reason.NO_VALUE),
        ("12 %", Reason.INVALID),
        (None, Reason.NO_VALUE),
    ],
)
def test_a_share_that_cannot_be_read_is_set_aside(value, reason):
    (found,) = chart(observation("loinc 84916-6", valueQuantity=value)).unusable

    assert (found.reason, found.marker) == (reason, Marker.DEL_17P)


def only(item):
    found = chart(item)
    assert found.unusable == ()
    (marker,) = found.markers
    return marker


def share(text):
    *sign, figure = text.split()
    return number(Decimal(figure), "%", *sign)
