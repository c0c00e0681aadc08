"""Sentences beside the kidney verdict: KDIGO risk, a child's eGFR, criterion 4 at a low eGFR.

Wording of the kidney rules (3.3, 11) and K2. Nothing is worked out from them.
"""

from __future__ import annotations

from cds_service.rules.chronicity import is_low
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Finding, Story
from cds_service.rules.ims_2025 import IMS_CRITERION_4
from cds_service.rules.kidney import KidneyReading
from cds_service.rules.kidney_risk import KidneyRisk
from cds_service.rules.pairing import known_number
from cds_service.rules.policy import Policy
from cds_service.rules.possible import Number
from cds_service.rules.words import amount, value_text
from fhir_mappings.model import LabResult

NO_EGFR = {Verdict.NON_STEADY, Verdict.PREGNANCY}
IMS_2025_RULE = "ims-2025"
LOW_RISK = "low"  # no kidney disease by itself: not said
RISK = "KDIGO {g} {a}, risk category: {risk} ({albumin} of {when})."
YOUNG = (
    "By bedside Schwartz eGFR is {schwartz}{u25}, with a height of {height} ({when}); made in "
    "children with kidney disease, nothing more is worked out from it."
)
EITHER_SEX = "Sex is not known, so eGFR is given for both sexes: complete the record."
CRITERION_4_AT_LOW_EGFR = (
    "Creatinine is below 1.2 mg/dL but eGFR is {egfr}; part of the raised B2M may be due to "
    "filtration."
)


def risk_sentence(reading: KidneyReading) -> str:
    """The KDIGO categories; "" where they are not certain or the risk is low."""
    risk = _told(reading)
    if risk is None:
        return ""
    albumin, when = amount(risk.albumin), risk.albumin.taken.text
    return RISK.format(g=risk.g, a=risk.a, risk=risk.risk, albumin=albumin, when=when)


def _told(reading: KidneyReading) -> KidneyRisk | None:
    risk = reading.risk
    return None if risk is None or risk.risk == LOW_RISK else risk


def young_sentence(reading: KidneyReading) -> str:
    """The eGFR of a child; "" where none is worked out."""
    young = reading.young
    if young is None:
        return ""
    u25 = "" if young.u25 is None else f", by CKiD U25 {young.u25}"
    height, when = value_text(young.height), young.height.taken.text
    return YOUNG.format(schwartz=young.schwartz, u25=u25, height=height, when=when)


def either_sex_sentence(reading: KidneyReading) -> str:
    """Why an estimate of ours is a range (KP-02); "" where it is none."""
    ours = reading.estimate is not None and reading.estimate.computed is not None
    shown = reading.verdict not in NO_EGFR
    return EITHER_SEX if reading.either_sex and ours and shown else ""


def criterion_4(finding: Finding, reading: KidneyReading, policy: Policy) -> tuple[str, ...]:
    """What creatinine hides where it stands for kidney function in the IMS/IMWG definition.

    Laid over every index of the myeloma card, which shows the kidney once.
    """
    shown = finding.story is Story.MYELOMA and IMS_2025_RULE in policy.indices
    estimate, creatinine = reading.estimate, reading.creatinine
    if not shown or estimate is None or creatinine is None or not is_low(estimate):
        return ()
    if IMS_CRITERION_4.possible(_known(reading.sample, creatinine, policy)) != ("yes",):
        return ()
    return (CRITERION_4_AT_LOW_EGFR.format(egfr=estimate.text),)


def noted(reading: KidneyReading) -> tuple[LabResult, ...]:
    """The results that the sentences rest on."""
    risk, young = _told(reading), reading.young
    albumin = (risk.albumin,) if risk else ()
    others = reading.estimate.others if reading.estimate else ()
    return (*others, *albumin, *((*young.markers, young.height) if young else ()))


def _known(b2m: LabResult, creatinine: LabResult, policy: Policy) -> dict[str, object]:
    results = {"b2m": b2m, "creatinine": creatinine}
    inputs = IMS_CRITERION_4.inputs.items()
    return {
        name: known_number(item, results[name], policy)
        for name, item in inputs
        if isinstance(item, Number)
    }
