"""A card says what could not be had, in the summary where it may change what is read."""

from dataclasses import replace

import pytest

from cds_service.rules.finding import Finding, Story
from fhir_mappings.model import Analyte, Availability, Chart, Coverage
from tests.cds_service.findings import ALBUMIN, B2M, card, result, staged


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            Availability.UNAVAILABLE,
            "Problem list (forbidden) could not be read; nothing is concluded from it.",
        ),
        (
            Availability.INCOMPLETE,
            "Problem list (forbidden) could be read only in part; newer entries may exist.",
        ),
    ],
)
def test_the_card_says_what_could_not_be_had(state, said):
    chart = Chart(coverage=(Coverage("conditions", state, "forbidden"),))

    assert said in card(staged(), chart=chart)["detail"]


PART_OF_B2M = Chart(coverage=(Coverage("b2m", Availability.INCOMPLETE, "paging-expired"),))


def test_the_summary_itself_says_that_a_newer_b2m_may_not_have_been_read():
    both = card(staged(tail="Kidney function not available"), chart=PART_OF_B2M)["summary"]

    assert card(staged(), chart=PART_OF_B2M)["summary"].endswith(
        "(18 Nov 2026). Not all B2M results could be read"
    )
    assert both.endswith(". Not all B2M results could be read. Kidney function not available")


def test_when_there_is_room_for_one_of_them_it_is_the_missing_results():
    finding = staged(headline="h" * 50, tail="t" * 40)

    summary = card(finding, chart=PART_OF_B2M)["summary"]

    assert summary.endswith(". Not all B2M results could be read")


@pytest.mark.parametrize(
    "coverage",
    [
        Coverage("b2m", Availability.COMPLETE),
        Coverage("conditions", Availability.INCOMPLETE),
        Coverage("b2mUrine", Availability.INCOMPLETE),
    ],
)
def test_other_data_that_could_not_be_read_stay_in_the_detail(coverage):
    assert "Not all" not in card(staged(), chart=Chart(coverage=(coverage,)))["summary"]


def test_a_card_on_urine_minds_the_urine_results():
    urine = result(Analyte.URINE_B2M, "450", "ug/L")
    finding = Finding("urine", Story.URINE, "Urine B2M 450 ug/L", (), evidence=(urine,))
    chart = Chart(coverage=(Coverage("b2mUrine", Availability.INCOMPLETE),))

    assert card(finding, chart=chart)["summary"].endswith("Not all B2M results could be read")
    assert "Not all" not in card(finding, chart=PART_OF_B2M)["summary"]


def test_a_complete_data_set_is_not_mentioned():
    chart = Chart(coverage=(Coverage("conditions", Availability.COMPLETE),))

    assert "problem list" not in card(staged(), chart=chart)["detail"].lower()


@pytest.mark.parametrize("key", ["dispenses", "administrations", "statements"])
def test_a_kind_of_record_that_many_servers_do_not_keep_is_a_gap_only_once_read_in_part(key):
    kept, not_kept = Availability.INCOMPLETE, Availability.UNAVAILABLE
    of_state = {
        state: card(staged(), chart=Chart(coverage=(Coverage(key, state),)))["detail"]
        for state in (kept, not_kept)
    }

    assert "could be read only in part" in of_state[kept]
    assert "could not be read" not in of_state[not_kept]


def test_a_result_dated_by_its_report_alone_says_so_in_the_summary_and_in_the_detail():
    reported = replace(B2M, by_issue=True)

    found = card(staged(evidence=(reported, ALBUMIN)))

    assert found["summary"] == "ISS III if untreated then: B2M 6.10 mg/L (reported 18 Nov 2026)"
    first, *_, last = found["detail"].split("\n\n")
    assert "B2M 6.10 mg/L (reported 18 Nov 2026, Central Lab)" in first
    assert "albumin 3.2 g/dL (18 Nov 2026, Central Lab)" in first
    assert last == (
        "No time of the draw is on record for B2M: the date is that of the report, the latest "
        "possible."
    )


def test_a_result_beside_it_is_named_apart_unless_both_are_dated_alike():
    creatinine = replace(result(Analyte.CREATININE, "0.9", "mg/dL"), by_issue=True)
    drawn = staged(evidence=(B2M, creatinine), beside=(creatinine,))

    assert card(drawn)["summary"].endswith(
        "B2M 6.10 mg/L (18 Nov 2026), creatinine 0.9 mg/dL (reported 18 Nov 2026)"
    )
