# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""What a card says of an ISS stage: the reason, the summary, what is asked for, the note."""

import pytest

from cds_service.rules.citations import GREIPP_2005
from cds_service.rules.finding import Finding, Story
from cds_service.rules.myeloma import iss
from tests.rules.build import GOOD_KIDNEY, case, chart, unread
from tests.tables import rows


def stage(b2m: str, albumin: str = "-", creatinine: str = GOOD_KIDNEY) -> Finding:
    found = iss(case(chart(SERUM_B2M=b2m, ALBUMIN=albumin, CREATININE=creatinine)))
    assert found is not None
    return found


WHY = """
    B2M    | albumin | statement
    2.0    | 40      | B2M below 3.5 mg/L with albumin of 35 g/L (3.5 g/dL) or more is ISS I.
    2.0    | 30      | B2M below 3.5 mg/L with albumin below 35 g/L (3.5 g/dL) is ISS II.
    < 3.5  | 30      | B2M below 3.5 mg/L with albumin below 35 g/L (3.5 g/dL) is ISS II.
    < 5.5  | 30      | B2M below 5.5 mg/L with albumin below 35 g/L (3.5 g/dL) is ISS II.
    3.5    | 30      | B2M from 3.5 to below 5.5 mg/L is ISS II at any albumin.
    4.2    | -       | B2M from 3.5 to below 5.5 mg/L is ISS II at any albumin.
    5.5    | 30      | B2M of 5.5 mg/L or more is ISS III at any albumin.
    > 20   | -       | B2M of 5.5 mg/L or more is ISS III at any albumin.
    2.9    | -       | With B2M below 3.5 mg/L, albumin of 35 g/L (3.5 g/dL) or more is ISS I, less is ISS II.
    > 4.0  | 40      | The B2M as reported does not settle ISS: the cut-offs are 3.5 and 5.5 mg/L.
"""


@pytest.mark.parametrize(("b2m", "albumin", "statement"), rows(WHY))
def test_the_reason_given_is_the_one_that_decides(b2m, albumin, statement):
    assert stage(b2m, albumin).statements[0] == statement


def test_a_settled_stage_is_worded_without_a_question():
    found = stage("6.1 mg/L", "32 g/L")

    assert (found.rule, found.index, found.result) == ("iss", "ISS", "III")
    assert (found.headline, found.summary, found.condition) == (
        "ISS III",
        "",
        "if untreated then",
    )
    assert found.story is Story.MYELOMA
    assert found.citations == (GREIPP_2005,)
    assert found.settled
    assert [item.analyte.label for item in found.evidence] == ["B2M", "albumin"]


OPEN_SUMMARIES = """
    B2M          | albumin             | summary
    2.9 mg/L     | -                   | ISS I or II: albumin decides, none within 30 days of B2M 2.9 mg/L (18 Nov 2026)
    2.9 mg/L     | 34 g/L @ 2026-10-02 | ISS I or II: albumin decides, none within 30 days of B2M 2.9 mg/L (18 Nov 2026)
    2.9 mg/L     | > 30 g/L            | ISS I or II: albumin > 30 g/L leaves it open; B2M 2.9 mg/L (18 Nov 2026)
    2.9 mg/L     | 527 umol/L          | ISS I or II: albumin 527 umol/L leaves it open; B2M 2.9 mg/L (18 Nov 2026)
    > 4 mg/L     | 40 g/L              | ISS II or III: B2M > 4 mg/L (18 Nov 2026) leaves it open
    > 3 mg/L     | -                   | ISS I, II or III: B2M > 3 mg/L (18 Nov 2026) leaves it open
"""


@pytest.mark.parametrize(("b2m", "albumin", "summary"), rows(OPEN_SUMMARIES))
def test_the_summary_of_an_open_stage_says_what_decides(b2m, albumin, summary):
    assert stage(b2m, albumin).summary == summary


def test_an_open_stage_is_never_presented_as_one():
    found = stage("2.9 mg/L")

    assert found.result == "not assignable: I or II"
    assert not found.settled
    assert found.missing == ("albumin",)
    assert [item.code for item in found.companions] == ["1751-7"]


def test_albumin_that_could_not_be_read_is_not_called_missing_and_not_ordered():
    read = chart(SERUM_B2M="2.9 mg/L", CREATININE=GOOD_KIDNEY, coverage=unread("albumin"))

    found = iss(case(read))

    assert found is not None
    assert found.summary == (
        "ISS I or II: albumin decides and could not be read; B2M 2.9 mg/L (18 Nov 2026)"
    )
    assert found.companions == ()


def test_albumin_is_not_asked_for_where_it_cannot_change_the_stage():
    found = stage("4.0 mg/L")

    assert found.missing == ("albumin",)
    assert found.needed == ()
    assert found.companions == ()


def test_no_stage_without_myeloma_on_record():
    assert iss(case(chart(SERUM_B2M="6 mg/L", problems=()))) is None


CLOSE = """
    B2M      | albumin | note
    3.28     | 40      |
    3.29     | 40      | B2M is close to the cut-off of 3.5 mg/L; analytical variation could change the group.
    3.71     | 40      | B2M is close to the cut-off of 3.5 mg/L; analytical variation could change the group.
    3.72     | 40      |
    3.6      | 30      |
    5.16     | 40      |
    5.17     | 40      | B2M is close to the cut-off of 5.5 mg/L; analytical variation could change the group.
    5.83     | 30      | B2M is close to the cut-off of 5.5 mg/L; analytical variation could change the group.
    5.84     | 30      |
    > 5.5    | 30      |
"""


@pytest.mark.parametrize(("b2m", "albumin", "note"), rows(CLOSE))
def test_a_value_within_6_percent_of_the_deciding_cutoff_gets_a_note(b2m, albumin, note):
    assert stage(b2m, albumin).statements[1:] == ((note,) if note else ())


def test_the_note_never_changes_the_group():
    assert stage("5.49", "40").possible == ("II",)
    assert stage("5.5", "40").possible == ("III",)
