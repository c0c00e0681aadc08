"""One index read on one chart: what may still be asked for."""

import pytest

from cds_service.rules.lymphoid import cll_ipi, ipsswm
from cds_service.rules.myeloma import iss, r_iss
from cds_service.rules.reading import summary
from fhir_mappings.model import Disease
from tests.rules.build import case, chart, markers, problem, therapy


def test_what_is_open_before_therapy_can_still_be_asked_for():
    read = iss.read(case(chart(SERUM_B2M="2")))

    assert read.needed == ("albumin",)
    assert read.askable == ("albumin",)


def test_no_test_can_still_supply_what_was_not_measured_before_therapy():
    read = iss.read(case(chart(SERUM_B2M="2 @ 2026-11-10", therapies=(therapy("2026-11-12"),))))

    assert read.needed == ("albumin",)
    assert read.askable == ()


def test_markers_are_named_one_by_one_once_any_is_known():
    said = {"SERUM_B2M": "6", "LDH": "180 limit 250"}
    none = r_iss.read(case(chart(**said)))
    some = r_iss.read(case(chart(**said, markers=markers(DEL_17P="absent"))))

    assert summary("R-ISS", none).startswith("R-ISS II or III: FISH decides; ")
    assert summary("R-ISS", some).startswith("R-ISS II or III: t(4;14) and t(14;16) decide; ")


def test_what_a_finding_needs_names_markers_in_the_same_way():
    found = r_iss(case(chart(SERUM_B2M="6", markers=markers(DEL_17P="absent"))))

    assert found is not None
    assert found.needed == ("LDH", "t(4;14)", "t(14;16)")


def test_one_unclear_result_does_not_hide_what_else_decides():
    read = r_iss.read(case(chart(SERUM_B2M="6", LDH="300 U/L")))

    assert summary("R-ISS", read) == (
        "R-ISS II or III: LDH and FISH decide; B2M 6 mg/L (18 Nov 2026)"
    )


def test_b2m_alone_settles_no_index_that_needs_more_than_two_other_results():
    # B2M above 3.5 mg/L is 2 points, age 58 none; IGHV, TP53 and stage may add up to 7
    read = cll_ipi.read(case(chart(SERUM_B2M="6", problems=(problem(Disease.CLL),))))

    assert summary("CLL-IPI", read) == (
        "CLL-IPI intermediate, high or very high: B2M 6 mg/L (18 Nov 2026) alone does not settle it"
    )


@pytest.mark.parametrize(
    ("igm", "verb"), [("-", "decide, none within 30 days of"), ("> 60", "decide;")]
)
def test_only_what_was_not_measured_at_all_is_said_to_be_missing(igm, verb):
    disease = problem(Disease.WALDENSTROM)
    read = ipsswm.read(case(chart(SERUM_B2M="3.9", HAEMOGLOBIN="13", IGM=igm, problems=(disease,))))

    assert summary("IPSSWM", read).endswith(
        f": platelets and IgM {verb} B2M 3.9 mg/L (18 Nov 2026)"
    )
