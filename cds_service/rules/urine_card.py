"""Urine B2M: raised, or unreadable because the urine was acid. Kidney rules 5, 11.

Urine B2M never feeds an index. A normal result in urine of sufficient pH is silent.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from cds_service.rules.cadmium import Marker as CadmiumMarker
from cds_service.rules.cadmium import cadmium_category
from cds_service.rules.companions import RETINOL_BINDING_PROTEIN, URINE_B2M_ALKALINISED
from cds_service.rules.confounders import given_near
from cds_service.rules.dilution import dilution_caveats
from cds_service.rules.estimate import Estimate, estimate_at
from cds_service.rules.finding import Companion, Finding, Story
from cds_service.rules.gfr import highest_reported
from cds_service.rules.on_dialysis import on_dialysis
from cds_service.rules.policy import Policy
from cds_service.rules.population import active
from cds_service.rules.raised import upper_limit
from cds_service.rules.urine import (
    OVERFLOW_LIKELY_FROM,
    UrineForm,
    UrineSetting,
    adult_limits_hold,
    pattern_index,
)
from cds_service.rules.urine_inputs import UrineInputs, urine_inputs
from cds_service.rules.urine_notes import competing_sentence, fractional_sentence
from cds_service.rules.words import listed, plain, value_text
from fhir_mappings.model import Analyte, Chart, Disease, Therapy

NEPHROTOXIC = "nephrotoxic"
READING = {
    "urine-only-tubular": "Urine B2M high with serum B2M not raised: points to impaired proximal "
    "tubular reabsorption. Consider phosphate, glucose, urate, bicarbonate, urine "
    "albumin/creatinine and retinol-binding protein or alpha-1-microglobulin.",
    "both-tubular-plus": "Serum and urine B2M both raised: a tubular defect together with lower "
    "filtration or higher production.",
    "both-overflow-possible": "Serum B2M is near the level (about 5 mg/L) where filtered B2M "
    "exceeds tubular reabsorption; the high urine value may be overflow.",
    "both-overflow-likely": "Serum B2M of {serum} is at or above the level (about 5 mg/L) where "
    "filtered B2M exceeds tubular reabsorption; the high urine value does not by itself show "
    "tubular injury.",
    "urine-uninterpretable-acid": "Urine pH {ph}: B2M breaks down below pH 6, also in the bladder. "
    "A normal result here does not exclude tubular proteinuria; repeat with alkalinised collection "
    "or use RBP/alpha-1-microglobulin. Alkali added after voiding does not restore what was lost.",
}
OVERFLOW_BY_EGFR = (
    "At eGFR {egfr} more B2M may be filtered than the tubule can reclaim; the high urine value "
    "does not by itself show tubular injury."
)
URINE_ALONE = (
    "Urine B2M is high; without a serum B2M of the same days it cannot be told whether the tubule "
    "or overflow is the reason."
)
HEADLINES = {
    "urine-uninterpretable-acid": "{urine} cannot be read as normal: urine pH {ph}, B2M breaks "
    "down below pH 6",
    "urine-only-tubular": "{urine} high, serum B2M {serum} not raised: tubular pattern",
    "both-tubular-plus": "{urine} and serum B2M {serum} both raised",
    "both-overflow-possible": "{urine} high: overflow possible at serum B2M {serum}",
    "both-overflow-likely": "{urine} high: overflow likely, urine no longer localises",
    "": "{urine} is high",
}
DILUTION = {
    "dilution-unknown": "No urine creatinine with this specimen: dilution is not known.",
    "urine-very-dilute": "The urine is very dilute (creatinine below 20 mg/dL).",
    "urine-very-concentrated": "The urine is very concentrated (creatinine above 300 mg/dL).",
}
CADMIUM = (
    "Category {category} of 29 CFR 1910.1027 for urine B2M (cadmium exposure on record; an "
    "occupational category, not a diagnosis)."
)
HIGH_URINE = set(READING) - {"urine-uninterpretable-acid"}
ACID = "urine-uninterpretable-acid"


def urine(chart: Chart, at: datetime, policy: Policy) -> Finding | None:
    """The reading of a urine B2M that is high or cannot be read; None otherwise."""
    inputs = urine_inputs(chart, at, policy)
    if inputs is None or not _adult_limits(chart, inputs):
        return None
    if on_dialysis(chart, inputs.urine.taken, policy):
        return None
    estimate = estimate_at(chart, inputs.urine.taken, policy)
    pattern = _pattern(chart, inputs, estimate, policy)
    if pattern not in HEADLINES:
        return None
    values = _values(inputs, estimate)
    high = pattern != ACID
    fractional = fractional_sentence(chart, inputs, estimate, policy) if high else ()
    return Finding(
        rule="urine",
        story=Story.URINE,
        headline=HEADLINES[pattern].format(**values),
        statements=(
            _reading(pattern, inputs, values),
            *fractional,
            *_cadmium(chart, inputs),
            *_nephrotoxins(chart, inputs),
        ),
        caveats=(*_dilution(inputs), *competing_sentence(inputs)) if high else (),
        evidence=(*inputs.results, *inputs.beside) if fractional else inputs.results,
        companions=_companions(pattern),
        citations=(),
    )


def _adult_limits(chart: Chart, inputs: UrineInputs) -> bool:
    ages = chart.patient.ages(inputs.urine.taken)
    return ages is None or adult_limits_hold(Decimal(ages[0]))


def _pattern(
    chart: Chart, inputs: UrineInputs, estimate: Estimate | None, policy: Policy
) -> str | None:
    """The one pattern that all readings agree on; "" for high urine without a usable serum."""
    serum = inputs.serum
    limit = upper_limit(serum, chart.patient, policy) if serum else None
    setting = UrineSetting(
        limit.value if limit else policy.b2m_uln_under_50,
        inputs.form,
        inputs.ph.value.exact if inputs.ph else None,
        _highest(estimate),
    )
    known = {"urine": inputs.urine.value} | ({"serum": serum.value} if serum and limit else {})
    patterns = set(pattern_index(setting).possible(known))
    if len(patterns) == 1:
        return patterns.pop()
    return "" if patterns <= HIGH_URINE else None


def _highest(estimate: Estimate | None) -> Decimal | None:
    whole = highest_reported(estimate.egfr) if estimate else None
    return None if whole is None else Decimal(whole)


def _values(inputs: UrineInputs, estimate: Estimate | None) -> dict[str, str]:
    result = inputs.urine
    name = result.analyte.label
    return {
        "urine": f"{name[0].upper()}{name[1:]} {value_text(result)} ({result.taken.text})",
        "serum": value_text(inputs.serum) if inputs.serum else "",
        "ph": plain(inputs.ph.reported.value) if inputs.ph else "",
        "egfr": estimate.text if estimate else "",
    }


def _reading(pattern: str, inputs: UrineInputs, values: dict[str, str]) -> str:
    if not pattern:
        return URINE_ALONE
    below = inputs.serum is not None and inputs.serum.value.high < OVERFLOW_LIKELY_FROM
    if pattern == "both-overflow-likely" and below:
        return OVERFLOW_BY_EGFR.format(**values)
    return READING[pattern].format(**values)


def _dilution(inputs: UrineInputs) -> tuple[str, ...]:
    creatinine = inputs.creatinine.value.exact if inputs.creatinine else None
    return tuple(DILUTION[code] for code in dilution_caveats(creatinine, inputs.form))


def _cadmium(chart: Chart, inputs: UrineInputs) -> tuple[str, ...]:
    exposed = active(chart, Disease.CADMIUM) or any(
        chart.of(analyte) for analyte in (Analyte.URINE_CADMIUM, Analyte.BLOOD_CADMIUM)
    )
    value = inputs.urine.value.exact
    if not exposed or value is None or inputs.form is not UrineForm.PER_CREATININE:
        return ()
    return (CADMIUM.format(category=cadmium_category(CadmiumMarker.URINE_B2M, value)),)


def _nephrotoxins(chart: Chart, inputs: UrineInputs) -> tuple[str, ...]:
    names = sorted({item.substance for item in chart.therapies if _near(item, inputs)})
    if not names:
        return ()
    return (f"On the medication list and may affect kidney function: {listed(names, 'and')}.",)


def _near(therapy: Therapy, inputs: UrineInputs) -> bool:
    return NEPHROTOXIC in therapy.effects and given_near(therapy, inputs.urine.taken)


def _companions(pattern: str) -> tuple[Companion, ...]:
    if pattern == ACID:
        return (RETINOL_BINDING_PROTEIN, URINE_B2M_ALKALINISED)
    return (RETINOL_BINDING_PROTEIN,) if pattern in {"urine-only-tubular", ""} else ()
