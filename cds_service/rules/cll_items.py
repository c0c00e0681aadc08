"""CLL-IPI item by item: what was found, the points it gives, and the totals that stay possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from cds_service.rules.cll_ipi import CLL_IPI, LOWEST_TOTAL, cll_ipi_points
from cds_service.rules.companions import ighv_in_words
from cds_service.rules.reading import Reading
from cds_service.rules.score import group_at
from cds_service.rules.words import listed, plain, sentence_case, value_text
from fhir_mappings.model import Marker, MarkerResult, Measured

NAMES = {
    "age": "Age over 65",
    "b2m": "B2M over 3.5 mg/L",
    "ighv_unmutated": "IGHV unmutated",
    "advanced_stage": "Rai above 0 or Binet above A",
    "tp53_aberrant": "TP53 deletion or mutation",
}
NO_POINTS = {
    "age": Decimal(0),
    "b2m": Decimal(0),
    "advanced_stage": "no",
    "ighv_unmutated": "no",
    "tp53_aberrant": "no",
}
OPEN = "The group cannot be assigned; compatible with {groups}; missing {missing}."
NOT_FOUND = "not found"
IN_WORDS = "report in words, not read"


def cll_rows(reading: Reading) -> tuple[tuple[str, str, str], ...]:
    """The table of items: item, finding, points."""
    found = {
        "age": _age(reading.known.get("age")),
        "b2m": value_text(reading.sample),
        "ighv_unmutated": _ighv(reading),
        "advanced_stage": _stage(reading),
        "tp53_aberrant": _tp53(reading),
    }
    points = item_points(reading.known)
    return tuple((NAMES[item], found[item], listed(map(str, points[item]))) for item in NAMES)


def cll_totals(reading: Reading) -> tuple[str, ...]:
    """The total with its group, or the totals and groups that stay possible."""
    totals = possible_totals(reading.known)
    groups = [f"{group} (total {listed(map(str, sums))})" for group, sums in totals.items()]
    if reading.settled:
        return (f"CLL-IPI {groups[0]}.",)
    missing = listed(reading.labels(reading.needed), "and")
    between = list(LOWEST_TOTAL)
    between = between[between.index(reading.possible[0]) : between.index(reading.possible[-1])]
    gaps = [group for group in between if group not in totals]
    impossible = (f"{sentence_case(listed(gaps, 'and'))} is not possible.",) if gaps else ()
    return (OPEN.format(groups=listed(groups), missing=missing), *impossible)


def item_points(known: Mapping[str, Any]) -> dict[str, list[int]]:
    """The points that each item may give, as far as it is known."""
    return {name: sorted(_points_of(name, known.get(name))) for name in CLL_IPI.inputs}


def possible_totals(known: Mapping[str, Any]) -> dict[str, list[int]]:
    """The totals that stay possible by group, in the order of the publication."""
    sums = sorted({sum(points) for points in product(*item_points(known).values())})
    by_group: dict[str, list[int]] = {}
    for total in sums:
        by_group.setdefault(group_at(total, LOWEST_TOTAL), []).append(total)
    return by_group


def _points_of(name: str, known: Any) -> set[int]:
    item: Any = CLL_IPI.inputs[name]
    values = [item.sample(cell) for cell in item.cells(known)]
    return {cll_ipi_points(**{**NO_POINTS, name: value})[name] for value in values}


def _age(years: Measured | None) -> str:
    if years is None:
        return NOT_FOUND
    return listed(dict.fromkeys((plain(years.low), plain(years.high))))


def _ighv(reading: Reading) -> str:
    known = reading.known.get("ighv_unmutated")
    if known is None:
        return IN_WORDS if ighv_in_words(reading.case.chart) else NOT_FOUND
    return "unmutated" if "yes" in known else "mutated"


def _stage(reading: Reading) -> str:
    fact = reading.facts["advanced_stage"]
    if fact.stages:
        stages = (
            f"{item.scheme.value} {item.group}" + (f" ({item.taken.text})" if item.taken else "")
            for item in fact.stages
        )
        return ", ".join(stages)
    counts = ", ".join(f"{item.analyte.label} {value_text(item)}" for item in fact.results)
    return counts or NOT_FOUND


def _tp53(reading: Reading) -> str:
    markers = reading.facts["tp53_aberrant"].markers
    deletion = _answer(item for item in markers if item.marker is Marker.DEL_17P)
    mutation = _answer(item for item in markers if item.marker is Marker.TP53_MUTATION)
    return f"del(17p) {deletion}; TP53 mutation {mutation}"


def _answer(markers: Iterable[MarkerResult]) -> str:
    answers = {item.present for item in markers}
    if True in answers:
        return "present"
    if answers == {False}:
        return "absent"
    return "not clear" if answers else "no result"
