# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""What is known of treatment beside a stage: the condition, the sentence, the summary."""

from typing import Any

import pytest

from cds_service.rules import interpret
from cds_service.rules.finding import Finding
from cds_service.rules.index_rule import LIMITS
from fhir_mappings.model import Reason, Strength
from tests.rules.build import (
    GOOD_KIDNEY,
    NOW,
    POLICY,
    chart,
    therapy,
    unread,
    unusable,
)


def stages(**said) -> list[Finding]:
    read = chart(**({"CREATININE": GOOD_KIDNEY} | said))
    return [item for item in interpret(read, NOW, POLICY) if item.index]


TREATMENT: dict[str, tuple[dict[str, Any], str]] = {
    "nothing on record": ({}, "No treatment record found; assumes a sample before first therapy."),
    "not readable": (
        {"coverage": unread("medications")},
        "Treatment records could not be read: the result would hold only for a sample taken before first therapy.",
    ),
    "an order": (
        {"therapies": (therapy("2026-11-01", strength=Strength.WEAK),)},
        "Valid only if untreated when the sample was taken: bortezomib, 1 Nov 2026 is on record, and whether it came first is not certain.",
    ),
    "the same day": (
        {"therapies": (therapy("2026-11-18"),)},
        "Valid only if untreated when the sample was taken: bortezomib, 18 Nov 2026 is on record, and whether it came first is not certain.",
    ),
    "afterwards": (
        {"therapies": (therapy("2026-11-19"),)},
        "First therapy on record: 19 Nov 2026, after this sample; the stage is that at diagnosis.",
    ),
}


@pytest.mark.parametrize("name", TREATMENT)
def test_every_stage_is_conditional_says_what_is_known_of_treatment_and_carries_its_limits(name):
    said, sentence = TREATMENT[name]

    found = stages(SERUM_B2M="6", ALBUMIN="40", **said)

    assert [item.rule for item in found] == ["iss", "ims-2025", "r-iss", "r2-iss"]
    for item in found:
        assert item.condition == "if untreated then"
        assert item.caveats[0] == sentence
        more = ["If not already done"] if name == "nothing on record" else []
        assert [text.partition(",")[0] for text in item.caveats[1:]] == more
        assert item.limits == LIMITS


@pytest.mark.parametrize("start", ["2026-11-17", ""])
def test_a_sample_after_therapy_or_beside_an_undated_one_is_never_staged(start):
    read = chart(SERUM_B2M="6", CREATININE=GOOD_KIDNEY, therapies=(therapy(start),))

    found = interpret(read, NOW, POLICY)

    assert [item.rule for item in found] == ["nonspecific"]
    assert found[0].caveats[-1].startswith("No stage: ")


UNCERTAIN: dict[str, tuple[dict[str, Any], str]] = {
    "an order": (
        {"therapies": (therapy("2026-11-01", strength=Strength.WEAK),)},
        "bortezomib",
    ),
    "a medicine of unknown kind": (
        {"unusable": (unusable(Reason.MEDICINE_UNKNOWN, analyte=None, therapy="treatment"),)},
        "an unidentified medicine",
    ),
}


@pytest.mark.parametrize("name", UNCERTAIN)
def test_under_uncertain_treatment_no_summary_holds_a_stage(name):
    said, medicine = UNCERTAIN[name]

    for found in stages(SERUM_B2M="6", ALBUMIN="40", **said):
        assert found.summary == (
            f"B2M 6 mg/L (18 Nov 2026): stage valid only if untreated then; {medicine} is on record"
        )
        assert found.possible
