"""The check of the wording itself: broken sentences are caught, legitimate ones are not."""

import pytest

from tests.rules.wording import FORBIDDEN, faults, unfinished

BROKEN = {
    "a diagnosis read from B2M": (
        "B2M 6.1 mg/L is consistent with myeloma.",
        "This value suggests a plasma-cell disorder.",
        "A value this high is diagnostic of lymphoma.",
        "Indicative of disease.",
        "With this B2M myeloma is likely.",
    ),
    "a word for cancer": (
        "High tumour burden.",
        "High tumor burden.",
        "Elevated B2M means cancer.",
        "A malignant disease.",
    ),
    "a normal value that excludes something": (
        "This excludes myeloma.",
        "Myeloma is ruled out.",
        "Normal B2M.",
        "B2M is normal.",
        "A reassuring value.",
    ),
    "a stage that changes": ("The patient is restaged.", "Upstaged to III.", "Re-staging is due."),
    "a response or its loss": (
        "The patient is responding.",
        "The disease has relapsed.",
        "Myeloma is progressing.",
        "In complete remission.",
    ),
    "a figure or a forecast for the patient": (
        "Median 29 months.",
        "Expected survival is shorter.",
        "The prognosis is poor.",
        "40 % of patients live longer.",
        "5-year OS 40 %.",
    ),
    "a corrected B2M": (
        "Kidney-corrected B2M is 3.1 mg/L.",
        "The adjusted ISS stage is II.",
        "B2M corrected for eGFR is 3.1 mg/L.",
    ),
    "treatment or urgency": (
        "Urgent referral.",
        "This is an emergency.",
        "Start bortezomib.",
        "Consider dexamethasone.",
        "Transplant is an option.",
        "The patient should be referred.",
        "A marrow biopsy is recommended.",
    ),
    "a partial set as a stage or a range": (
        "ISS I to III.",
        "ISS II/III.",
        "ISS I-II.",
        "ISS is at least stage II.",
    ),
    "untested FISH as negative": ("FISH negative.", "Standard-risk myeloma.", "High-risk disease."),
    "a replaced specialist": ("This replaces review.", "There is no need for FISH.", "Not needed."),
    "boilerplate or alarm": ("Please check.", "13 times normal.", "An alarming value."),
    "a badly formed text": (
        "B2M {b2m} is raised.",
        "eGFR here is None.",
        "About 1E+1 mg/L.",
        "Two  blanks.",
        "A blank before the stop .",
        "Two stops..",
        "Nothing inside ().",
    ),
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, broken in BROKEN.items() for text in broken]
)
def test_a_broken_sentence_is_caught(kind, text):
    assert any(fault.startswith(f"{kind}: ") for fault in faults(text)), faults(text)


def test_every_kind_of_fault_has_a_broken_sentence():
    assert BROKEN.keys() == FORBIDDEN.keys()


HARMLESS = (
    "ISS I or II: albumin decides, none within 30 days of B2M 2.9 mg/L (18 Nov 2026)",
    "B2M is not a diagnostic test for any of them.",
    "A normal result here does not exclude tubular proteinuria.",
    "Urine B2M 900 ug/g Cr with normal serum B2M suggests impaired tubular reabsorption.",
    "Applies to values at diagnosis before treatment.",
    "Prognostic grouping, not a diagnosis or treatment recommendation.",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_a_legitimate_sentence_is_left_alone(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        ("B2M rises when GFR falls.", False),
        ("2.0 mg/L: verify value and unit.", False),
        ("eGFR is not valid.", False),
        ("< 5.5 mg/L: verify value and unit.", False),
        ("albumin is missing.", True),
        ("No full stop", True),
        ("Two stops..", True),
        ("", True),
    ],
)
def test_a_sentence_runs_from_a_capital_to_one_full_stop(sentence, broken):
    assert unfinished(sentence) is broken
