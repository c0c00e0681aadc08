"""A serum B2M on dialysis without a stage: what the number reflects and what it does not.

KDOQI bone guideline 10 (2003, verified) advises against screening by B2M. The level does not
predict dialysis-related amyloidosis; years on dialysis do (policy KP-18). So do its signs on
record.
"""

from __future__ import annotations

from datetime import date

from cds_service.rules.case import Case
from cds_service.rules.citations import KDOQI_BONE_2003
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Finding, Story
from cds_service.rules.index_rule import last_known, query_sentences
from cds_service.rules.no_stage import no_stage_sentences, reasons
from cds_service.rules.on_dialysis import dialysis_since
from cds_service.rules.population import active
from cds_service.rules.words import dated
from fhir_mappings.model import Disease

HEADLINE = "on dialysis: mainly lost kidney clearance; says little about any other cause"
PROPORTION = (
    "Values of 38 to 50 mg/L were the middle half of one haemodialysis cohort. Whether this sample "
    "was taken before dialysis is not recorded."
)
INFORMATION = "Dialysis-related amyloidosis is mostly seen after five or more years of dialysis."
CONSIDER = (
    "Consider dialysis-related amyloidosis clinically (hand numbness, shoulder pain, bone cysts)."
)
ON_RECORD = "On record as on dialysis for {years} years."
SIGN = "On record: {sign}."
SIGNS = (Disease.CARPAL_TUNNEL, Disease.DIALYSIS_AMYLOIDOSIS)
NO_SCREENING = "KDOQI does not recommend B2M screening; the level does not predict it."


def dialysis(case: Case) -> Finding | None:
    """The reading of a serum B2M on dialysis; None without dialysis or when a stage is given."""
    if case.kidney.verdict is not Verdict.DIALYSIS or case.staging:
        return None
    return Finding(
        rule="dialysis",
        story=Story.DIALYSIS,
        headline=f"{dated(case.sample)} {HEADLINE}",
        statements=(PROPORTION, *_amyloid(case)),
        caveats=(*query_sentences([case.sample]), *last_known(case), *no_stage_sentences(case)),
        reasons=reasons(case),
        evidence=(case.sample,),
        citations=(KDOQI_BONE_2003,),
    )


def _amyloid(case: Case) -> tuple[str, ...]:
    """What the years on dialysis and the signs on record say of amyloid (KP-18)."""
    years, policy = _years(case), case.policy
    signs = tuple(SIGN.format(sign=sign.value) for sign in SIGNS if active(case.chart, sign))
    long = (ON_RECORD.format(years=years),) if years >= policy.dialysis_information_years else ()
    if years >= policy.dialysis_amyloidosis_years or signs:
        return (*long, *signs, CONSIDER, NO_SCREENING)
    return (*long, INFORMATION, NO_SCREENING) if long else ()


def _years(case: Case) -> int:
    """Completed years on dialysis at the sample; 0 when no date is recorded."""
    since = dialysis_since(case.chart)
    return _completed_years(since, case.sample.taken.first_day) if since else 0


def _completed_years(start: date, day: date) -> int:
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))
