"""Stages that are on record: a stage Observation, or Condition.stage. Codes first, then words.

mCODE 4.0.0 gives the codes for ISS, R-ISS, Rai and Binet. A coded stage whose group cannot be read
is set aside as not machine-readable; a stage of an unknown scheme (most solid tumours) records
nothing, and neither does a text that names a scheme but no group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fhir.resources.R4B.condition import ConditionStage
from fhir.resources.R4B.observation import Observation
from pydantic import ValidationError

from fhir_mappings.bundle import Entry, codings_of, listed, words_of
from fhir_mappings.condition import records_something
from fhir_mappings.model import Moment, Reason, RecordedStage, Scheme, Unusable
from fhir_mappings.prune import CODING, Template, pruned
from fhir_mappings.set_aside import SetAside, check_status, usable_moment
from fhir_mappings.specimen import taken_moment
from fhir_mappings.stage_codes import named_schemes, stage_codes, worded_group, worded_stages
from fhir_mappings.subject import Reading

WORDED: Template = {"coding": {**CODING, "display": None}, "text": None}
STAGE: Template = {"type": WORDED, "summary": WORDED}
OBSERVATION: Template = {
    "resourceType": None,
    "status": None,
    "code": WORDED,
    "method": WORDED,
    "valueCodeableConcept": WORDED,
    "valueString": None,
}


@dataclass(frozen=True)
class _Said:
    """What a record says of a stage: the concept that names it, the method, and the value."""

    title: Any
    method: Any
    value: Any
    words: str

    @property
    def coded(self) -> set[Scheme]:
        """The schemes its codes name."""
        titles = stage_codes(codings_of(self.title), "code")
        methods = stage_codes(codings_of(self.method), "method")
        return {row.scheme for row in (*titles, *methods) if row.scheme}

    def stages(self) -> dict[Scheme, tuple[str, bool]]:
        """Group and whether it was read from words, by scheme; empty when unreadable."""
        named = self.coded or named_schemes("; ".join(words_of(self.title)))
        values = stage_codes(codings_of(self.value), "value")
        found = {row.scheme: (row.group, False) for row in values if row.scheme} or {
            scheme: (group, True) for scheme, group in self._worded(named).items()
        }
        agrees = not named or bool(named & found.keys())
        return found if agrees and len({(row.scheme, row.group) for row in values}) < 2 else {}

    def _worded(self, named: set[Scheme]) -> dict[Scheme, str]:
        if found := worded_stages(self.words):
            return found
        if len(named) == 1:
            scheme = next(iter(named))
            if group := worded_group(self.words, scheme):
                return {scheme: group}
        return worded_stages("; ".join(words_of(self.title)))


def stages_from_observation(entry: Entry, reading: Reading) -> list[RecordedStage | Unusable]:
    """The stages one Observation records; empty when it is not about a stage."""
    titles = entry.resource.get("code")
    coded = stage_codes(codings_of(titles), "code")
    if not coded and not named_schemes("; ".join(words_of(titles))):
        return []
    if (refusal := reading.patient.refusal(entry)) is not None:
        return [Unusable(entry.reference, refusal)]
    taken = taken_moment(entry, reading)
    try:
        check_status(entry.resource)
        said = _observed(entry)
        moment = usable_moment(taken, reading.at) if taken else None
        return _recorded(said, entry, moment)
    except SetAside as aside:
        return [Unusable(entry.reference, aside.reason, None, taken)]


def stages_from_condition(entry: Entry, reading: Reading) -> Iterator[RecordedStage | Unusable]:
    """The stages in Condition.stage of a diagnosis of this patient that is not refuted."""
    if reading.patient.refusal(entry) is not None or not records_something(entry):
        return
    for item in listed(entry.resource.get("stage")):
        kept = pruned(item, STAGE)
        try:
            ConditionStage.model_validate(kept)
        except ValidationError:
            yield Unusable(entry.reference, Reason.INVALID)
            continue
        summary = kept.get("summary")
        said = _Said(kept.get("type"), None, summary, "; ".join(words_of(summary)))
        yield from _recorded(said, entry, None)


def _observed(entry: Entry) -> _Said:
    kept = pruned(entry.resource, OBSERVATION)
    try:
        Observation.model_validate(kept)
    except ValidationError as error:
        raise SetAside(Reason.INVALID) from error
    value = kept.get("valueCodeableConcept")
    words = "; ".join([*words_of(value), *filter(None, [kept.get("valueString")])])
    return _Said(kept.get("code"), kept.get("method"), value, words)


def _recorded(said: _Said, entry: Entry, taken: Moment | None) -> list[RecordedStage | Unusable]:
    stages = said.stages()
    if not stages and said.coded:
        return [Unusable(entry.reference, Reason.NOT_MACHINE_READABLE, taken=taken)]
    return [
        RecordedStage(scheme, group, entry.reference, taken, by_text)
        for scheme, (group, by_text) in stages.items()
    ]
