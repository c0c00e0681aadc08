"""A blood-cancer work-up being ordered without serum B2M."""

from dataclasses import replace

import pytest

from fhir_mappings.model import Disease
from tests.rules.build import POLICY, chart, markers, person, problem, therapy, unread
from tests.rules.ordering import drafts, order, said


def work_up(read, *texts, **more):
    return said(read, drafts(*(texts or ("ELECTROPHORESIS",)), **more)).get("order-work-up")


def test_a_work_up_of_untreated_myeloma_without_b2m_asks_for_it_first():
    finding = work_up(chart(CREATININE="0.8 mg/dL", ALBUMIN="38"))

    assert finding.headline == (
        "Work-up of multiple myeloma is ordered without serum B2M, which ISS, IMS/IMWG 2025, "
        "R-ISS and R2-ISS need"
    )
    assert finding.missing == ("serum B2M", "LDH", "FISH")


def test_a_work_up_without_kidney_function_says_why_that_matters():
    finding = work_up(chart(ALBUMIN="38"))

    assert finding.missing[:2] == ("serum B2M", "creatinine with eGFR")
    assert "cannot be read without kidney function" in finding.statements[0]


def test_a_single_index_needs_it():
    finding = work_up(chart(problems=(problem(Disease.CLL),)), "TP53")

    assert finding.headline.endswith("without serum B2M, which CLL-IPI needs")


def test_an_index_that_reads_b2m_against_its_limit_needs_it_too():
    only = replace(POLICY, indices=frozenset({"mdacc-cll"}))
    read = chart(CREATININE="0.8 mg/dL", problems=(problem(Disease.CLL),))

    finding = said(read, drafts("FISH"), only)["order-work-up"]

    assert finding.headline.endswith("without serum B2M, which MDACC index needs")
    assert [name for name, _ in finding.rows] == ["MDACC index"]
    assert "B2M" not in finding.rows[0][1]


ANY = "ELECTROPHORESIS IMMUNOFIXATION URINE_ELECTROPHORESIS LIGHT_CHAINS FISH TP53 IGHV MARROW"


@pytest.mark.parametrize("test", ANY.split())
def test_any_test_of_the_work_up_brings_it(test):
    assert work_up(chart(), test) is not None


SILENT = [
    ({"problems": ()}, {}, "no diagnosis"),
    ({"SERUM_B2M": "6 @ 2026-08-22"}, {}, "a B2M of the last 90 days"),
    ({"coverage": unread("b2m")}, {}, "B2M that could not be read"),
    ({"orders": (order("SERUM_B2M"),)}, {}, "B2M on order"),
    ({}, {"beside": ("SERUM_B2M",)}, "B2M drafted"),
    ({"therapies": (therapy("2026-11-01"),)}, {}, "therapy begun"),
]


@pytest.mark.parametrize(("more", "basket", "_why"), SILENT, ids=[why for *_, why in SILENT])
def test_a_work_up_is_left_alone_where_b2m_would_add_nothing(more, basket, _why):
    assert work_up(chart(**more), **basket) is None


def test_an_old_b2m_does_not_stand_in_for_a_new_one():
    assert work_up(chart(SERUM_B2M="6 @ 2026-08-21")) is not None


def test_an_index_that_is_settled_without_b2m_does_not_ask_for_it():
    settled = chart(
        problems=(problem(Disease.CLL),),
        patient=person(born="1950-01-01"),
        markers=markers(TP53_MUTATION="present", IGHV_UNMUTATED="present"),
    )

    assert work_up(settled, "FISH") is None


@pytest.mark.parametrize("test", ["LDH", "BLOOD_COUNT", "KIDNEY_FUNCTION", "ALBUMIN"])
def test_a_routine_test_alone_brings_no_card(test):
    assert said(chart(), drafts(test)) == {}
