"""A urine B2M that is not high says little without its pH (policy KP-14)."""

import pytest

from cds_service.rules.finding import Finding
from cds_service.rules.nonspecific import nonspecific
from cds_service.rules.urine_beside import SERUM_ONLY, SLIGHTLY_ACID
from cds_service.rules.urine_card import urine
from cds_service.rules.urine_words import READING
from tests.rules import build
from tests.rules.build import NOW, POLICY, case, chart
from tests.tables import rows


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


BOUNDS = """
    pH     | headline
    < 6    | cannot be read as normal: urine pH < 6, B2M breaks down below pH 6
    <= 5.9 | cannot be read as normal: urine pH <= 5.9, B2M breaks down below pH 6
    <= 6   | is not high, but may be falsely low: its urine pH is known only as <= 6
    < 7    | is not high, but may be falsely low: its urine pH is known only as < 7
    > 5    | is not high, but may be falsely low: its urine pH is known only as > 5
    >= 6   | -
    >= 9.0 | -
"""


@pytest.mark.parametrize(("ph", "headline"), rows(BOUNDS))
def test_of_a_bound_all_that_it_allows_must_lie_on_one_side_of_the_acid_limit(ph, headline):
    found = urine(chart(URINE_B2M="100", URINE_PH=ph, SERUM_B2M="2", problems=()), NOW, POLICY)

    said = found.headline if found else "-"
    assert said.removeprefix("Urine B2M 100 ug/L (18 Nov 2026) ") == headline


BESIDE = """
    pH     | said of the urine beside a raised serum B2M
    < 6    | -
    < 7    | -
    >= 6   | not raised, lost
    > 6    | not raised, lost
    >= 9.0 | not raised
"""


@pytest.mark.parametrize(("ph", "said"), rows(BESIDE))
def test_beside_serum_a_bound_of_ph_is_named_as_it_was_reported(ph, said):
    read = chart(URINE_B2M="100", URINE_PH=ph, SERUM_B2M="4.6", EGFR="39", problems=())
    found = nonspecific(case(read))

    sentences = {
        "not raised": SERUM_ONLY.format(urine="100 ug/L"),
        "lost": SLIGHTLY_ACID.format(ph=ph),
    }
    wanted = [sentences[name] for name in said.split(", ") if name != "-"]
    assert found is not None
    assert [text for text in found.statements if text in sentences.values()] == wanted


FRACTIONS = """
    pH   | fraction
    7    | is about
    >= 7 | is about
    > 6  | % or more
    < 7  | % or more
    < 6  | -
"""


@pytest.mark.parametrize(("ph", "fraction"), rows(FRACTIONS))
def test_fractional_excretion_reads_a_bound_of_ph_in_the_same_way(ph, fraction):
    found = spoken(
        URINE_B2M="4000",
        URINE_CREATININE="100",
        URINE_PH=ph,
        SERUM_B2M="2.0",
        CREATININE="1.0 mg/dL",
    )

    sentences = [text for text in found.statements if text.startswith("Fractional")]
    assert [fraction in text for text in sentences] == ([] if fraction == "-" else [True])
