# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""The kidney sentences: on every finding that rests on serum B2M, by construction."""

from dataclasses import replace
from typing import Any

import pytest

from cds_service import rules
from cds_service.rules.case import Case
from cds_service.rules.caveat import KidneyCaveat, expected_text, kidney_sentences, upper_text
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Finding, Story
from cds_service.rules.nonspecific import HEADLINES
from fhir_mappings.model import Availability, Coverage, Disease
from tests.rules.build import NOW, POLICY, case, chart, person, problem, result
from tests.tables import rows

BARE = Finding("bare", Story.KIDNEY, "something", ())
ON_DIALYSIS = (problem(), problem(Disease.DIALYSIS))


def sentences(*more, policy=POLICY, **said):
    read = case(chart(*more, **said), policy=policy)
    return kidney_sentences(read.kidney, policy)


def made_up(case: Case) -> Finding:
    """A rule somebody adds one day, forgetting the kidney."""
    return Finding("made-up", Story.KIDNEY, "B2M is a number", (), evidence=(case.sample,))


KIDNEYS: dict[str, dict[str, Any]] = {
    "good": {"EGFR": "90"},
    "reduced": {"EGFR": "24"},
    "very low": {"EGFR": "9"},
    "unknown": {},
    "dialysis": {"problems": ON_DIALYSIS},
    "dialysis only": {"problems": (problem(Disease.DIALYSIS),)},
    "changing": {"CREATININE": ["1.0 mg/dL @ 2026-11-17", "2.0 mg/dL"]},
    "child": {"patient": person(born="2015-01-01"), "EGFR": "90"},
    "bound": {"EGFR": "> 60"},
    "no diagnosis": {"problems": (), "EGFR": "90"},
    "unreadable": {
        "problems": (),
        "coverage": (Coverage("conditions", Availability.UNAVAILABLE),),
    },
}


@pytest.mark.parametrize("kidney", KIDNEYS)
@pytest.mark.parametrize("b2m", ["1.9 mg/L", "3.2 mg/L limit 2.4", "6.1 mg/L limit 2.4", "> 20"])
def test_every_finding_on_serum_b2m_says_what_the_kidney_does_to_it(monkeypatch, kidney, b2m):
    monkeypatch.setattr(rules, "RULES", (*rules.RULES, made_up))

    found = rules.interpret(chart(SERUM_B2M=b2m, **KIDNEYS[kidney]), NOW, POLICY)

    assert "made-up" in {item.rule for item in found}
    for item in found:
        assert item.kidney, item.rule
        assert item.kidney[0].startswith("B2M rises when GFR falls")


def test_a_finding_that_does_not_rest_on_serum_b2m_is_left_alone():
    read = case(chart(SERUM_B2M="6", EGFR="24"))
    other = replace(BARE, evidence=(result("ALBUMIN", "40"),))

    assert KidneyCaveat(read.kidney, POLICY).over(BARE) is BARE
    assert KidneyCaveat(read.kidney, POLICY).over(other) is other


def test_the_kidney_never_alters_what_is_possible():
    for kidney in KIDNEYS.values():
        for item in rules.interpret(chart(SERUM_B2M="6.1", **kidney), NOW, POLICY):
            if item.rule == "iss":
                assert item.possible == ("III",)


FUNCTION = """
    eGFR                    | problem  | sentence
    95                      | -        | B2M rises when GFR falls; eGFR here is 95.
    59.5                    | -        | B2M rises when GFR falls; eGFR here is 59.5.
    59                      | -        | B2M rises when GFR falls; eGFR here is 59 (G3a range); chronic kidney disease needs at least three months, which no earlier value shows.
    59                      | CKD      | B2M rises when GFR falls; eGFR here is 59 (G3a); chronic kidney disease is on the problem list.
    55 @ 2026-08-20, 24     | -        | B2M rises when GFR falls; eGFR here is 24 (G4), below 60 for 90 days.
    55 @ 2026-08-20, 24     | CKD      | B2M rises when GFR falls; eGFR here is 24 (G4), below 60 for 90 days.
    55 @ 2026-08-21, 24     | -        | B2M rises when GFR falls; eGFR here is 24 (G4 range); chronic kidney disease needs at least three months, which no earlier value shows.
    55 @ 2026-08-21, 24     | CKD      | B2M rises when GFR falls; eGFR here is 24 (G4); chronic kidney disease is on the problem list.
    < 60                    | -        | B2M rises when GFR falls; eGFR here is < 60; chronic kidney disease needs at least three months, which no earlier value shows.
    -                       | -        | B2M rises when GFR falls; eGFR here is not available.
    24                      | DIALYSIS | B2M rises when GFR falls.
"""


@pytest.mark.parametrize(("egfr", "disease", "sentence"), rows(FUNCTION))
def test_the_first_sentence_gives_the_egfr_and_how_long_it_has_been_low(egfr, disease, sentence):
    problems = () if disease == "-" else (problem(Disease[disease]),)

    found = sentences(SERUM_B2M="6.1", EGFR=egfr.split(", "), problems=problems)

    assert found[0] == sentence


VERDICTS = """
    B2M  | eGFR | sentence
    6.1  | 30   | B2M of 6.1 mg/L is in the range expected from eGFR 30 alone (about 6, up to 9); a raised value does not by itself show extra cell turnover.
    9.0  | 30   | This B2M is higher than expected from eGFR (about 6 mg/L) but within combined uncertainty.
    6.1  | 90   | This B2M is higher than filtration alone usually explains (about 1.6 mg/L expected).
    6.1  | -    | No creatinine or eGFR usable within 30 days of this B2M: filtration and cell turnover cannot be told apart.
    20   | 9    | Below eGFR 15 a very high B2M is expected from the kidney; nothing more is read from it.
    6.1  | > 60 | With the numbers as reported it cannot be worked out whether filtration alone explains this value.
    2.0  | 90   | -
"""


@pytest.mark.parametrize(("b2m", "egfr", "sentence"), rows(VERDICTS))
def test_the_second_sentence_gives_the_verdict(b2m, egfr, sentence):
    found = sentences(SERUM_B2M=f"{b2m} mg/L", EGFR=egfr)

    assert found[1:] == (() if sentence == "-" else (sentence,))


def test_a_changing_creatinine_is_described_by_its_two_values():
    changing = ["1.1 mg/dL @ 2026-11-17T08:00", "1.9 mg/dL @ 2026-11-18T22:00"]

    found = sentences(SERUM_B2M="7.4", CREATININE=changing)

    assert found[1] == (
        "Creatinine changed from 1.1 to 1.9 mg/dL in 38 h; eGFR is not valid while it is "
        "changing and B2M rises with it. Repeat both when stable."
    )


def test_an_older_formula_is_named():
    found = sentences(result("EGFR", "40", method="MDRD"), SERUM_B2M="6")

    assert found[1] == (
        "The reported eGFR rests on another formula (MDRD), so no expected B2M is worked out from "
        "it; creatinine would allow it."
    )


def test_without_a_comparison_there_is_no_expected_value_to_show():
    kidney = case(chart(SERUM_B2M="6")).kidney

    assert (expected_text(kidney), upper_text(kidney, POLICY)) == ("", "")


def test_a_child_is_not_read_by_adult_equations():
    found = sentences(SERUM_B2M="6", patient=person(born="2015-01-01"))

    assert found[1] == "Adult eGFR equations and B2M limits do not apply under 18 years."


def test_on_dialysis_no_egfr_is_shown():
    found = sentences(SERUM_B2M="31", EGFR="9", problems=ON_DIALYSIS)

    assert found == (
        "B2M rises when GFR falls.",
        "On dialysis B2M mainly reflects lost renal clearance, residual function and dialyser removal; eGFR-based interpretation is not shown. Compare only pre-dialysis samples.",
    )


def test_switched_off_bands_leave_no_expected_value_anywhere():
    off = replace(POLICY, filtration_bands=False)

    assert sentences(SERUM_B2M="6.1", EGFR="90", policy=off)[1:] == ()
    for diagnosis in ((problem(),), ()):
        for b2m in ("3.0", "4.6", "20"):
            read = chart(SERUM_B2M=b2m, EGFR="39", problems=diagnosis)
            for item in rules.interpret(read, NOW, off):
                text = " ".join((item.headline, item.tail, *item.statements, *item.kidney))
                assert "expected" not in text
                assert "explains" not in text


@pytest.mark.parametrize(("when", "days"), [("2026-11-11", 7), ("2026-11-10", 8)])
def test_kidney_function_of_another_week_is_paired_loosely(when, days):
    found = sentences(SERUM_B2M="6.1", EGFR=f"30 @ {when}")

    loose = f"Paired loosely: kidney function was measured {days} days from this B2M."
    assert (loose in found) is (days > 7)


def test_every_verdict_has_a_headline_except_dialysis_which_has_its_own_rule():
    assert set(HEADLINES) == set(Verdict) - {Verdict.DIALYSIS}


BASELINES = """
    older values                                             | now       | sentence
    1.0 mg/dL @ 2026-03-01                                   | 1.5 mg/dL | Creatinine is 1.5 times the median of the last year: acute or recent kidney injury is possible, its duration unknown.
    1.0 mg/dL @ 2026-03-01                                   | 1.49 mg/dL | -
    1.0 mg/dL @ 2025-11-17                                   | 1.5 mg/dL | -
    1.0 mg/dL @ 2025-11-18                                   | 1.5 mg/dL | Creatinine is 1.5 times the median of the last year: acute or recent kidney injury is possible, its duration unknown.
    1.0 mg/dL @ 2026-03-01, 0.5 mg/dL @ 2026-12-10           | 1.5 mg/dL | Creatinine is 1.5 times the median of the last year: acute or recent kidney injury is possible, its duration unknown.
    1.0 mg/dL @ 2026-03-01                                   | 1.5 mg/dL @ 2026-11-11 | Creatinine is 1.5 times the median of the last year: acute or recent kidney injury is possible, its duration unknown.
    1.0 mg/dL @ 2026-03-01                                   | 1.5 mg/dL @ 2026-11-10 | -
    1.0 mg/dL @ 2026-03-01, 1.5 mg/dL @ 2026-11-14           | 1.5 mg/dL | -
"""


@pytest.mark.parametrize(("older", "now", "sentence"), rows(BASELINES))
def test_a_creatinine_far_above_its_older_values_is_told(older, now, sentence):
    found = sentences(SERUM_B2M="6", CREATININE=[*older.split(", "), now])

    assert [text for text in found if "median" in text] == ([] if sentence == "-" else [sentence])


def test_an_injury_on_record_and_pregnancy_leave_no_valid_egfr():
    injury = problem(Disease.ACUTE_KIDNEY_INJURY)
    expecting = problem(Disease.PREGNANCY)

    injured = sentences(SERUM_B2M="6", EGFR="39", problems=(injury,))
    pregnant = sentences(SERUM_B2M="6", EGFR="39", problems=(expecting,))

    assert injured == (
        "B2M rises when GFR falls; no eGFR is shown.",
        "Acute kidney injury is on record: eGFR is not valid while creatinine is changing and B2M rises with it. Repeat both when stable.",
    )
    assert pregnant == (
        "B2M rises when GFR falls; no eGFR is shown.",
        "eGFR equations and the adult B2M limit do not hold in pregnancy; no ratio is worked out.",
    )


def test_a_transplant_on_record_is_named():
    found = sentences(SERUM_B2M="6", EGFR="39", problems=(problem(Disease.KIDNEY_TRANSPLANT),))

    assert (
        "Kidney transplant on record: rejection, infection and calcineurin inhibitors also move B2M."
        in found
    )
