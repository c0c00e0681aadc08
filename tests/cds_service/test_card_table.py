"""Which table a card shows, in which order its inputs and indices stand, what the summary names."""

from cds_service.rules.finding import Finding, Story
from fhir_mappings.model import Analyte, Marker, MarkerResult
from tests.cds_service.findings import ALBUMIN, B2M, card, moment, result, staged

OPEN = {"result": "not assignable: I or II", "possible": ("I", "II"), "summary": "R-ISS is open"}
ITEMS = {"header": ("Item", "Found", "Points"), "rows": (("Age over 65", "68", "1"),)}


def first_line(*findings):
    return card(*findings)["detail"].split("\n\n")[0]


def test_settled_indices_stand_above_open_ones():
    table = card(staged(rule="x", index="R-ISS", **OPEN), staged())["detail"].splitlines()

    assert [line.split(" | ")[0] for line in table if "ISS |" in line] == ["| ISS", "| R-ISS"]


def test_the_summary_and_the_source_name_what_is_settled_although_an_open_index_comes_first():
    shown = card(staged(rule="x", index="R-ISS", citations=(), **OPEN), staged())

    assert shown["summary"].startswith("ISS III if untreated then")
    assert shown["source"]["label"] == "International Staging System (Greipp 2005)"


def test_an_uncertain_treatment_is_not_hidden_by_a_settled_index():
    uncertain = staged(summary="valid only if untreated then; lenalidomide is on record")

    assert "lenalidomide" in card(uncertain, uncertain)["summary"]


def test_an_only_index_with_items_shows_them_instead_of_its_row():
    detail = card(staged(**ITEMS))["detail"]

    assert "| Age over 65 | 68 | 1 |" in detail
    assert "Still needed" not in detail


def test_beside_another_index_the_items_give_way_to_the_table_of_indices():
    detail = card(staged(**ITEMS), staged(rule="x", index="BALL"))["detail"]

    assert "| BALL | **III** | - |" in detail
    assert "Age over 65" not in detail


def test_b2m_stands_first_among_the_inputs():
    assert first_line(staged(evidence=(ALBUMIN, B2M))).startswith("B2M 6.10 mg/L, albumin")


def test_beside_urine_a_b2m_of_serum_says_so_and_units_lose_their_annotations():
    urine = result(Analyte.URINE_B2M_PER_CREATININE, "820", "ug/g{creat}")
    ph = result(Analyte.URINE_PH, "5.2", "[pH]")

    line = first_line(Finding("u", Story.URINE, "x", (), evidence=(ph, urine, B2M)))

    assert line == (
        "Urine B2M/creatinine 820 ug/g, urine pH 5.2 (18 Nov 2026); "
        "serum B2M 6.10 mg/L (18 Nov 2026, Central Lab)"
    )


def test_genetics_are_grouped_by_answer_and_day():
    day = moment("2026-11-16")
    markers = tuple(
        MarkerResult(kind, present, f"Observation/{kind.name}", day)
        for kind, present in {
            Marker.DEL_17P: False,
            Marker.T_4_14: True,
            Marker.T_14_16: False,
        }.items()
    )

    assert first_line(staged(markers=markers)).endswith(
        "; del(17p) and t(14;16) absent (genetics, 16 Nov 2026); "
        "t(4;14) present (genetics, 16 Nov 2026)"
    )


def test_a_serum_b2m_on_another_card_is_simply_b2m():
    assert "serum" not in first_line(staged(evidence=(B2M,)))
