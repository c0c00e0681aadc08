# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Where kidney function is watched closely, hours count (policy KP-12)."""

import pytest

from cds_service.rules.caveat import kidney_sentences
from fhir_mappings.model import Disease
from tests.rules.build import POLICY, case, chart, moment, problem
from tests.tables import rows


def loose(**said) -> list[str]:
    known = {"SERUM_B2M": "6 @ 2026-11-18T12:00", "problems": ()} | said
    found = kidney_sentences(case(chart(**known)).kidney, POLICY)
    return [text for text in found if text.startswith("Paired loosely")]


# the newest creatinine lies 72 h before the B2M, by day of the month and hour
WATCHED = """
    creatinine                                  | hours
    1.0 @ 2026-11-15T12:00                      | -
    1.0 @ 2026-11-13T12:00, 1.0 @ 2026-11-15T12:00 | 72
    1.0 @ 2026-11-13T11:00, 1.0 @ 2026-11-15T12:00 | -
    1.0 @ 2026-11-15T12:00, 1.1 @ 2026-11-15T12:00 | -
    1.0 @ 2026-11-10T12:00, 1.0 @ 2026-11-11T12:00, 1.0 @ 2026-11-15T12:00 | -
    1.0 @ 2026-11-15T12:00, 1.0 @ 2026-11-16T12:00 | -
    1.0 @ 2026-11-15T10:00, 1.0 @ 2026-11-16T11:00 | 49
    1.0 @ 2026-03-01, 1.5 @ 2026-11-15T12:00    | 72
    1.0 @ 2026-03-01, 1.4 @ 2026-11-15T12:00    | -
"""


@pytest.mark.parametrize(("creatinine", "hours"), rows(WATCHED))
def test_serial_creatinine_or_one_far_above_its_baseline_makes_hours_count(creatinine, hours):
    found = loose(CREATININE=creatinine.replace(" @", " mg/dL @").split(", "))

    said = f"Paired loosely: kidney function, which is watched closely here, was measured {hours} h from this B2M."
    assert found == ([] if hours == "-" else [said])


INJURIES = """
    onset      | clinical | watched
    2026-11-01 | resolved | yes
    2026-10-19 | resolved | yes
    2026-10-18 | resolved | no
    -          | resolved | no
"""


@pytest.mark.parametrize(("onset", "clinical", "watched"), rows(INJURIES))
def test_an_injury_of_the_last_weeks_makes_hours_count(onset, clinical, watched):
    began = None if onset == "-" else moment(onset)
    injury = problem(Disease.ACUTE_KIDNEY_INJURY, clinical=clinical, onset=began)

    found = loose(CREATININE="1.0 mg/dL @ 2026-11-15T12:00", problems=(injury,))

    assert bool(found) is (watched == "yes")


def test_48_hours_need_no_remark_and_beyond_a_week_the_days_are_told():
    serial = ["1.0 mg/dL @ 2026-11-15T12:00", "1.0 mg/dL @ 2026-11-16T12:00"]
    injury = problem(Disease.ACUTE_KIDNEY_INJURY, clinical="resolved", onset=moment("2026-11-01"))

    assert loose(CREATININE=serial) == []
    assert loose(CREATININE="1.0 mg/dL @ 2026-11-10", problems=(injury,)) == [
        "Paired loosely: kidney function was measured 8 days from this B2M."
    ]
