"""A serum B2M that exists but cannot be used."""

import pytest

from cds_service.rules import interpret
from cds_service.rules.finding import Finding, Story
from cds_service.rules.unusable import NOTHING_READ, unusable_b2m
from fhir_mappings.model import Analyte, Reason
from tests.rules.build import NOW, POLICY, chart, unusable
from tests.tables import rows

FOREIGN = (Reason.OTHER_PATIENT, Reason.NO_SUBJECT)


def spoken(*items, **results) -> Finding | None:
    return unusable_b2m(chart(unusable=items, **results), NOW, POLICY)


def said(*items, **results) -> Finding:
    found = spoken(*items, **results)
    assert found is not None
    return found


@pytest.mark.parametrize("reason", [item for item in Reason if item not in FOREIGN])
def test_each_reason_is_told_unless_the_result_was_withdrawn(reason):
    found = spoken(unusable(reason, reported="6.3"))

    if reason is Reason.WITHDRAWN:
        assert found is None
    else:
        assert found is not None
        fault = f"{reason.value} (reported as 6.3)"
        assert found.headline == f"B2M of 18 Nov 2026 cannot be interpreted: {fault}"
        assert found.statements == (f"B2M result of 18 Nov 2026: {fault}.", NOTHING_READ)


@pytest.mark.parametrize("reason", [item for item in Reason if item in FOREIGN])
def test_of_another_patients_result_nothing_but_its_existence_is_said(reason):
    found = said(unusable(reason))

    assert found.headline == (f"A B2M result was delivered that cannot be used: it {reason.value}")
    assert found.statements == (f"B2M result: {reason.value}.", NOTHING_READ)
    assert "2026" not in " ".join((found.headline, *found.statements))


def test_the_finding_is_a_card_of_its_own_and_names_what_was_set_aside():
    item = unusable(Reason.NO_UNIT)

    found = said(item)

    assert (found.rule, found.story, found.indicator) == (
        "unusable-b2m",
        Story.UNUSABLE,
        "info",
    )
    assert found.set_aside == (item,)
    assert (found.evidence, found.possible, found.citations) == ((), (), ())


WHEN = """
    set aside  | reason        | usable     | spoken
    2026-11-18 | NO_UNIT       | -          | yes
    2026-11-18 | NO_UNIT       | 2026-11-17 | yes
    2026-11-18 | NO_UNIT       | 2026-11-18 | no
    2026-11-18 | NO_UNIT       | 2026-11-19 | no
    2026-11-18 | NO_UNIT       | 2024-01-01 | yes
    2026-11    | NO_UNIT       | 2026-11-18 | yes
    2026-11-18 | NO_UNIT       | 2026-11    | no
    -          | NO_DATE       | -          | yes
    -          | NO_DATE       | 2026-11-17 | no
    2026-11-18 | PENDING       | 2026-11-17 | yes
    2026-11-18 | OTHER_PATIENT | -          | yes
    2026-11-18 | OTHER_PATIENT | 2026-11-17 | no
    -          | OTHER_PATIENT | -          | yes
    2026-11-18 | POST_DIALYSIS | -          | yes
    2026-11-18 | POST_DIALYSIS | 2026-11-17 | no
    2026-11-18 | OTHER_SPECIMEN | -         | yes
    2026-11-18 | OTHER_SPECIMEN | 2026-11-17 | no
    2026-11-18 | ARBITRARY_UNITS | -        | yes
    2026-11-18 | ARBITRARY_UNITS | 2026-11-17 | no
    2026-11-18 | WITHDRAWN     | -          | no
    2026-11-18 | WITHDRAWN     | 2026-11-17 | no
    2025-11-20 | NO_UNIT       | -          | yes
    2025-11-19 | NO_UNIT       | -          | no
"""


@pytest.mark.parametrize(("aside", "reason", "usable", "speaks"), rows(WHEN))
def test_it_speaks_when_no_usable_result_is_as_recent(aside, reason, usable, speaks):
    item = unusable(Reason[reason], "" if aside == "-" else aside)

    found = spoken(item, SERUM_B2M="-" if usable == "-" else f"6 @ {usable}")

    assert (found is not None) is (speaks == "yes")


def test_an_unusable_result_of_another_analyte_says_nothing():
    assert spoken(unusable(Reason.NO_UNIT, analyte=Analyte.ALBUMIN)) is None
    assert spoken(unusable(Reason.INVALID, analyte=None)) is None
    assert spoken() is None


def test_the_newest_result_of_this_patient_is_the_headline_and_all_are_listed():
    items = (
        unusable(Reason.OTHER_PATIENT, "2026-11-19"),
        unusable(Reason.NO_DATE, ""),
        unusable(Reason.NO_VALUE, "2026-11-01"),
        unusable(Reason.NO_UNIT, "2026-11-18"),
    )

    found = said(*items)

    assert found.headline == "B2M of 18 Nov 2026 cannot be interpreted: has no unit"
    assert found.statements == (
        "B2M result of 18 Nov 2026: has no unit.",
        "B2M result of 1 Nov 2026: has no value.",
        "B2M result: has no usable date.",
        "B2M result: belongs to another patient.",
        NOTHING_READ,
    )
    assert found.set_aside == items


def test_of_a_result_known_by_its_month_the_latest_time_counts():
    found = said(unusable(Reason.NO_UNIT, "2026-11-18"), unusable(Reason.NO_VALUE, "2026-11"))

    assert found.headline == "B2M of Nov 2026 cannot be interpreted: has no value"


def test_a_result_without_a_date_is_told_without_one():
    found = said(unusable(Reason.NO_DATE, ""))

    assert found.headline == "B2M cannot be interpreted: has no usable date"


def test_an_impossible_value_is_told_with_what_was_reported():
    (found,) = interpret(chart(SERUM_B2M="2100 mg/L"), NOW, POLICY)

    assert found.headline == (
        "B2M of 18 Nov 2026 cannot be interpreted: its value is outside the plausible range; "
        "verify value and unit (reported as 2100 mg/L)"
    )


def test_the_older_usable_result_is_still_read_beside_the_newer_unusable_one():
    read = chart(SERUM_B2M="6 @ 2026-11-01", unusable=(unusable(Reason.PENDING),))

    found = interpret(read, NOW, POLICY)

    assert [item.rule for item in found] == ["unusable-b2m", "iss", "ims-2025", "r-iss", "r2-iss"]
