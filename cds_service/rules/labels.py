"""Inputs of indices as a clinician calls them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fhir_mappings.model import Marker, MarkerResult

LABELS = {
    "b2m": "B2M",
    "b2m_over_uln": "B2M",
    "albumin": "albumin",
    "ldh": "LDH",
    "creatinine": "creatinine",
    "hemoglobin": "haemoglobin",
    "platelets": "platelets",
    "igm": "IgM",
    "lymphocytes": "lymphocytes",
    "crp": "CRP",
    "age": "date of birth",
    "sex": "sex",
    "tp53_aberrant": "TP53 (FISH 17p and sequencing)",
    "ighv_unmutated": "IGHV",
    "advanced_stage": "Rai or Binet stage",
    "marrow_involved": "marrow biopsy",
    "longest_node": "node size",
    "rai_3_4": "Rai stage",
    "three_nodal_groups": "examination of nodes",
    "male": "sex",
    "ecog": "performance status",
    "ann_arbor_3_4": "Ann Arbor stage",
    "time_since_last_therapy_start": "date of the last therapy",
}
FISH = {
    "del17p": "del(17p)",
    "t_4_14": "t(4;14)",
    "t_14_16": "t(14;16)",
    "t_14_20": "t(14;20)",
    "gain_1q": "1q21",
    "del_1p32": "1p32",
    "high_risk_igh_translocation": "t(4;14), t(14;16), t(14;20)",
    "chromosome_17_abnormality": "chromosome 17",
}
SEQUENCING = {"tp53_mutation": "TP53 mutation"}
GENETICS = FISH | SEQUENCING


def tp53_left(tested: Iterable[MarkerResult]) -> str:
    """What of TP53 is still open: one half where the other was tested and is absent."""
    absent = {item.marker for item in tested if item.present is False}
    if Marker.DEL_17P in absent:
        return "TP53 sequencing"
    return "FISH 17p" if Marker.TP53_MUTATION in absent else LABELS["tp53_aberrant"]


def needed_labels(
    names: Iterable[str], known: Collection[str] = (), tested: Iterable[MarkerResult] = ()
) -> tuple[str, ...]:
    """Names of inputs, each once; genetics as one word while no marker is known at all."""
    names = list(names)
    left = {"tp53_aberrant": tp53_left(tested)}
    together = not any(name in GENETICS for name in known)
    word = "genetics" if any(name in SEQUENCING for name in names) else "FISH"
    labels = (
        word if name in GENETICS and together else left.get(name) or _label(name) for name in names
    )
    return tuple(dict.fromkeys(labels))


def _label(name: str) -> str:
    return GENETICS.get(name) or LABELS.get(name, name)
