"""International Staging System (ISS), newly diagnosed multiple myeloma. Greipp 2005.

stage I    B2M < 3.5 mg/L and albumin >= 35 g/L (3.5 g/dL)
stage II   neither I nor III
stage III  B2M >= 5.5 mg/L, any albumin

J Clin Oncol 23:3412, doi:10.1200/JCO.2005.04.242. Untreated symptomatic myeloma only. Copies that
print "> 3.5" or "> 5.5" lost the "or equal".
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cds_service.rules.case import Case
from cds_service.rules.citations import GREIPP_2005
from cds_service.rules.finding import Finding, Story
from cds_service.rules.possible import Index, Number
from cds_service.rules.staging import (
    IF_UNTREATED,
    LIMITS,
    Inputs,
    caveats_for,
    close_to_cutoff,
    companions_for,
    inputs_for,
    known_numbers,
    labels,
    result_text,
    unreadable,
)
from cds_service.rules.words import amount, dated, listed
from fhir_mappings.model import measured

B2M_STAGE_I_BELOW = Decimal("3.5")  # mg/L
B2M_STAGE_III_FROM = Decimal("5.5")  # mg/L
ALBUMIN_STAGE_I_FROM = Decimal(35)  # g/L


def iss_stage(b2m: Decimal, albumin: Decimal) -> str:
    """Stage I, II or III from serum B2M in mg/L and serum albumin in g/L."""
    if b2m >= B2M_STAGE_III_FROM:
        return "III"
    if b2m < B2M_STAGE_I_BELOW and albumin >= ALBUMIN_STAGE_I_FROM:
        return "I"
    return "II"


ISS = Index(
    classify=iss_stage,
    inputs={
        "b2m": Number((B2M_STAGE_I_BELOW, B2M_STAGE_III_FROM)),
        "albumin": Number((ALBUMIN_STAGE_I_FROM,)),
    },
    groups=("I", "II", "III"),
)


def iss(case: Case) -> Finding | None:
    """Stage by ISS as far as the results allow; None when no stage may be given."""
    if not case.myeloma.applies:
        return None
    inputs = inputs_for(case, ["albumin"])
    known = known_numbers(ISS, inputs, case)
    possible = ISS.possible(known)
    needed = ISS.open_inputs(known)
    return Finding(
        rule="iss",
        story=Story.STAGING,
        headline=f"ISS {listed(possible)}",
        summary="" if len(possible) == 1 else _open_summary(case, inputs, needed),
        condition=IF_UNTREATED,
        index="ISS",
        result=result_text(possible),
        statements=(
            _why(known, possible, needed),
            *inputs.remarks,
            *close_to_cutoff(ISS, case, known),
        ),
        caveats=caveats_for(case, inputs),
        limits=LIMITS,
        evidence=tuple(inputs.found.values()),
        possible=possible,
        missing=labels(name for name in ISS.inputs if name not in known),
        needed=labels(needed),
        companions=companions_for(needed, case),
        citations=(GREIPP_2005,),
    )


WHY = {
    ("III",): "B2M of 5.5 mg/L or more is ISS III at any albumin.",
    ("I",): "B2M below 3.5 mg/L with albumin of 35 g/L (3.5 g/dL) or more is ISS I.",
    ("I", "II"): "With B2M below 3.5 mg/L, albumin of 35 g/L (3.5 g/dL) or more is ISS I, less is "
    "ISS II.",
}
II_BY_B2M = "B2M from 3.5 to below 5.5 mg/L is ISS II at any albumin."
II_BY_ALBUMIN = "B2M below 3.5 mg/L with albumin below 35 g/L (3.5 g/dL) is ISS II."
II_BY_BOTH = "B2M below 5.5 mg/L with albumin below 35 g/L (3.5 g/dL) is ISS II."
OPEN = "The B2M as reported does not settle the stage: the cut-offs are 3.5 and 5.5 mg/L."


def _why(known: Mapping[str, object], possible: tuple[str, ...], needed: tuple[str, ...]) -> str:
    if "b2m" in needed:
        return OPEN
    return _why_ii(known) if possible == ("II",) else WHY[possible]


def _why_ii(known: Mapping[str, object]) -> str:
    b2m = {"b2m": known["b2m"]}
    if ISS.possible(b2m) == ("II",):
        return II_BY_B2M
    at_good_albumin = ISS.possible({**b2m, "albumin": measured(ALBUMIN_STAGE_I_FROM)})
    return II_BY_ALBUMIN if at_good_albumin == ("I",) else II_BY_BOTH


def _open_summary(case: Case, inputs: Inputs, needed: tuple[str, ...]) -> str:
    groups = f"ISS {listed(ISS.possible(known_numbers(ISS, inputs, case)))}"
    b2m = dated(case.sample)
    if "b2m" in needed:
        return f"{groups}: {b2m} leaves it open"
    if albumin := inputs.found.get("albumin"):
        return f"{groups}: {amount(albumin)} leaves it open; {b2m}"
    if unreadable(case, "albumin"):
        return f"{groups}: albumin decides and could not be read; {b2m}"
    return f"{groups}: albumin decides, none within {case.policy.pairing_max_days} days of {b2m}"
