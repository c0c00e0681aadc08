"""Which results belong together, and what an index may take as known of them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.rules.pairing import known_number, nearest, same_specimen
from cds_service.rules.possible import Number
from fhir_mappings.model import Measured
from tests.rules.build import POLICY, moment, result
from tests.tables import rows

B2M = Number((Decimal("3.5"), Decimal("5.5")))
ANCHOR = moment("2026-11-18T08:00")

NEAREST = """
    albumin by day                                  | paired
    40 @ 2026-11-18                                 | 40
    40 @ 2026-10-19                                 | 40
    40 @ 2026-10-18                                 | -
    40 @ 2026-12-18                                 | 40
    40 @ 2026-12-19                                 | -
    39 @ 2026-11-01, 40 @ 2026-11-20                | 40
    39 @ 2026-11-16T08:00, 40 @ 2026-11-20T08:00    | 39
    39 @ 2026-11-17T08:00, 40 @ 2026-11-18T20:00    | 40
    39 @ 2026-11-17, 40 @ 2026-11-18T20:00          | 39
    40 @ 2026-11                                    | 40
    40 @ 2026                                       | -
"""


@pytest.mark.parametrize(("values", "paired"), rows(NEAREST))
def test_the_nearest_result_within_30_days_on_either_side_is_paired(values, paired):
    results = [result("ALBUMIN", text) for text in values.split(", ")]

    found = nearest(results, ANCHOR, 30)

    assert (str(found.reported.value) if found else "-") == paired


def test_a_tie_goes_to_the_earlier_result_whatever_the_order():
    early, late = (result("ALBUMIN", f"40 @ 2026-11-{day}T08:00") for day in ("16", "20"))

    assert nearest([late, early], ANCHOR, 30) is early


def test_a_sample_of_which_only_the_day_is_known_pairs_with_that_day():
    day_before, same_day = (
        result("ALBUMIN", f"40 @ {when}") for when in ("2026-11-17T08:00", "2026-11-18T20:00")
    )

    assert nearest([day_before, same_day], moment("2026-11-18"), 30) is same_day


def test_in_a_tie_a_result_of_which_only_the_month_is_known_counts_with_its_last_day():
    day, month = result("ALBUMIN", "40 @ 2026-11-18"), result("ALBUMIN", "40 @ 2026-11")

    assert nearest([month, day], moment("2026-11-24"), 30) is day


def test_a_fallback_method_is_paired_only_when_there_is_no_other():
    serum = result("ALBUMIN", "30 @ 2026-11-01")
    electrophoresis = result("ALBUMIN", "40", fallback=True)

    assert nearest([electrophoresis, serum], ANCHOR, 30) is serum
    assert nearest([electrophoresis], ANCHOR, 30) is electrophoresis


def test_nothing_is_paired_with_nothing():
    assert nearest([], ANCHOR, 30) is None


# 3 % either side of 3.5 mg/L is 3.395 to 3.605 mg/L.
ZONE = """
    B2M          | low       | high
    2.5 mg/L     | 2.5       | 2.5
    3.4 mg/L     | 3.4       | 3.4
    250 nmol/L   | 2.93225   | 2.93225
    298 nmol/L   | 3.395     | 3.605
    > 298 nmol/L | 3.395     | Infinity
    < 298 nmol/L | -Infinity | 3.605
    > 330 nmol/L | 3.87057   | Infinity
"""


@pytest.mark.parametrize(("b2m", "low", "high"), rows(ZONE))
def test_a_molar_value_keeps_both_sides_of_a_cutoff_it_lies_close_to(b2m, low, high):
    found = known_number(B2M, result("SERUM_B2M", b2m), POLICY)

    assert (found.low, found.high) == (Decimal(low), Decimal(high))


def test_the_limits_of_the_zone_belong_to_it():
    assert known_number(B2M, result("SERUM_B2M", "298 nmol/L"), POLICY) == Measured(
        Decimal("3.395"), Decimal("3.605"), low_included=True, high_included=True
    )


def test_the_width_of_the_zone_is_the_policy():
    narrow = replace(POLICY, molar_no_stage_zone=Decimal("0.001"))

    assert known_number(B2M, result("SERUM_B2M", "290 nmol/L"), narrow).exact is not None
    assert known_number(B2M, result("SERUM_B2M", "290 nmol/L"), POLICY).exact is None


SPECIMENS = """
    specimen | time             | other specimen | other time       | same
    A        | 2026-11-18T08:00 | A              | 2026-11-19T08:00 | yes
    A        | 2026-11-18T08:00 | B              | 2026-11-18T08:00 | no
    A        | 2026-11-18T08:00 | -              | 2026-11-18T09:00 | yes
    -        | 2026-11-18T08:00 | -              | 2026-11-18T09:00 | yes
    -        | 2026-11-18T09:01 | -              | 2026-11-18T08:00 | no
    -        | 2026-11-18       | -              | 2026-11-18       | yes
"""


@pytest.mark.parametrize(("name", "time", "other_name", "other_time", "same"), rows(SPECIMENS))
def test_one_specimen_is_told_by_its_reference_else_by_the_hour(
    name, time, other_name, other_time, same
):
    one, other = (
        result("ALBUMIN", f"40 @ {when}", specimen=specimen.replace("-", ""))
        for specimen, when in ((name, time), (other_name, other_time))
    )

    assert same_specimen(one, other) is (same == "yes")
