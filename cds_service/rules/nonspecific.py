"""A serum B2M without a stage: what filtration explains, and that the rest is non-specific.

Wording of the safety rules (oncology 10) and the kidney rules (4.4, 11). Never a diagnosis.
Pregnancy: 1.0 +- 0.1 mg/L, with pre-eclampsia 1.9 +- 0.4, in 11 women each
(doi:10.1067/mob.2000.103940, verified by its abstract), so no adult limit holds.
"""

from __future__ import annotations

from cds_service.rules.case import Case, days_old
from cds_service.rules.caveat import egfr_text, expected_text, upper_text
from cds_service.rules.citations import INKER_2016
from cds_service.rules.companions import kidney_companions
from cds_service.rules.companions_kidney import cystatin_companions
from cds_service.rules.confounders import confounders
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Finding, Story
from cds_service.rules.index_rule import last_known, query_sentences
from cds_service.rules.no_stage import diagnoses_open, no_stage_sentences, reasons, withheld
from cds_service.rules.populations import POPULATIONS, WITHOUT_INDEX
from cds_service.rules.raised import UpperLimit, is_raised, upper_limit
from cds_service.rules.treatment import Timing
from cds_service.rules.trend_card import stable, trend
from cds_service.rules.urine_beside import serum_only
from cds_service.rules.words import dated
from fhir_mappings.model import Disease, LabResult, measured

NON_SPECIFIC = (
    "Non-specific. Common causes: reduced kidney function, inflammation/infection, autoimmune, "
    "lymphoid/plasma-cell disorders. B2M is not a diagnostic test for any of them."
)
WORK_UP = (
    "Further work-up only if other findings point there, such as unexplained anaemia, high "
    "calcium, bone pain or enlarged nodes."
)
LOWER_IN_PREGNANCY = (
    "In one small series B2M was lower than usual in healthy pregnancy (about 1 mg/L): a value "
    "within the adult limit may be raised."
)
CHECK_KIDNEY = "Check creatinine/eGFR."
PRODUCTION = (
    "Consider production (infection/inflammation, interferon, disease activity) or eGFR "
    "overestimated (low muscle mass): cystatin C helps."
)
NO_STAGE = "{b2m} is not raised; no stage is given because of how the diagnosis is recorded"
EXCLUDES_NOTHING = "A B2M that is not raised does not exclude a plasma-cell or lymphoid disorder."
BLOOD_CANCER = (
    {population.disease for population in POPULATIONS}
    | set(WITHOUT_INDEX)
    | {Disease.SMOULDERING_MYELOMA}
)

HEADLINES = {
    Verdict.EXPLAINS: "{b2m} is in the range expected from eGFR {egfr} alone (about {expected}, "
    "up to {upper}); non-specific",
    Verdict.INDETERMINATE: "{b2m} is somewhat higher than eGFR {egfr} explains (about {expected}); "
    "non-specific",
    Verdict.MORE: "{b2m} is higher than eGFR {egfr} explains (about {expected} expected); "
    "non-specific",
    Verdict.NO_GFR: "{b2m} cannot be interpreted: {no_gfr}",
    Verdict.PREGNANCY: "{b2m} in pregnancy: the adult limit and eGFR equations do not apply",
    Verdict.CHILD: "{b2m} in a patient under 18: adult limits and eGFR equations do not apply",
    Verdict.NON_STEADY: "{b2m} while creatinine is changing: eGFR is not valid and B2M rises with "
    "it",
    Verdict.EGFR_TOO_LOW: "{b2m} at eGFR {egfr}: a very high value is expected from the kidney",
    Verdict.NOT_RAISED: "{b2m} is not raised; diagnoses could not be read in full",
    Verdict.NOT_COMPARED: "{b2m} at eGFR {egfr}; non-specific",
    Verdict.OLDER_FORMULA: "{b2m}: how much the kidney explains is open (eGFR by another formula)",
    Verdict.INEXACT: "{b2m}: how much the kidney explains cannot be worked out from these numbers",
}


def nonspecific(case: Case) -> Finding | None:
    """The reading of a raised B2M without a stage; None when a stage is given or on dialysis.

    Also speaks when the value is not raised but the diagnoses could not be read, or only the way
    a disease is recorded keeps a stage back: then silence would pass for an answer.
    """
    if case.staging or case.kidney.verdict is Verdict.DIALYSIS or trend(case) or settled(case):
        return None
    raised = _raised_or_not_judged(case)
    if not (raised or diagnoses_open(case) or withheld(case)):
        return None
    beside, of_urine = serum_only(case)
    return Finding(
        rule="nonspecific",
        story=Story.KIDNEY,
        headline=_headline(case, raised=raised),
        statements=(*_statements(case, raised=raised), *beside),
        caveats=(*query_sentences([case.sample]), *last_known(case), *no_stage_sentences(case)),
        evidence=(case.sample, *of_urine),
        companions=(*kidney_companions(case), *cystatin_companions(case)),
        reasons=("b2m-not-diagnostic", *reasons(case)),
        citations=(INKER_2016,) if case.kidney.expected is not None else (),
    )


def _raised_or_not_judged(case: Case) -> bool:
    """A value without a limit that holds (a child's, in pregnancy) cannot be called not raised."""
    patient = case.chart.patient
    unjudged = upper_limit(case.sample, patient, case.policy) is None or _pregnant_now(case)
    return unjudged or is_raised(case.sample, patient, case.policy)


def _pregnant_now(case: Case) -> bool:
    """Is the sample recent enough to be one of the pregnancy on record?"""
    recent = days_old(case.sample.taken, case.at) <= case.policy.sample_current_days
    return recent and case.kidney.verdict is Verdict.PREGNANCY


def _headline(case: Case, *, raised: bool) -> str:
    if not raised and not diagnoses_open(case):
        return NO_STAGE.format(b2m=dated(case.sample))
    return HEADLINES[case.kidney.verdict if raised else Verdict.NOT_RAISED].format(
        b2m=dated(case.sample),
        egfr=egfr_text(case.kidney),
        expected=expected_text(case.kidney),
        upper=upper_text(case.kidney, case.policy),
        no_gfr=case.kidney.no_gfr.short.format(window=case.policy.pairing_max_days),
    )


def _statements(case: Case, *, raised: bool) -> tuple[str, ...]:
    limit = upper_limit(case.sample, case.chart.patient, case.policy)
    read_against = (_against(case, limit),) if limit else ()
    if case.kidney.verdict is Verdict.PREGNANCY:
        read_against = (LOWER_IN_PREGNANCY,)
    if not raised:
        return (*read_against, EXCLUDES_NOTHING) if withheld(case) else read_against
    production = (PRODUCTION,) if case.kidney.verdict is Verdict.MORE else ()
    kidney = (CHECK_KIDNEY,) if case.kidney.verdict is Verdict.NO_GFR else ()
    return (
        *read_against,
        *production,
        NON_SPECIFIC,
        *confounders(case),
        *_work_up(case),
        *kidney,
    )


def _against(case: Case, limit: UpperLimit) -> str:
    doubt = f", {limit.doubt}" if limit.doubt else ""
    return f"{_above(case.sample, limit)} the {limit.text} mg/L{doubt}."


def _above(sample: LabResult, limit: UpperLimit) -> str:
    if sample.value.high <= limit.value:
        return "Not above"
    return "Possibly above" if sample.value.meets(measured(limit.value, "<=")) else "Above"


def _work_up(case: Case) -> tuple[str, ...]:
    """Advice against needless work-up, but never to someone whose work-up is under way."""
    on_record = any(item.disease in BLOOD_CANCER for item in case.chart.problems)
    return () if on_record or diagnoses_open(case) else (WORK_UP,)


def settled(case: Case) -> bool:
    """Is the disease known and treated, and the value where it was? Then nothing is new."""
    treated = any(
        staged.at_diagnosis or staged.treatment.timing is Timing.AFTER
        for staged in case.stagings.values()
    )
    return treated and stable(case)
