# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Urine B2M beside cadmium in urine and blood: only with evidence of exposure (29 CFR 1910.1027)."""

import pytest

from cds_service.rules.cadmium_panel import HEADER, NOT_ALONE, PH_WANTED
from cds_service.rules.urine_card import urine
from fhir_mappings.model import Disease
from tests.rules.build import NOW, POLICY, chart, problem, unread
from tests.tables import rows

EXPOSED = (problem(Disease.CADMIUM),)
B2M = "URINE_B2M_PER_CREATININE"


def read(**said):
    return urine(chart(**({"problems": (), "SERUM_B2M": "2.0"} | said)), NOW, POLICY)


def spoken(**said):
    found = read(**said)
    assert found is not None
    return found


def categories(found) -> list[str]:
    return [row[-1] for row in found.rows]


EVIDENCE = """
    diagnosis | urine cadmium    | blood cadmium    | shown
    active    | -                | -                | yes
    resolved  | -                | -                | no
    -         | 2                | -                | yes
    -         | -                | 4                | yes
    -         | 2 @ 2025-11-20   | -                | yes
    -         | 2 @ 2025-11-19   | -                | no
    -         | -                | -                | no
"""


@pytest.mark.parametrize(("diagnosis", "in_urine", "in_blood", "shown"), rows(EVIDENCE))
def test_it_is_shown_only_with_exposure_on_record_or_cadmium_measured(
    diagnosis, in_urine, in_blood, shown
):
    problems = () if diagnosis == "-" else (problem(Disease.CADMIUM, clinical=diagnosis),)

    found = spoken(
        **{B2M: "900"}, URINE_CADMIUM=in_urine, BLOOD_CADMIUM=in_blood, problems=problems
    )

    assert (found.header == HEADER) is (shown == "yes")
    assert bool(found.rows) is (shown == "yes")
    assert any("occupational" in text for text in found.statements) is (shown == "yes")


CATEGORIES = """
    urine B2M | urine cadmium | blood cadmium | categories
    300       | 3             | 5             | silent
    301       | 3             | 5             | B, A, A
    750       | 3.1           | 5.1           | B, B, B
    751       | 7             | 10            | C, B, B
    900       | 7.1           | 10.1          | C, C, C
    > 600     | < 4           | > 5           | B or C, A or B, B or C
    900       | -             | -             | C, -, -
"""


@pytest.mark.parametrize(("b2m", "in_urine", "in_blood", "wanted"), rows(CATEGORIES))
def test_each_marker_has_the_category_of_the_table_in_force(b2m, in_urine, in_blood, wanted):
    found = read(
        **{B2M: b2m},
        URINE_CADMIUM=in_urine,
        BLOOD_CADMIUM=in_blood,
        URINE_PH="7",
        problems=EXPOSED,
    )

    assert (found is None) is (wanted == "silent")
    assert found is None or categories(found) == wanted.split(", ")


def test_the_table_gives_limits_results_and_what_is_missing():
    found = spoken(**{B2M: "820"}, BLOOD_CADMIUM="6.2 @ 2026-10-01", problems=EXPOSED)

    assert found.rows == (
        ("Urine B2M, ug/g creatinine", "300 and 750", "820 ug/g (18 Nov 2026)", "C"),
        ("Urine cadmium, ug/g creatinine", "3 and 7", "not on file", "-"),
        ("Blood cadmium, ug/L", "5 and 10", "6.2 ug/L (1 Oct 2026)", "B"),
    )
    assert [item.analyte.label for item in found.evidence][-1] == "blood cadmium"


def test_what_could_not_be_read_is_not_called_missing():
    found = spoken(**{B2M: "820"}, coverage=unread("cadmium"), problems=EXPOSED)

    assert [row[2] for row in found.rows[1:]] == ["could not be read"] * 2


def test_a_concentration_has_no_category():
    found = spoken(URINE_B2M="900", URINE_CADMIUM="4", problems=())

    assert found.rows[0][2:] == ("not per gram of creatinine", "-")
    assert categories(found) == ["-", "B", "-"]


SAID = """
    urine B2M | diagnosis | pH | evidence                                       | alone | pH wanted
    751       | yes       | 7  | Cadmium or other heavy metal exposure is on record | yes | no
    750       | yes       | -  | Cadmium or other heavy metal exposure is on record | no  | yes
    751       | no        | 7  | Cadmium was measured                           | yes   | no
"""


@pytest.mark.parametrize(("b2m", "diagnosis", "ph", "evidence", "alone", "wanted"), rows(SAID))
def test_the_categories_are_called_a_duty_and_not_a_diagnosis(
    b2m, diagnosis, ph, evidence, alone, wanted
):
    problems = EXPOSED if diagnosis == "yes" else ()

    found = spoken(**{B2M: b2m}, URINE_PH=ph, URINE_CADMIUM="2", problems=problems)

    occupational = f"{evidence}: the categories of occupational monitoring (United States) are read of all three tests together. They are a duty of the employer, not a diagnosis."
    assert occupational in found.statements
    assert (NOT_ALONE in found.statements) is (alone == "yes")
    assert (PH_WANTED in found.statements) is (wanted == "yes")


def test_without_urine_b2m_per_gram_no_ph_is_missed():
    found = spoken(URINE_B2M="900", URINE_CADMIUM="4")

    assert PH_WANTED not in found.statements


RAISED = """
    urine cadmium | blood cadmium | others
    4             | 3             | urine cadmium is
    4             | 6             | urine cadmium and blood cadmium are
    < 4           | 6             | blood cadmium is
    < 4           | 3             | -
"""


@pytest.mark.parametrize(("in_urine", "in_blood", "others"), rows(RAISED))
def test_raised_cadmium_speaks_although_urine_b2m_is_not_high(in_urine, in_blood, others):
    found = read(**{B2M: "200"}, URINE_PH="7", URINE_CADMIUM=in_urine, BLOOD_CADMIUM=in_blood)

    assert (found is None) is (others == "-")
    if found is not None:
        assert found.headline == (
            f"Urine B2M/creatinine 200 ug/g (18 Nov 2026) is not high, but {others} above category A of 29 CFR 1910.1027"
        )
        assert len(found.headline) <= 139
        assert found.statements[0] == "Urine B2M is not high (limit 300 ug/g)."
        assert (found.caveats, found.companions) == ((), ())
