"""Series of the two-stories chart, and the marks that are drawn of them."""

from cds_service.web.story_chart import drawing
from cds_service.web.story_marks import WIDE
from cds_service.web.story_series import series_from
from tests.rules.build import GOOD_KIDNEY, POLICY, chart, problem, result

MYELOMA = (problem(),)
TWICE = (
    result("SERUM_B2M", "3.1 limit 2.4 @ 2026-02-01"),
    result("CREATININE", f"{GOOD_KIDNEY} @ 2026-02-01"),
)


def series(*more, policy=POLICY, **said):
    return series_from(chart(*more, **said), policy)


def marks(found, look, frame=WIDE):
    drawn = drawing(found, frame)
    assert drawn is not None
    return [mark for mark in drawn.marks if mark.look == look]


def told():
    return {"SERUM_B2M": "4.2 limit 2.4", "CREATININE": GOOD_KIDNEY}
