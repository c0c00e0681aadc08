"""A stage when not all serum B2M results could be read (ADR 0026, policy P-07)."""

import pytest

from cds_service.rules.reading import STAGE_OF_THIS_SAMPLE
from fhir_mappings.model import Disease
from tests.rules.build import chart, findings, problem, recorded, unread
from tests.tables import rows

OPEN = "B2M 6.1 mg/L (18 Nov 2026): stage open, another sample may be the one to stage"

GAPS = """
    key     | state       | open
    b2m     | INCOMPLETE  | yes
    b2m     | UNAVAILABLE | yes
    albumin | INCOMPLETE  | no
    -       | -           | no
"""


@pytest.mark.parametrize(("key", "state", "is_open"), rows(GAPS))
def test_the_summary_gives_no_stage_while_another_sample_may_be_the_one_to_stage(
    key, state, is_open
):
    coverage = () if key == "-" else unread(key, state=state)

    found = findings(chart(SERUM_B2M="6.1 mg/L", EGFR="80", coverage=coverage))

    for finding in found.values():
        assert (finding.summary == OPEN) is (is_open == "yes")
        assert (finding.caveats[0] == STAGE_OF_THIS_SAMPLE) is (is_open == "yes")
    assert found["iss"].possible == ("III",)
    assert found["iss"].result == "III"


@pytest.mark.parametrize("disease", ["CLL", "WALDENSTROM", "FOLLICULAR_LYMPHOMA"])
def test_it_holds_for_every_index(disease):
    read = chart(
        SERUM_B2M="6.1 mg/L",
        EGFR="80",
        problems=(problem(Disease[disease]),),
        coverage=unread("b2m", state="INCOMPLETE"),
    )

    assert {finding.summary for finding in findings(read).values()} == {OPEN}


def test_a_difference_from_the_record_stays_a_warning():
    read = chart(
        SERUM_B2M="6.1 mg/L",
        EGFR="80",
        stages=(recorded("ISS", "I"),),
        coverage=unread("b2m", state="INCOMPLETE"),
    )

    found = findings(read)["iss"]

    assert (found.indicator, found.summary) == ("warning", OPEN)
    assert found.statements[0].startswith("The chart says ISS I;")
