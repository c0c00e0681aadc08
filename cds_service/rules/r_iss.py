"""Revised International Staging System (R-ISS), newly diagnosed multiple myeloma. Palumbo 2015.

stage I    ISS I and LDH not above the laboratory's limit and no high-risk abnormality
stage III  ISS III and (LDH above the limit or a high-risk abnormality)
stage II   everything else

High-risk: del(17p), t(4;14) or t(14;16) by FISH on plasma cells. J Clin Oncol 33:2863,
doi:10.1200/JCO.2015.61.2267. The abstract prints "B2M > 5.5" for ISS III; the stage is defined as
ISS III, so 5.5 itself counts. A marker that was not tested is unknown, never negative.
"""

from __future__ import annotations

from decimal import Decimal

from cds_service.rules.case import Case
from cds_service.rules.citations import PALUMBO_2015
from cds_service.rules.finding import Finding, Story
from cds_service.rules.iss import ISS, iss_stage
from cds_service.rules.possible import Choice, Index
from cds_service.rules.staging import (
    IF_UNTREATED,
    LIMITS,
    caveats_for,
    companions_for,
    inputs_for,
    known_numbers,
    labels,
    result_text,
)
from cds_service.rules.words import amount, listed
from fhir_mappings.model import LabResult, Measured

MARKER = Choice(("absent", "present"))
HIGH_RISK_MARKERS = ("del17p", "t_4_14", "t_14_16")


def r_iss_stage(
    b2m: Decimal, albumin: Decimal, ldh: str, del17p: str, t_4_14: str, t_14_16: str
) -> str:
    """Stage I, II or III; `ldh` is "normal" or "high", each marker "absent" or "present"."""
    iss = iss_stage(b2m, albumin)
    high_risk = "present" in (del17p, t_4_14, t_14_16)
    if iss == "I" and ldh == "normal" and not high_risk:
        return "I"
    if iss == "III" and (ldh == "high" or high_risk):
        return "III"
    return "II"


R_ISS = Index(
    classify=r_iss_stage,
    inputs={
        **ISS.inputs,
        "ldh": Choice(("normal", "high")),
        **dict.fromkeys(HIGH_RISK_MARKERS, MARKER),
    },
    groups=("I", "II", "III"),
)


ALWAYS_II = "ISS II is always R-ISS II."
FISH_UNREAD = (
    "FISH results are not read by this version; a test not done does not count as negative."
)


def r_iss(case: Case) -> Finding | None:
    """Stage by R-ISS as far as the results allow; None when no stage may be given."""
    if not case.myeloma.applies:
        return None
    inputs = inputs_for(case, ["albumin", "ldh"])
    ldh = inputs.found.get("ldh")
    known = known_numbers(R_ISS, inputs, case) | ldh_against_limit(ldh)
    possible, needed = R_ISS.possible(known), R_ISS.open_inputs(known)
    return Finding(
        rule="r-iss",
        story=Story.STAGING,
        headline=f"R-ISS {listed(possible)}",
        condition=IF_UNTREATED,
        index="R-ISS",
        result=result_text(possible),
        statements=(*_why(possible, known), *_without_limit(ldh), *inputs.remarks),
        caveats=caveats_for(case, inputs),
        limits=LIMITS,
        evidence=tuple(inputs.found.values()),
        possible=possible,
        missing=labels(name for name in R_ISS.inputs if name not in known),
        needed=labels(needed),
        companions=companions_for(needed, case),
        citations=(PALUMBO_2015,),
    )


def ldh_against_limit(ldh: LabResult | None) -> dict[str, frozenset[str]]:
    """LDH as "normal" or "high" against the limit of its own report (P-13); equal is normal.

    Nothing is known without a result or without a limit.
    """
    if ldh is None or ldh.upper_limit is None:
        return {}
    limit = ldh.upper_limit
    cells = {"normal": Measured(high=limit, high_included=True), "high": Measured(low=limit)}
    return {"ldh": frozenset(name for name, cell in cells.items() if cell.meets(ldh.value))}


def _why(possible: tuple[str, ...], known: dict[str, object]) -> tuple[str, ...]:
    if ISS.possible({name: known[name] for name in ISS.inputs if name in known}) == ("II",):
        return (ALWAYS_II,)
    return (FISH_UNREAD,) if len(possible) > 1 else ()


def _without_limit(ldh: LabResult | None) -> tuple[str, ...]:
    if ldh is None or ldh.upper_limit is not None:
        return ()
    return (f"{amount(ldh)} has no upper limit on its report, so it counts as unknown.",)
