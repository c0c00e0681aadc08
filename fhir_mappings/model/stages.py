"""Stages that a clinician recorded: they outrank a computed stage (policy P-18)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fhir_mappings.model.values import Moment


class Scheme(Enum):
    """A staging scheme, in the words a card uses."""

    ISS = "ISS"
    R_ISS = "R-ISS"
    R2_ISS = "R2-ISS"
    DURIE_SALMON = "Durie-Salmon"
    RAI = "Rai"
    BINET = "Binet"
    LYMPHOMA = "lymphoma stage"


@dataclass(frozen=True)
class RecordedStage:
    """A stage on record; `group` is "0" to "IV", or "A" to "C" for Binet.

    `taken` is when it was assessed, None when that is not recorded. `by_text`: read from words
    instead of codes. Both come from an Observation or from Condition.stage (`reference`).
    """

    scheme: Scheme
    group: str
    reference: str
    taken: Moment | None = None
    by_text: bool = False
