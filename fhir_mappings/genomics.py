"""One FHIR Observation -> what it says of chromosome and gene markers, or why it cannot be read.

Read are the targeted codes of `markers.csv` with a coded answer or a share of cells, and "Genetic
variant assessment" by its gene or location component (`variant.py`). A report in words is set
aside as not machine-readable; no negation is ever guessed from text. The answers in the table:

answer   present or absent, coded
share    percent of cells; present only by the laboratory's own interpretation or limit
joint    several findings in one: absent excludes each, present tells none
text     a report in words
variant  69548-6
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from fhir.resources.R4B.observation import Observation
from pydantic import ValidationError

from fhir_mappings.answers import answer_text, meanings, presence
from fhir_mappings.bundle import Entry
from fhir_mappings.codes import LOINC, other_code, table
from fhir_mappings.model import Marker, MarkerResult, Reason, Unusable
from fhir_mappings.prune import CODING, QUANTITY, SIMPLE_QUANTITY, Template, pruned
from fhir_mappings.set_aside import SetAside, check_status, usable_moment
from fhir_mappings.shares import above_limit, share_of
from fhir_mappings.specimen import taken_moment
from fhir_mappings.subject import Reading
from fhir_mappings.variant import Source, variant_results

WORDED: Template = {"coding": {**CODING, "display": None}, "text": None}
ELEMENTS: Template = {
    "resourceType": None,
    "status": None,
    "valueCodeableConcept": WORDED,
    "valueQuantity": QUANTITY,
    "valueString": None,
    "interpretation": {"coding": CODING},
    "referenceRange": {"high": SIMPLE_QUANTITY},
    "component": {
        "code": {"coding": CODING},
        "valueCodeableConcept": WORDED,
        "valueQuantity": QUANTITY,
        "valueString": None,
    },
}
REPORTS = {"genetics", "report"}


def markers_from(entry: Entry, reading: Reading) -> list[MarkerResult | Unusable]:
    """The findings of one Observation; empty when it is not about genetics."""
    code, role = other_code(entry.codings) or ("", "")
    if role not in REPORTS:
        return []
    answer, markers = _rows().get(code, ("text", ()))
    marker = markers[0] if len(markers) == 1 else None
    if (refusal := reading.patient.refusal(entry)) is not None:
        return [Unusable(entry.reference, refusal, marker=marker)]
    taken = taken_moment(entry, reading)
    try:
        check_status(entry.resource)
        observation = _validated(entry.resource, code)
        source = Source(entry.reference, usable_moment(taken, reading.at), code)
        return [*_results(observation, answer, markers, source)]
    except SetAside as aside:
        return [Unusable(entry.reference, aside.reason, None, taken, aside.reported, marker)]


def _results(
    observation: Observation, answer: str, markers: tuple[Marker, ...], source: Source
) -> Iterator[MarkerResult]:
    if answer == "text":
        raise SetAside(Reason.NOT_MACHINE_READABLE)
    if answer == "variant":
        yield from variant_results(observation, source)
    for marker in markers:
        yield _result(observation, answer, marker, source)


def _result(observation: Observation, answer: str, marker: Marker, source: Source) -> MarkerResult:
    said = meanings([observation.valueCodeableConcept, *(observation.interpretation or ())])
    present = presence(said)
    share = share_of(observation.valueQuantity) if answer == "share" else None
    if share is not None and not said & {"present", "absent", "unknown"}:
        present = above_limit(observation, share)
    if share is None and observation.valueCodeableConcept is None and not said:
        raise SetAside(_unreadable(observation))
    if answer == "joint" and present:
        present = None
    return source.result(marker, present, share, _text(observation))


def _unreadable(observation: Observation) -> Reason:
    quantity = observation.valueQuantity
    numbered = quantity is not None and quantity.value is not None
    said = numbered or observation.valueString
    return Reason.NOT_MACHINE_READABLE if said else Reason.NO_VALUE


def _text(observation: Observation) -> str:
    quantity = observation.valueQuantity
    if quantity is None or quantity.value is None:
        return answer_text(observation.valueCodeableConcept)
    return " ".join(filter(None, (quantity.comparator, f"{quantity.value:f}", quantity.unit)))


def _validated(resource: Mapping[str, Any], loinc: str) -> Observation:
    recognised = {"coding": [{"system": LOINC, "code": loinc}]}
    try:
        return Observation.model_validate(pruned(resource, ELEMENTS) | {"code": recognised})
    except ValidationError as error:
        raise SetAside(Reason.INVALID) from error


@cache
def _rows() -> dict[str, tuple[str, tuple[Marker, ...]]]:
    """Per code the kind of answer it takes and the markers it answers."""
    found: dict[str, tuple[str, tuple[Marker, ...]]] = {}
    for row in table("markers.csv"):
        named = (Marker[row["marker"]],) if row["marker"] else ()
        _, before = found.get(row["code"], ("", ()))
        found[row["code"]] = (row["answer"], (*before, *named))
    return found


def marker_codes(wanted: Collection[Marker]) -> tuple[str, ...]:
    """The LOINC codes under which one of these markers, or any, may be reported."""
    rows = _rows().items()
    return tuple(code for code, (_, named) in rows if not named or set(named) & set(wanted))
