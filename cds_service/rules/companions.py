"""Tests that would settle what is open, each with its LOINC order code where one is verified.

A test is suggested only if its result could change an answer that is shown, and only if it is known
to be missing: what could not be read may exist. Marrow tests are a specialist's decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from cds_service.rules.case import Case
from cds_service.rules.chronicity import is_low
from cds_service.rules.companion_tests import (
    ALBUMIN,
    BLOOD_COUNT,
    CREATININE,
    ELECTROPHORESIS,
    IGHV,
    IGM,
    LDH,
    LIGHT_CHAINS,
    PLASMA_CELL_FISH,
    TP53,
    URINE_ALBUMIN,
)
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Companion
from cds_service.rules.labels import FISH, GENETICS, LABELS, SEQUENCING, tp53_left
from cds_service.rules.populations import MYELOMA
from fhir_mappings.model import Analyte, Chart, Marker, Reason

SUPPLIES = {
    "albumin": ALBUMIN,
    "ldh": LDH,
    "creatinine": CREATININE,
    "hemoglobin": BLOOD_COUNT,
    "platelets": BLOOD_COUNT,
    "igm": IGM,
    "tp53_aberrant": TP53,
    "ighv_unmutated": IGHV,
}
PREFETCH_KEY = {
    "hemoglobin": "blood",
    "platelets": "blood",
    "lymphocytes": "blood",
    "igm": "immunoglobulins",
    "tp53_aberrant": "cytogenetics",
    "ighv_unmutated": "cytogenetics",
    **dict.fromkeys(GENETICS, "cytogenetics"),
    "advanced_stage": "stages",
    "rai_3_4": "stages",
    "time_since_last_therapy_start": "medications",
}
NOT_FISH = {Marker.TP53_MUTATION, Marker.IGHV_UNMUTATED}


def companions_for(
    needed: Iterable[str], known: Collection[str], case: Case
) -> tuple[Companion, ...]:
    """Tests that would supply the open inputs of an index."""
    needed = list(needed)
    wanted = [
        _supplier(name, case) for name in needed if name in SUPPLIES and not unread(name, case)
    ]
    return tuple(dict.fromkeys((*wanted, *_fish(needed, known, case), *kidney_companions(case))))


def _supplier(name: str, case: Case) -> Companion:
    """The test that supplies an input; of TP53 only the half that was not done."""
    left = tp53_left(case.chart.markers)
    if name != "tp53_aberrant" or left == LABELS[name]:
        return SUPPLIES[name]
    return replace(TP53, label=f"Request {left} (specialist decision)", text=left)


def unread(name: str, case: Case) -> bool:
    """Could the results of an input not be had in full, or not be read by a machine?"""
    worded = name == "ighv_unmutated" and ighv_in_words(case.chart)
    return worded or case.unreadable(PREFETCH_KEY.get(name, name))


def ighv_in_words(chart: Chart) -> bool:
    """Is there an IGHV report that only a person can read?"""
    return any(
        item.marker is Marker.IGHV_UNMUTATED and item.reason is Reason.NOT_MACHINE_READABLE
        for item in chart.unusable
    )


def kidney_companions(case: Case) -> tuple[Companion, ...]:
    """Creatinine when kidney function is missing; light chains and urine albumin when it is low."""
    missing = case.kidney.verdict is Verdict.NO_GFR and case.kidney.creatinine is None
    if missing and not case.unreadable("creatinine"):
        return (CREATININE,)
    if case.kidney.estimate is None or not is_low(case.kidney.estimate):
        return ()
    myeloma = (LIGHT_CHAINS,) if case.may_stage(MYELOMA) and _lacks_light_chains(case) else ()
    albumin = lacks(case, Analyte.URINE_ALBUMIN_CREATININE, "urineAlbumin")
    return (*myeloma, URINE_ALBUMIN) if albumin else myeloma


def follow_up_companions(case: Case) -> tuple[Companion, ...]:
    """M-protein and light chains beside a B2M that moved in myeloma, unless recent."""
    protein = lacks(case, Analyte.M_PROTEIN, "immunoglobulins")
    beside = replace(LIGHT_CHAINS, reason="read beside a B2M that moved", about_kidney=False)
    chains = (beside,) if _lacks_light_chains(case) else ()
    return (ELECTROPHORESIS, *chains) if protein else chains


def _fish(needed: list[str], known: Collection[str], case: Case) -> tuple[Companion, ...]:
    probes = [FISH[name] for name in needed if name in FISH]
    if not probes or case.unreadable("cytogenetics"):
        return ()
    if not _marrow_tested(known, case):
        return (PLASMA_CELL_FISH,)
    more = replace(
        PLASMA_CELL_FISH,
        label="Extend FISH on the marrow sample already taken (specialist decision)",
        text="FISH, CD138+ marrow plasma cells",
        parts=tuple(probes),
    )
    return (more,)


def _marrow_tested(known: Collection[str], case: Case) -> bool:
    by_index = any(name in GENETICS and name not in SEQUENCING for name in known)
    return by_index or any(item.marker not in NOT_FISH for item in case.chart.markers)


def _lacks_light_chains(case: Case) -> bool:
    return all(
        lacks(case, analyte, "lightChains")
        for analyte in (Analyte.FREE_LIGHT_CHAIN_RATIO, Analyte.FREE_KAPPA, Analyte.FREE_LAMBDA)
    )


def lacks(case: Case, analyte: Analyte, key: str) -> bool:
    """Is there surely no result of the last days?"""
    latest = case.chart.latest(analyte)
    days = {
        Analyte.URINE_ALBUMIN_CREATININE: case.policy.urine_albumin_days,
        Analyte.CYSTATIN_C: case.policy.sample_current_days,
    }.get(analyte, case.policy.light_chains_days)
    recent = latest is not None and (case.at.date() - latest.taken.last_day).days <= days
    return not recent and not case.unreadable(key)
