"""The parts of an index finding: which sample it reads, and what it hands on."""

from cds_service.rules.index_rule import IF_UNTREATED, LIMITS
from cds_service.rules.lymphoid import ball, cll_ipi, mdacc_cll
from cds_service.rules.myeloma import ims_2025, iss, r_iss
from cds_service.rules.plausibility import plausible
from fhir_mappings.model import Disease
from tests.rules.build import case, chart, marker, problem, result, therapy, with_indices

CLL_THERAPY = therapy("2026-11-05", groups=frozenset({"cll"}))
CLL = (problem(Disease.CLL),)


def before_and_after_therapy(*, therapies=(CLL_THERAPY,), **said):
    return case(
        chart(SERUM_B2M=["3 @ 2026-11-01", "6"], problems=CLL, therapies=therapies, **said),
        policy=with_indices("ball", "mdacc-cll"),
    )


def test_an_index_of_treated_disease_reads_the_current_sample_the_others_that_at_diagnosis():
    read = before_and_after_therapy()

    assert ball.read(read).sample.reported.text == "6 mg/L"
    assert cll_ipi.read(read).sample.reported.text == "3 mg/L"
    assert mdacc_cll.read(read).sample.reported.text == "3 mg/L"


def test_an_index_of_treated_disease_is_silent_before_treatment_the_others_are_not():
    untreated = before_and_after_therapy(therapies=())

    assert ball(untreated) is None
    assert cll_ipi(untreated) is not None


def test_an_index_of_treated_disease_says_so_in_its_condition_and_limits():
    read = before_and_after_therapy()

    treated, untreated = ball(read), mdacc_cll(read)

    assert treated is not None
    assert untreated is not None
    assert treated.condition == "before the next therapy"
    assert treated.limits == (
        "For a patient with a confirmed diagnosis only. Applies to values before the next therapy. "
        "Prognostic grouping, not a diagnosis or treatment recommendation. Interpretation by "
        "haematology/oncology."
    )
    assert "BALL is for patients treated before and about to have the next therapy." in (
        treated.caveats
    )
    assert (untreated.condition, untreated.limits) == (IF_UNTREATED, LIMITS)


def test_a_result_of_the_time_after_therapy_does_not_complete_a_stage_at_diagnosis():
    read = case(
        chart(
            SERUM_B2M="2 @ 2026-11-10",
            ALBUMIN="40 @ 2026-11-16",
            therapies=(therapy("2026-11-12"),),
        )
    )

    assert iss.read(read).possible == ("I", "II")


def test_a_table_of_items_has_a_header_and_an_index_without_one_has_neither():
    with_items = cll_ipi(before_and_after_therapy(therapies=()))
    without = iss(case(chart(SERUM_B2M="6")))

    assert with_items is not None
    assert without is not None
    assert with_items.header == ("Item", "Found", "Points")
    assert len(with_items.rows) >= 5
    assert {len(row) for row in with_items.rows} == {3}
    assert (without.header, without.rows) == ((), ())


def test_genetics_that_were_read_are_handed_on_once_each():
    deletion = marker("DEL_17P", "present", share=None)
    read = case(chart(SERUM_B2M="6", markers=(deletion,)))

    without, with_genetics = iss(read), r_iss(read)

    assert without is not None
    assert with_genetics is not None
    assert without.markers == ()
    assert with_genetics.markers == (deletion,)


def test_an_input_that_is_known_only_by_a_bound_is_needed_but_not_missing():
    found = iss(case(chart(SERUM_B2M="> 4", ALBUMIN="40")))

    assert found is not None
    assert found.missing == ()
    assert len(found.needed) == 1
    assert found.needed[0].startswith("B2M")


def test_an_input_without_any_result_is_missing():
    found = iss(case(chart(SERUM_B2M="2")))

    assert found is not None
    assert found.missing == ("albumin",)
    assert found.needed == ("albumin",)


def test_the_codes_of_the_case_files_tell_what_was_remarked():
    converted = iss(case(chart(SERUM_B2M="6300 ug/L")))
    high = iss(case(chart(SERUM_B2M="6")))
    near = iss(case(chart(SERUM_B2M="5.4", ALBUMIN="40")))
    unusual = iss(case(plausible(chart(SERUM_B2M="55"))))

    assert converted is not None
    assert high is not None
    assert near is not None
    assert unusual is not None
    assert high.reasons == ("pre-treatment", "albumin-not-needed")
    assert set(converted.reasons) - set(high.reasons) == {"unit-converted"}
    assert "near-threshold" in near.reasons
    assert set(unusual.reasons) - set(high.reasons) == {"implausible-value"}


def test_ims_words_its_own_result_and_headline():
    found = ims_2025(case(chart(SERUM_B2M="6", CREATININE="0.8 mg/dL")))

    assert found is not None
    assert found.result != "not assignable: " + " or ".join(found.possible)
    assert found.headline != f"{found.index} {' or '.join(found.possible)}"
    assert [item.reported.text for item in found.beside] == ["0.8 mg/dL"]
    assert found.statements[0] == (
        "B2M of 5.5 mg/L or more with creatinine below 1.2 mg/dL meets the 2025 high-risk "
        "definition without genetics."
    )


def test_two_results_of_one_observation_are_both_shown():
    panel = {"reference": "Observation/panel"}
    b2m, albumin = result("SERUM_B2M", "2", **panel), result("ALBUMIN", "40", **panel)

    found = iss(case(chart(b2m, albumin)))

    assert found is not None
    assert [item.analyte for item in found.evidence] == [b2m.analyte, albumin.analyte]


def test_one_result_that_serves_two_inputs_is_shown_once():
    low = result("HAEMOGLOBIN", "10")
    found = cll_ipi(case(chart(low, SERUM_B2M="6", problems=CLL)))

    assert found is not None
    assert found.evidence.count(low) == 1
