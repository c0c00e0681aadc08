"""Sentences beside a high urine B2M: fractional excretion, and albumin that competes with it."""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.dilution import competes
from cds_service.rules.estimate import Estimate
from cds_service.rules.fractional_excretion import (
    FeSetting,
    fe_band,
    fractional_excretion,
    invalid_because,
)
from cds_service.rules.kidney import creatinine_change, injury_on_record
from cds_service.rules.policy import Policy
from cds_service.rules.urine import UrineForm
from cds_service.rules.urine_inputs import UrineInputs, within_a_day
from cds_service.rules.words import plain
from fhir_mappings.model import Chart, LabResult

PER_GRAM = Decimal(100)  # mg/dL: the urine creatinine that a result per gram stands for
SHARES = {
    "normal": "not above {normal} %, where all but a trace is reabsorbed",
    "borderline": "between {normal} and {borderline} %, which is borderline",
    "tubular": "above {borderline} %, which points to reduced reabsorption",
    "marked": "above {tubular} %, as in generalised proximal tubular disorders",
}
AT_LEAST = {
    "normal": "whether it is raised stays open",
    "borderline": "borderline (above {normal} %) or higher",
    "tubular": "above {borderline} %, which points to reduced reabsorption",
    "marked": SHARES["marked"],
}
FRACTION = "Fractional excretion of B2M is about {percent} %: {share}."
FRACTION_AT_LEAST = (
    "Fractional excretion of B2M is {percent} % or more (some may be lost unless urine is near "
    "neutral): {share}."
)
COMPETING = "Urine albumin is above 2200 mg/g creatinine; so much may itself raise urine B2M."


def fractional_sentence(
    chart: Chart, inputs: UrineInputs, estimate: Estimate | None, policy: Policy
) -> tuple[str, ...]:
    """The share of filtered B2M that is lost, where both samples lie within 24 hours and nothing
    known speaks against it; a lower bound unless the urine was near neutral."""
    values = _values(inputs, policy)
    if values is None or estimate is None or not estimate.egfr.low.is_finite():
        return ()
    ph = inputs.ph_value(policy)
    taken = inputs.urine.taken
    changing = creatinine_change(chart, taken, policy) is not None
    injured = changing or injury_on_record(chart, taken, policy)
    setting = FeSetting(values[1], estimate.egfr.low, ph, kidney_injury=injured, policy=policy)
    if invalid_because(setting):
        return ()
    percent = fractional_excretion(*values)
    neutral = ph is not None and ph >= policy.urine_ph_stable_from
    sentence, shares = (FRACTION, SHARES) if neutral else (FRACTION_AT_LEAST, AT_LEAST)
    said = _share(shares[fe_band(percent, policy)], policy)
    return (sentence.format(percent=plain(round(percent, 1)), share=said),)


def _share(share: str, policy: Policy) -> str:
    return share.format(
        normal=plain(policy.fe_bands_normal),
        borderline=plain(policy.fe_bands_borderline),
        tubular=plain(policy.fe_bands_tubular),
    )


def competing_sentence(inputs: UrineInputs) -> tuple[str, ...]:
    """That albumin in the nephrotic range competes for reabsorption."""
    albumin = inputs.albumin
    return (COMPETING,) if albumin and competes(albumin.value.low) else ()


def _values(
    inputs: UrineInputs, policy: Policy
) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    """Urine and serum B2M, serum and urine creatinine, all exact; None when one is missing."""
    urine, urine_creatinine = _exact(inputs.concentration), _exact(inputs.creatinine)
    if inputs.form is UrineForm.PER_CREATININE:
        urine, urine_creatinine = _exact(inputs.urine), PER_GRAM
    serum = _exact(_same_day(inputs.serum, inputs, policy))
    creatinine = _exact(_same_day(inputs.serum_creatinine, inputs, policy))
    if urine is None or serum is None or creatinine is None or urine_creatinine is None:
        return None
    return urine, serum, creatinine, urine_creatinine


def _same_day(serum: LabResult | None, inputs: UrineInputs, policy: Policy) -> LabResult | None:
    return serum if serum and within_a_day(serum, inputs.urine, policy) else None


def _exact(result: LabResult | None) -> Decimal | None:
    return result.value.exact if result else None
