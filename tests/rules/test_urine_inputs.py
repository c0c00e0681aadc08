"""The urine B2M to read and what belongs to it (kidney rules 5.2, 10)."""

from dataclasses import replace

import pytest

from cds_service.rules.urine import UrineForm
from cds_service.rules.urine_inputs import UrineInputs, urine_inputs, within_a_day
from tests.rules.build import NOW, POLICY, chart, result
from tests.tables import rows


def read(*results, **said) -> UrineInputs | None:
    return urine_inputs(chart(*results, **said), NOW, POLICY)


def found(*results, **said) -> UrineInputs:
    inputs = read(*results, **said)
    assert inputs is not None
    return inputs


PREFERRED = """
    results                                       | form
    URINE_B2M                                     | ug/L
    URINE_B2M URINE_B2M_RATE                      | ug/(24.h)
    URINE_B2M URINE_B2M_PER_CREATININE            | ug/g
    URINE_B2M URINE_B2M_RATE URINE_B2M_PER_CREATININE | ug/g
"""


@pytest.mark.parametrize(("names", "form"), rows(PREFERRED))
def test_of_one_specimen_the_result_per_creatinine_is_read(names, form):
    assert found(**dict.fromkeys(names.split(), "900")).form is UrineForm(form)


def test_of_a_specimen_known_by_its_month_the_latest_time_counts():
    inputs = found(URINE_B2M_PER_CREATININE="900 @ 2026-11-18", URINE_B2M="100 @ 2026-11")

    assert inputs.urine.reported.text == "100 ug/L"


@pytest.mark.parametrize(("hours", "form"), [(1, "ug/L"), (2, "ug/g")])
def test_how_far_results_of_one_specimen_lie_apart_is_the_sites(hours, form):
    read = chart(
        URINE_B2M_PER_CREATININE="900 @ 2026-11-18T08:00", URINE_B2M="100 @ 2026-11-18T09:30"
    )

    inputs = urine_inputs(read, NOW, replace(POLICY, specimen_hours=hours))

    assert inputs is not None
    assert inputs.form is UrineForm(form)


def test_the_newest_specimen_is_read_in_whatever_form():
    inputs = found(URINE_B2M_PER_CREATININE="900 @ 2026-11-10", URINE_B2M="100")

    assert inputs.urine.reported.text == "100 ug/L"


TOGETHER = """
    urine            | ph                 | paired
    2026-11-18       | 2026-11-18         | yes
    2026-11-18T08:00 | 2026-11-18T09:00   | yes
    2026-11-18T08:00 | 2026-11-18T07:00   | yes
    2026-11-18T08:00 | 2026-11-18T09:01   | no
    2026-11-18T08:00 | 2026-11-17         | no
"""


@pytest.mark.parametrize(("urine", "ph", "paired"), rows(TOGETHER))
def test_ph_and_creatinine_are_those_of_the_same_hour(urine, ph, paired):
    inputs = found(
        URINE_B2M=f"900 @ {urine}", URINE_PH=f"6.5 @ {ph}", URINE_CREATININE=f"80 @ {ph}"
    )

    assert (inputs.ph is not None) is (paired == "yes")
    assert (inputs.creatinine is not None) is (paired == "yes")


@pytest.mark.parametrize(("specimen", "paired"), [("1", True), ("2", False), ("", True)])
def test_a_specimen_that_both_name_decides(specimen, paired):
    urine = result("URINE_B2M", "900", specimen="1")
    ph = result("URINE_PH", "6.5", specimen=specimen)

    assert (found(urine, ph).ph is not None) is paired


def test_the_same_specimen_holds_over_any_distance():
    urine = result("URINE_B2M", "900", specimen="1")
    ph = result("URINE_PH", "6.5 @ 2026-11-01", specimen="1")

    assert found(urine, ph).ph is ph


@pytest.mark.parametrize(("when", "paired"), [("2026-10-19", True), ("2026-10-18", False)])
def test_serum_b2m_is_paired_within_30_days(when, paired):
    assert (found(URINE_B2M="900", SERUM_B2M=f"2.0 @ {when}").serum is not None) is paired


@pytest.mark.parametrize(("when", "read_at_all"), [("2025-11-20", True), ("2025-11-19", False)])
def test_a_result_of_more_than_a_year_is_not_read(when, read_at_all):
    assert (read(URINE_B2M=f"900 @ {when}") is not None) is read_at_all


def test_without_urine_b2m_there_is_nothing_to_read():
    assert read(SERUM_B2M="6", URINE_PH="6") is None


def test_each_result_is_listed_once_and_what_fractional_excretion_reads_apart():
    inputs = found(
        URINE_B2M="900", URINE_PH="7", URINE_CREATININE="80", SERUM_B2M="2", CREATININE="1 mg/dL"
    )

    assert [item.analyte.label for item in inputs.results] == [
        "urine B2M",
        "urine pH",
        "urine creatinine",
        "B2M",
    ]
    assert [item.analyte.label for item in inputs.beside] == ["creatinine"]
    assert found(URINE_B2M="900").beside == ()
    assert inputs.concentration is inputs.urine


DAY = """
    serum            | urine            | within
    2026-11-18       | 2026-11-18       | yes
    2026-11-18T08:00 | 2026-11-19T08:00 | yes
    2026-11-18T08:00 | 2026-11-19T08:01 | no
    2026-11-17       | 2026-11-18       | yes
    2026-11-18T08:00 | 2026-11-18       | yes
    2026-11-17T20:00 | 2026-11-18       | no
    2026-11-17       | 2026-11-18T20:00 | yes
    2026-11          | 2026-11-30       | no
"""


@pytest.mark.parametrize(("serum", "urine", "within"), rows(DAY))
def test_samples_belong_to_one_day_only_when_their_dates_can_tell(serum, urine, within):
    serum_b2m, urine_b2m = result("SERUM_B2M", f"2 @ {serum}"), result("URINE_B2M", f"9 @ {urine}")

    assert within_a_day(serum_b2m, urine_b2m) is (within == "yes")


@pytest.mark.parametrize(("hours", "within"), [(29, True), (28, False)])
def test_a_site_may_pair_over_more_than_a_day(hours, within):
    serum, urine = (
        result("SERUM_B2M", "2 @ 2026-11-18T23:00"),
        result("URINE_B2M", "9 @ 2026-11-20T04:00"),
    )

    assert within_a_day(serum, urine, replace(POLICY, fe_hours=hours)) is within


@pytest.mark.parametrize(
    ("ph", "text"), [("6.50", "6.5"), ("< 6", "< 6"), (">= 9.0", ">= 9"), ("-", "")]
)
def test_the_ph_is_told_as_it_was_reported(ph, text):
    assert found(URINE_B2M="900", URINE_PH=ph).ph_text == text
