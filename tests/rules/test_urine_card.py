# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Urine B2M that is raised, or unreadable because the urine was acid (kidney rules 5, 11)."""

import pytest

from cds_service.rules.finding import Finding, Story
from cds_service.rules.urine_card import urine
from cds_service.rules.urine_words import DILUTION, HEADLINES, READING, URINE_ALONE
from fhir_mappings.model import Disease, Kind
from tests.rules.build import NOW, POLICY, chart, person, problem, therapy
from tests.tables import rows


def read(**said) -> Finding | None:
    return urine(chart(**({"problems": ()} | said)), NOW, POLICY)


def spoken(**said) -> Finding:
    found = read(**said)
    assert found is not None
    return found


PATTERNS = """
    urine | serum    | eGFR | pH  | pattern
    900   | 2.0      | 90   | 7   | urine-only-tubular
    900   | 2.0      | -    | -   | urine-only-tubular
    900   | 2.7      | 90   | 7   | urine-only-tubular
    900   | 2.71     | 90   | 7   | both-tubular-plus
    900   | 3.0      | 60   | 7   | both-tubular-plus
    900   | 4.5      | 60   | 7   | both-overflow-possible
    900   | 5.0      | 60   | 7   | both-overflow-likely
    900   | 3.0      | 24   | 7   | both-overflow-likely
    900   | 3.0      | < 30 | 7   | both-overflow-likely
    900   | 3.0      | <= 30 | 7  | both-tubular-plus
    900   | 3.0      | > 60 | 7   | both-tubular-plus
    900   | 2.0      | 90   | 5.5 | urine-only-tubular
    900   | -        | 90   | 7   | alone
    900   | > 2      | 90   | 7   | alone
    > 500 | 2.0      | 90   | 7   | urine-only-tubular
    100   | 2.0      | 90   | 5.9 | urine-uninterpretable-acid
    100   | 6.0      | 90   | 5.9 | urine-uninterpretable-acid
    100   | -        | -    | 5.9 | urine-uninterpretable-acid
    100   | 2.0      | 90   | 6.0 | silent
    100   | 2.0      | 90   | -   | ph-unknown
    100   | 6.0      | 24   | -   | ph-unknown
    100   | -        | -    | -   | ph-unknown
    300   | 2.0      | 90   | -   | ph-unknown
    < 300 | 2.0      | 90   | -   | ph-unknown
    < 301 | 2.0      | 90   | -   | urine-bound-open
    100   | 6.0      | 24   | 7   | silent
    300   | 2.0      | 90   | 7   | silent
    301   | 2.0      | 90   | 7   | urine-only-tubular
    > 200 | 2.0      | 90   | 7   | urine-bound-open
    > 200 | -        | -    | -   | urine-bound-open
    < 900 | 6.0      | 24   | 5.5 | urine-bound-open
    < 200 | > 2      | 90   | 7   | silent
"""


@pytest.mark.parametrize(("result", "serum", "egfr", "ph", "pattern"), rows(PATTERNS))
def test_only_a_high_or_an_unreadable_urine_speaks(result, serum, egfr, ph, pattern):
    found = read(URINE_B2M=result, SERUM_B2M=serum, EGFR=egfr, URINE_PH=ph)

    if pattern == "silent":
        assert found is None
        return
    wanted = HEADLINES["" if pattern == "alone" else pattern]
    assert found is not None
    assert (found.rule, found.story, found.indicator) == ("urine", Story.URINE, "info")
    shown = f"Urine B2M {result} ug/L (18 Nov 2026)"
    values = {"urine": shown, "serum": f"{serum} mg/L", "ph": ph, "unread": "is not recorded"}
    values |= {"limit": "300 ug/L"}
    assert found.headline == wanted.format(**values)
    assert len(found.headline) <= 139


WORDS = """
    urine | serum | creatinine | headline                                                                          | sentence
    900   | 3.0   | 80  | Urine B2M 900 ug/L (18 Nov 2026) and serum B2M 3.0 mg/L both raised                 | Serum and urine B2M both raised: a tubular defect together with lower filtration or higher production.
    900   | 4.6   | 80  | Urine B2M 900 ug/L (18 Nov 2026) high: overflow possible at serum B2M 4.6 mg/L      | Serum B2M is near the level (about 5 mg/L) where filtered B2M exceeds tubular reabsorption; the high urine value may be overflow.
    900   | -     | 80  | Urine B2M 900 ug/L (18 Nov 2026) is high                                            | Urine B2M is high; without a serum B2M of the same days it cannot be told whether the tubule or overflow is the reason.
    900   | 3.0   | 19  | -                                                                                   | The urine is very dilute (creatinine below 20 mg/dL).
    900   | 3.0   | 301 | -                                                                                   | The urine is very concentrated (creatinine above 300 mg/dL).
"""


@pytest.mark.parametrize(("result", "serum", "creatinine", "headline", "sentence"), rows(WORDS))
def test_patterns_and_dilution_are_worded_so(result, serum, creatinine, headline, sentence):
    found = spoken(URINE_B2M=result, SERUM_B2M=serum, URINE_CREATININE=creatinine, EGFR="60")

    assert headline in {found.headline, "-"}
    assert sentence in (*found.statements, *found.caveats)


def test_every_pattern_that_speaks_is_in_the_table():
    spoken_of = {pattern for *_, pattern in rows(PATTERNS)} - {"silent", "alone"}

    assert spoken_of | {""} == set(HEADLINES)
    assert spoken_of == set(READING)


SENTENCES = """
    urine | serum | eGFR | sentence
    900   | 6.0   | 60   | Serum B2M of 6.0 mg/L is at or above the level (about 5 mg/L) where filtered B2M exceeds tubular reabsorption; the high urine value does not by itself show tubular injury.
    900   | 4.99  | 24   | At eGFR 24 more B2M may be filtered than the tubule can reclaim; the high urine value does not by itself show tubular injury.
    900   | 5.0   | 24   | Serum B2M of 5.0 mg/L is at or above the level (about 5 mg/L) where filtered B2M exceeds tubular reabsorption; the high urine value does not by itself show tubular injury.
    900   | 4.6   | 60   | Serum B2M is near the level (about 5 mg/L) where filtered B2M exceeds tubular reabsorption; the high urine value may be overflow.
"""


@pytest.mark.parametrize(("result", "serum", "egfr", "sentence"), rows(SENTENCES))
def test_overflow_names_the_serum_level_or_the_egfr_that_makes_it(result, serum, egfr, sentence):
    assert spoken(URINE_B2M=result, SERUM_B2M=serum, EGFR=egfr).statements[0] == sentence


def test_acid_urine_is_told_with_its_ph_and_what_to_do():
    found = spoken(URINE_B2M="100", URINE_PH="5.2", URINE_CREATININE="10")

    assert found.statements == (READING["urine-uninterpretable-acid"].format(ph="5.2"),)
    assert found.caveats == ()
    assert [item.code for item in found.companions] == ["33782-4", "13485-8"]


def test_a_high_urine_without_serum_cannot_be_placed():
    found = spoken(URINE_B2M="900")

    assert found.statements == (URINE_ALONE,)
    assert [item.code for item in found.companions] == ["33782-4"]


COMPANIONS = """
    serum | tests
    2.0   | 33782-4
    3.0   |
    6.0   |
"""


@pytest.mark.parametrize(("serum", "tests"), rows(COMPANIONS))
def test_another_tubular_marker_is_offered_where_the_tubule_is_the_question(serum, tests):
    found = spoken(URINE_B2M="900", SERUM_B2M=serum, EGFR="60")

    assert [item.code for item in found.companions] == tests.split()


FORMS = """
    analyte                  | value | high
    URINE_B2M_PER_CREATININE | 300   | no
    URINE_B2M_PER_CREATININE | 301   | yes
    URINE_B2M_RATE           | 369   | no
    URINE_B2M_RATE           | 370   | yes
"""


@pytest.mark.parametrize(("analyte", "value", "high"), rows(FORMS))
def test_each_form_has_its_own_limit(analyte, value, high):
    assert (read(**{analyte: value}, URINE_PH="7") is not None) is (high == "yes")


DILUTIONS = """
    creatinine | code
    -          | dilution-unknown
    19         | urine-very-dilute
    20         | -
    300        | -
    301        | urine-very-concentrated
"""


@pytest.mark.parametrize(("creatinine", "code"), rows(DILUTIONS))
def test_a_concentration_is_qualified_by_its_dilution(creatinine, code):
    found = spoken(URINE_B2M="900", URINE_CREATININE=creatinine)

    assert found.caveats == (() if code == "-" else (DILUTION[code],))


def test_a_result_per_creatinine_needs_no_word_on_dilution():
    assert spoken(URINE_B2M_PER_CREATININE="900").caveats == ()


AGES = """
    born       | read
    2024-11-18 | yes
    2024-11-19 | no
    2024       | no
    -          | yes
"""


@pytest.mark.parametrize(("born", "is_read"), rows(AGES))
def test_under_two_years_the_limits_do_not_hold(born, is_read):
    patient = person(born="" if born == "-" else born)

    assert (read(URINE_B2M="900", patient=patient) is not None) is (is_read == "yes")


def test_a_child_without_a_serum_limit_of_its_own_is_read_by_urine_alone():
    found = spoken(URINE_B2M="900", SERUM_B2M="2.0", patient=person(born="2015-01-01"))

    assert found.statements[0] == URINE_ALONE


def test_on_dialysis_urine_is_not_read():
    sessions = tuple(
        therapy(day, kind=Kind.DIALYSIS, groups=frozenset()) for day in ("2026-11-14", "2026-11-16")
    )

    assert read(URINE_B2M="900", problems=(problem(Disease.DIALYSIS),)) is None
    assert read(URINE_B2M="900", therapies=sessions) is None
