"""A urine B2M that is not high says little without its pH (policy KP-14)."""

from cds_service.rules.finding import Finding
from cds_service.rules.urine_card import urine
from cds_service.rules.urine_words import READING
from tests.rules import build
from tests.rules.build import NOW, POLICY, chart


def spoken(**said) -> Finding:
    found = urine(chart(**({"problems": ()} | said)), NOW, POLICY)
    assert found is not None
    return found


def test_a_result_that_is_not_high_without_its_ph_asks_for_the_ph_unless_that_could_not_be_read():
    recorded = spoken(URINE_B2M="100", SERUM_B2M="2.0")
    unread = spoken(URINE_B2M="100", SERUM_B2M="2.0", coverage=build.unread("urineContext"))

    assert recorded.statements == (READING["ph-unknown"].format(unread="is not recorded"),)
    assert [item.code for item in recorded.companions] == ["2756-5"]
    assert recorded.caveats == ()
    assert "its urine pH could not be read" in unread.headline
    assert unread.statements == (READING["ph-unknown"].format(unread="could not be read"),)
    assert unread.companions == ()
