"""Genetics as inputs of an index: FISH markers, TP53, IGHV, and the recorded stage of CLL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from cds_service.rules.facts import Fact, Facts, only
from cds_service.rules.words import sentence_case
from fhir_mappings.model import Marker, MarkerResult, Scheme

IMS_CLONE_SHARE = Decimal(20)  # percent of the clone, IMS/IMWG 2025 (P-14)
HEMOGLOBIN_FORCES_STAGE_BELOW = Decimal(11)  # g/dL, Rai III, Binet C
PLATELETS_FORCE_STAGE_BELOW = Decimal(100)  # 10^9/L, Rai IV, Binet C

FactFrom = Callable[[Facts], Fact]


def marker(*kinds: Marker) -> FactFrom:
    """Present if any of the markers is, absent only if all are."""

    def read(facts: Facts) -> Fact:
        found = [markers_before(facts, kind) for kind in kinds]
        results = tuple(item for items in found for item in items)
        if any(item.present for item in results):
            return Fact(only("present"), markers=results)
        all_absent = all(any(item.present is False for item in items) for items in found)
        return Fact(only("absent") if all_absent else None, markers=results)

    return read


def markers_before(facts: Facts, kind: Marker) -> list[MarkerResult]:
    """All answers on one marker up to first therapy."""
    until = facts.until
    return [
        item
        for item in facts.chart.markers
        if item.marker is kind and (until is None or item.taken.earliest <= until.latest)
    ]


def del17p_by_clone(facts: Facts) -> Fact:
    """del(17p) in more than 20 % of the clone; exactly 20 %, or no percentage, is undetermined."""
    results = tuple(markers_before(facts, Marker.DEL_17P))
    answers = {item.above(IMS_CLONE_SHARE) for item in results}
    if True in answers:
        return Fact(only("present"), markers=results)
    return Fact(only("absent") if answers == {False} else None, markers=results)


def del_1p32(facts: Facts) -> Fact:
    """Alleles lost at 1p32: none, mono or bi; a deletion without copy number may be either."""
    results = tuple(markers_before(facts, Marker.DEL_1P32))
    if any(item.present and item.biallelic for item in results):
        return Fact(only("bi"), markers=results)
    if any(item.present and item.biallelic is False for item in results):
        return Fact(only("mono"), markers=results)
    if any(item.present for item in results):
        return Fact(frozenset({"mono", "bi"}), markers=results)
    absent = any(item.present is False for item in results)
    return Fact(only("none") if absent else None, markers=results)


def yes_if(read: FactFrom) -> FactFrom:
    """The same fact as an answer: present is yes, absent is no."""
    answer = {"present": "yes", "absent": "no"}

    def as_answer(facts: Facts) -> Fact:
        fact = read(facts)
        known = fact.known
        options = (
            frozenset(answer[item] for item in known) if isinstance(known, frozenset) else None
        )
        return Fact(options, markers=fact.markers)

    return as_answer


def advanced_cll_stage(facts: Facts) -> Fact:
    """Rai I-IV or Binet B-C: as recorded, or forced by low counts; counts never exclude it."""
    stages = tuple(item for item in facts.chart.stages if item.scheme in {Scheme.RAI, Scheme.BINET})
    if any(item.group not in {"0", "A"} for item in stages):
        return Fact(only("yes"), stages=stages)
    counts = (
        ("hemoglobin", HEMOGLOBIN_FORCES_STAGE_BELOW, "g/dL counts"),
        ("platelets", PLATELETS_FORCE_STAGE_BELOW, "x 10^9/L count"),
    )
    for name, limit, unit in counts:
        result = facts.paired(name)
        if result is not None and result.value.high < limit:
            count = sentence_case(f"{result.analyte.label} below {limit} {unit}")
            text = f"{count} as an advanced stage"
            return Fact(only("yes"), (result,), remarks=(f"{text} if no other cause is known.",))
    return Fact(only("no") if stages else None, stages=stages)


def nothing(_facts: Facts) -> Fact:
    """An input no chart delivers in codes: marrow, node size, performance status."""
    return Fact()


def sex(facts: Facts) -> Fact:
    """Administrative sex."""
    return Fact(only(facts.chart.patient.sex.value)) if facts.chart.patient.sex else Fact()


SOURCES: Mapping[str, FactFrom] = {
    "age": Facts.age,
    "sex": sex,
    "del17p": marker(Marker.DEL_17P),
    "tp53_mutation": marker(Marker.TP53_MUTATION),
    "t_4_14": marker(Marker.T_4_14),
    "t_14_16": marker(Marker.T_14_16),
    "t_14_20": marker(Marker.T_14_20),
    "gain_1q": marker(Marker.GAIN_1Q),
    "del_1p32": del_1p32,
    "tp53_aberrant": yes_if(marker(Marker.DEL_17P, Marker.TP53_MUTATION)),
    "ighv_unmutated": yes_if(marker(Marker.IGHV_UNMUTATED)),
    "advanced_stage": advanced_cll_stage,
    "high_risk_igh_translocation": marker(Marker.T_4_14, Marker.T_14_16, Marker.T_14_20),
    "chromosome_17_abnormality": marker(Marker.DEL_17P),
    "marrow_involved": nothing,
    "longest_node": nothing,
    "three_nodal_groups": nothing,
    "ecog": nothing,
    "ann_arbor_3_4": nothing,
}
