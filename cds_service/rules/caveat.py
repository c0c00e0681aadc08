"""The kidney sentences, laid over every finding that rests on serum B2M in one place.

Wording of the kidney rules (4.4, 11). It annotates; it never alters a stage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from cds_service.rules.aki import RATIO
from cds_service.rules.chronicity import is_low
from cds_service.rules.close_watch import hours_apart
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Computed, Finding
from cds_service.rules.kidney import KidneyReading
from cds_service.rules.kidney_notes import (
    NO_EGFR,
    criterion_4,
    either_sex_sentence,
    noted,
    risk_sentence,
    young_sentence,
)
from cds_service.rules.kidney_risk import g_category
from cds_service.rules.policy import Policy
from cds_service.rules.stage_notes import stage_sentences
from cds_service.rules.words import about, change_text, value_text
from fhir_mappings.model import Analyte, LabResult

VERDICT_SENTENCES = {
    Verdict.DIALYSIS: "On dialysis B2M mainly reflects lost renal clearance, residual function and "
    "dialyser removal; eGFR-based interpretation is not shown. Compare only pre-dialysis samples.",
    Verdict.NO_GFR: "{no_gfr}: filtration and cell turnover cannot be told apart.",
    Verdict.CHILD: "Adult eGFR equations and B2M limits do not apply under 18 years.",
    Verdict.PREGNANCY: "eGFR equations and the adult B2M limit do not hold in pregnancy; no ratio "
    "is worked out.",
    Verdict.NON_STEADY: "Creatinine changed from {values} in {hours} h; eGFR is not "
    "valid while it is changing and B2M rises with it. Repeat both when stable.",
    Verdict.OLDER_FORMULA: "The reported eGFR rests on another formula ({method}), so no expected "
    "B2M is worked out from it; creatinine would allow it.",
    Verdict.INEXACT: "With the numbers as reported it cannot be worked out whether filtration "
    "alone explains this value.",
    Verdict.EGFR_TOO_LOW: "Below eGFR 15 a very high B2M is expected from the kidney; nothing more "
    "is read from it.",
    Verdict.NOT_RAISED: "",
    Verdict.NOT_COMPARED: "",
    Verdict.EXPLAINS: "B2M of {b2m} is in the range expected from eGFR {egfr} alone (about "
    "{expected}, up to {upper}); a raised value does not by itself show extra cell turnover.",
    Verdict.INDETERMINATE: "This B2M is higher than expected from eGFR (about {expected} mg/L) but "
    "within combined uncertainty.",
    Verdict.MORE: "This B2M is higher than filtration alone usually explains (about {expected} "
    "mg/L expected).",
}

TAILS = {
    Verdict.DIALYSIS: "On dialysis: kidney-confounded",
    Verdict.NO_GFR: "Kidney function not available",
    Verdict.NON_STEADY: "Creatinine is changing: eGFR not valid",
    Verdict.EGFR_TOO_LOW: "At eGFR {egfr} a very high B2M is expected",
    Verdict.EXPLAINS: "At eGFR {egfr} this much is expected from the kidney alone",
}

# Codes of the case files.
REASONS = {
    Verdict.DIALYSIS: "dialysis-explains-level",
    Verdict.NO_GFR: "kidney-function-missing",
}

INJURY_ON_RECORD = (
    "Acute kidney injury is on record: eGFR is not valid while creatinine is changing and B2M "
    "rises with it. Repeat both when stable."
)
POSSIBLE_INJURY = "acute or recent kidney injury is possible, its duration unknown."
TRANSPLANT = (
    "Kidney transplant on record: rejection, infection and calcineurin inhibitors also move B2M."
)
WATCHED = (
    "Paired loosely: kidney function, which is watched closely here, was measured {hours} h from "
    "this B2M."
)
UNPROVEN = "chronic kidney disease needs at least three months, which no earlier value shows"


@dataclass(frozen=True)
class KidneyCaveat:
    """What one reading of the kidney adds to every finding that rests on its sample."""

    reading: KidneyReading
    policy: Policy

    def over(self, finding: Finding) -> Finding:
        """The finding with the kidney's part in it; untouched when it rests on no serum B2M."""
        if not any(result.analyte is Analyte.SERUM_B2M for result in finding.evidence):
            return finding
        reading, staging = self.reading, finding.story.stages
        changing = staging and reading.verdict is Verdict.NON_STEADY
        return replace(
            finding,
            kidney=(
                *self._sentences,
                *(stage_sentences(reading, finding.story) if staging else ()),
                *criterion_4(finding, reading, self.policy),
            ),
            tail=_tail(reading, self.policy) if staging else "",
            evidence=_joined(finding, reading),
            computed=finding.computed + _computed(reading),
            reasons=tuple(dict.fromkeys((*finding.reasons, "renal-caveat", *_reason(reading)))),
            indicator="warning" if changing else finding.indicator,
        )

    @cached_property
    def _sentences(self) -> tuple[str, ...]:
        return kidney_sentences(self.reading, self.policy)


def _reason(reading: KidneyReading) -> tuple[str, ...]:
    code = REASONS.get(reading.verdict)
    return (code,) if code else ()


def _tail(reading: KidneyReading, policy: Policy) -> str:
    ordinary = reading.verdict is Verdict.EXPLAINS and not _is_low(reading)
    return "" if ordinary else _filled(TAILS.get(reading.verdict, ""), reading, policy)


def kidney_sentences(reading: KidneyReading, policy: Policy) -> tuple[str, ...]:
    """What the kidney does to this number, sentence by sentence."""
    verdict = verdict_sentence(reading, policy)
    transplant = TRANSPLANT if reading.transplanted else ""
    sentences = (
        _function(reading, policy),
        verdict,
        risk_sentence(reading),
        young_sentence(reading),
        either_sex_sentence(reading),
        *(() if reading.verdict in NO_EGFR else reading.misled_by),
        _baseline(reading),
        transplant,
        _pairing(reading, policy),
    )
    return tuple(filter(None, sentences))


def verdict_sentence(reading: KidneyReading, policy: Policy) -> str:
    """What can be said of filtration and turnover; "" where there is nothing to say."""
    if reading.verdict is Verdict.NON_STEADY and reading.change is None:
        return INJURY_ON_RECORD
    return _filled(VERDICT_SENTENCES[reading.verdict], reading, policy)


def expected_text(reading: KidneyReading) -> str:
    """The B2M expected from eGFR alone, in mg/L, roughly; "" when none is worked out."""
    return about(reading.expected) if reading.expected is not None else ""


def upper_text(reading: KidneyReading, policy: Policy) -> str:
    """The highest B2M still in the range expected from eGFR alone, in mg/L, roughly."""
    if reading.expected is None:
        return ""
    return about(reading.expected * policy.filtration_explained)


def egfr_text(reading: KidneyReading) -> str:
    """The eGFR as a card shows it."""
    return reading.estimate.text if reading.estimate else "not available"


def _filled(sentence: str, reading: KidneyReading, policy: Policy) -> str:
    change = reading.change
    window = policy.pairing_max_days
    return sentence.format(
        no_gfr=reading.no_gfr.opening.format(window=window),
        b2m=value_text(reading.sample),
        egfr=egfr_text(reading),
        expected=expected_text(reading),
        upper=upper_text(reading, policy),
        method=reading.estimate and reading.estimate.method,
        values=change and change_text(change.before, change.after),
        hours=change and change.hours,
    )


def _function(reading: KidneyReading, policy: Policy) -> str:
    if reading.verdict in {Verdict.DIALYSIS, Verdict.CHILD}:
        return "B2M rises when GFR falls."
    if reading.verdict in NO_EGFR:
        return "B2M rises when GFR falls; no eGFR is shown."
    return f"B2M rises when GFR falls; eGFR here is {egfr_text(reading)}{_since(reading, policy)}."


def _since(reading: KidneyReading, policy: Policy) -> str:
    if reading.estimate is None or not is_low(reading.estimate):
        return ""
    g = g_category(reading.estimate.egfr)
    category = f" ({g})" if g else ""
    if reading.days_low >= policy.ckd_chronicity_days:
        return f"{category}, below 60 for {reading.days_low} days"
    if reading.ckd_on_record:
        return f"{category}; chronic kidney disease is on the problem list"
    return f"{category.replace(')', ' range)')}; {UNPROVEN}"


def _baseline(reading: KidneyReading) -> str:
    ratio = reading.baseline_ratio
    if ratio is None or ratio < RATIO:
        return ""
    return f"Creatinine is {about(ratio)} times the median of the last year: {POSSIBLE_INJURY}"


def _pairing(reading: KidneyReading, policy: Policy) -> str:
    """How far apart kidney function and B2M were measured, where that is far (KP-12)."""
    if reading.estimate is None:
        return ""
    source = reading.estimate.source
    days = source.taken.days_from(reading.sample.taken)
    if days > policy.pairing_egfr_silent_days:
        return f"Paired loosely: kidney function was measured {days} days from this B2M."
    hours = hours_apart(source, reading.sample)
    if not reading.watched or hours <= policy.pairing_egfr_inpatient_hours:
        return ""
    return WATCHED.format(hours=round(hours))


def _is_low(reading: KidneyReading) -> bool:
    return reading.estimate is not None and is_low(reading.estimate)


def _joined(finding: Finding, reading: KidneyReading) -> tuple[LabResult, ...]:
    own = reading.estimate.source if reading.estimate else None
    read = (item for item in (reading.creatinine, own) if item is not None)
    return tuple(dict.fromkeys((*finding.evidence, *read, *noted(reading))))


def _computed(reading: KidneyReading) -> tuple[Computed, ...]:
    valid = reading.verdict not in NO_EGFR
    computed = reading.estimate.computed if reading.estimate and valid else None
    return (computed,) if computed else ()
