"""docs/feedback.md says of reasons and limits what the code does."""

from cds_service.feedback_request import LONGEST_COMMENT, MOST_ENTRIES, Feedback
from cds_service.override_reasons import OVERRIDE_REASONS
from cds_service.quiet import MOST_HELD
from tests.architecture.source import ROOT

PAGE = (ROOT / "docs" / "feedback.md").read_text(encoding="utf-8")
STAYS_AWAY = {
    "until the evidence changes": (True, None),
    "90 days, or until the evidence changes": (True, 90),
    "no": (False, None),
}


def test_the_page_lists_every_reason_and_how_long_it_lasts():
    lines = [line.split("|")[1:-1] for line in PAGE.splitlines() if line.startswith("| `")]
    listed = [[cell.strip(" `") for cell in cells] for cells in lines]

    assert [(code, display, STAYS_AWAY[lasts]) for code, display, _, lasts in listed] == [
        (reason.code, reason.display, (reason.lasting, reason.days)) for reason in OVERRIDE_REASONS
    ]


def test_the_example_on_the_page_is_accepted():
    example = PAGE.partition("```json\n")[2].partition("```")[0]

    assert len(Feedback.parse(example.encode()).entries) == 1


def test_the_page_names_the_limits():
    for number in (MOST_ENTRIES, LONGEST_COMMENT, MOST_HELD):
        assert f"{number:,} " in PAGE
