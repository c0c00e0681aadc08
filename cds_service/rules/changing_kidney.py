"""Creatinine that changes under a B2M that would be staged. KDIGO 2012; gallery card 10.

The one warning that may quote a guideline's word of urgency, with its author and only in confirmed
myeloma (oncology 10); no drug, fluid or dialysis advice.
"""

from __future__ import annotations

from cds_service.rules.aki import Change
from cds_service.rules.case import Case
from cds_service.rules.citations import KDIGO_AKI_2012
from cds_service.rules.companion_tests import (
    CALCIUM,
    LIGHT_CHAINS,
    URINE_ALBUMIN,
)
from cds_service.rules.finding import Companion, Finding, Story
from cds_service.rules.ims_2025 import CREATININE_NORMAL_BELOW
from cds_service.rules.index_rule import LIMITS
from cds_service.rules.myeloma import iss
from cds_service.rules.populations import MYELOMA
from cds_service.rules.words import change_text, listed, value_text
from fhir_mappings.model import Analyte, LabResult

EMERGENCY = (
    "The IMWG regards acute renal impairment in myeloma as an emergency. Light-chain cast "
    "nephropathy typically shows free light chains above 500 mg/L with little urine albumin; high "
    "calcium is another treatable cause."
)
LOOKED_FOR = {
    "free light chains": (
        (Analyte.FREE_LIGHT_CHAIN_RATIO, Analyte.FREE_KAPPA, Analyte.FREE_LAMBDA),
        LIGHT_CHAINS,
    ),
    "calcium": (
        (Analyte.CALCIUM, Analyte.CORRECTED_CALCIUM, Analyte.IONISED_CALCIUM),
        CALCIUM,
    ),
    "urine albumin/creatinine": ((Analyte.URINE_ALBUMIN_CREATININE,), URINE_ALBUMIN),
}
DATA_SETS = {
    "free light chains": "lightChains",
    "calcium": "calcium",
    "urine albumin/creatinine": "urineAlbumin",
}


def changing_kidney(case: Case) -> Finding | None:
    """The warning that stands in for the staging card; None while creatinine is steady."""
    change = case.kidney.change
    if change is None or not case.may_stage(MYELOMA):
        return None
    return Finding(
        rule="changing-kidney",
        story=Story.CHANGING_KIDNEY,
        headline=_headline(case.sample, change),
        statements=(_stage(case, change), EMERGENCY, *_not_found(case)),
        limits=LIMITS,
        evidence=(case.sample, change.before, change.after),
        companions=_companions(case),
        citations=(KDIGO_AKI_2012,),
        indicator="warning",
    )


def _headline(sample: LabResult, change: Change) -> str:
    up = change.after.value.low > change.before.value.low
    values = change_text(change.before, change.after)
    moved = f"Creatinine {'up' if up else 'down'} from {values} in {change.hours} h"
    effect = f"eGFR not valid, B2M {value_text(sample)} {'rises' if up else 'falls'} with it"
    return f"{moved} ({change.after.when}): {effect}"


def _stage(case: Case, change: Change) -> str:
    stages = listed(iss.read(case).possible)
    care = "in changing kidney function read it with care"
    return f"ISS by this B2M would be {stages}; {care}{_criterion_4(change.after)}."


def _criterion_4(creatinine: LabResult) -> str:
    """That IMS/IMWG criterion 4 fails by the newest creatinine, as long as it does."""
    if creatinine.value.low < CREATININE_NORMAL_BELOW:
        return ""
    return f", and IMS/IMWG criterion 4 is not met at creatinine {value_text(creatinine)}"


def _missing(case: Case) -> list[str]:
    """What is surely not on file; what could not be read may be."""
    return [
        name
        for name, (analytes, _) in LOOKED_FOR.items()
        if not any(case.chart.of(analyte) for analyte in analytes)
        and not case.unreadable(DATA_SETS[name])
    ]


def _not_found(case: Case) -> tuple[str, ...]:
    missing = _missing(case)
    return (f"Not found in this chart: {listed(missing, 'and')}.",) if missing else ()


def _companions(case: Case) -> tuple[Companion, ...]:
    return tuple(LOOKED_FOR[name][1] for name in _missing(case))
