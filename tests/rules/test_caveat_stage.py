"""What the kidney adds to a stage: the end of the summary, a warning, sentences of its own."""

from dataclasses import replace
from typing import Any

import pytest

from cds_service.rules.caveat import KidneyCaveat
from cds_service.rules.finding import Finding, Story
from fhir_mappings.model import Disease
from tests.rules.build import POLICY, case, chart, problem
from tests.tables import rows

BARE = Finding("bare", Story.KIDNEY, "something", ())
ON_DIALYSIS = (problem(), problem(Disease.DIALYSIS))
KIDNEYS: dict[str, dict[str, Any]] = {
    "good": {"EGFR": "90"},
    "reduced": {"EGFR": "24"},
    "very low": {"EGFR": "9"},
    "unknown": {},
    "bound": {"EGFR": "> 60"},
    "changing": {"CREATININE": ["1.0 mg/dL @ 2026-11-17", "2.0 mg/dL"]},
}


def staged(*more, policy=POLICY, story=Story.MYELOMA, **said):
    read = case(chart(*more, **said), policy=policy)
    finding = Finding("stage", story, "ISS III", (), evidence=(read.sample,))
    return KidneyCaveat(read.kidney, policy).over(finding)


TAILS = """
    B2M  | eGFR | tail
    6.1  | 30   | At eGFR 30 this much is expected from the kidney alone
    3.0  | 59.4 | At eGFR 59.4 this much is expected from the kidney alone
    3.0  | 60   | -
    9.0  | 30   | -
    6.1  | 90   | -
    2.0  | 90   | -
    6.1  | > 60 | -
    20   | 9    | At eGFR 9 a very high B2M is expected
    6.1  | -    | Kidney function not available
"""


@pytest.mark.parametrize(("b2m", "egfr", "tail"), rows(TAILS))
def test_a_reader_who_stops_at_the_summary_learns_what_the_kidney_explains(b2m, egfr, tail):
    assert staged(SERUM_B2M=b2m, EGFR=egfr).tail == tail.replace("-", "")


def test_dialysis_and_changing_creatinine_reach_the_summary():
    changing = ["1.0 mg/dL @ 2026-11-17", "2.0 mg/dL"]

    assert staged(SERUM_B2M="31", problems=ON_DIALYSIS).tail == "On dialysis: kidney-confounded"
    assert staged(SERUM_B2M="6", CREATININE=changing).tail == (
        "Creatinine is changing: eGFR not valid"
    )


def test_only_a_stage_gets_a_tail_a_warning_and_the_sentences_about_stages():
    read = case(chart(SERUM_B2M="6", CREATININE=["1.0 mg/dL @ 2026-11-17", "3.0 mg/dL"]))
    other = KidneyCaveat(read.kidney, POLICY).over(replace(BARE, evidence=(read.sample,)))

    assert (other.tail, other.indicator) == ("", "info")
    assert not any("stage" in sentence for sentence in other.kidney)


def test_only_changing_creatinine_under_a_stage_is_a_warning():
    indicators = {
        name: staged(SERUM_B2M="6", **kidney).indicator for name, kidney in KIDNEYS.items()
    }

    assert {name for name, value in indicators.items() if value == "warning"} == {"changing"}
    assert set(indicators.values()) == {"warning", "info"}


def test_an_earlier_indicator_is_kept():
    read = case(chart(SERUM_B2M="6", EGFR="90"))
    loud = replace(BARE, evidence=(read.sample,), indicator="warning")

    assert KidneyCaveat(read.kidney, POLICY).over(loud).indicator == "warning"


@pytest.mark.parametrize(("egfr", "said"), [("59", True), ("60", False), ("95", False)])
def test_a_stage_at_a_low_egfr_says_that_it_is_not_corrected(egfr, said):
    found = staged(SERUM_B2M="6", EGFR=egfr).kidney

    assert any(sentence.startswith("The stage is not corrected") for sentence in found) is said
    ratio = "Below eGFR 60 read the free light chain ratio with a kidney reference interval."
    assert (ratio in found) is said


OTHER_INDICES = [story for story in Story if story.stages and story is not Story.MYELOMA]


@pytest.mark.parametrize("story", OTHER_INDICES)
def test_only_a_myeloma_card_argues_with_iss(story):
    low, dialysis = ({"EGFR": "24"}, {"problems": ON_DIALYSIS})
    reduced, treated = (staged(SERUM_B2M="6", story=story, **kidney) for kidney in (low, dialysis))

    assert "The stage is not corrected for this: the index was built on measured B2M." in (
        reduced.kidney
    )
    assert treated.kidney[-1] == (
        "On dialysis a B2M above the cut-offs is nearly universal: the stage is kidney-confounded."
    )
    assert not any("ISS" in text for text in (*reduced.kidney, *treated.kidney))
    chains = any("free light chain ratio" in text for text in reduced.kidney)
    assert chains is (story is Story.WALDENSTROM)


@pytest.mark.parametrize("story", [Story.MYELOMA, *OTHER_INDICES])
def test_nothing_is_said_of_a_low_egfr_that_is_not_valid(story):
    changing = staged(SERUM_B2M="6", story=story, **KIDNEYS["changing"])
    injured = staged(
        SERUM_B2M="6",
        story=story,
        CREATININE="2.0 mg/dL",
        problems=(problem(), problem(Disease.ACUTE_KIDNEY_INJURY)),
    )

    for text in (*changing.kidney, *injured.kidney):
        assert "not corrected" not in text
        assert "Below eGFR 60" not in text


def test_a_stage_on_dialysis_is_called_kidney_confounded():
    found = staged(SERUM_B2M="31", problems=ON_DIALYSIS)

    assert found.kidney[-1] == (
        "On dialysis a B2M of 5.5 mg/L or more is nearly universal: the stage is kidney-confounded."
    )


CODES = """
    eGFR | dialysis | codes
    90   | no       | renal-caveat
    -    | no       | renal-caveat, kidney-function-missing
    -    | yes      | renal-caveat, dialysis-explains-level
"""


@pytest.mark.parametrize(("egfr", "dialysis", "codes"), rows(CODES))
def test_what_the_kidney_does_has_the_codes_of_the_case_files(egfr, dialysis, codes):
    problems = ON_DIALYSIS if dialysis == "yes" else (problem(),)

    found = staged(SERUM_B2M="6", EGFR=egfr, problems=problems)

    assert ", ".join(found.reasons) == codes


def test_the_codes_of_the_finding_come_first_and_stay():
    read = case(chart(SERUM_B2M="6", EGFR="90"))
    coded = replace(BARE, evidence=(read.sample,), reasons=("pre-treatment",))

    found = KidneyCaveat(read.kidney, POLICY).over(coded)

    assert found.reasons == ("pre-treatment", "renal-caveat")


def test_while_creatinine_changes_no_egfr_is_among_the_inputs():
    changing = ["1.0 mg/dL @ 2026-11-17", "2.0 mg/dL"]

    assert staged(SERUM_B2M="6", CREATININE=changing).computed == ()
    assert staged(SERUM_B2M="6", CREATININE="2.0 mg/dL").computed != ()


def test_creatinine_and_egfr_join_the_inputs_once():
    found = staged(SERUM_B2M="6", CREATININE="2.0 mg/dL")

    assert [item.analyte.label for item in found.evidence] == ["B2M", "creatinine"]
    assert [item.text for item in found.computed] == ["28"]

    found = staged(SERUM_B2M="6", CREATININE="2.0 mg/dL", EGFR="28")
    assert [item.analyte.label for item in found.evidence] == ["B2M", "creatinine", "eGFR"]
    assert found.computed == ()
