"""LOINC 69548-6, "Genetic variant assessment": present or absent at a gene or location.

Gene TP53 with a coded answer is a TP53 mutation, unless a copy number makes it a deletion: then it
is del(17p). Without a gene the location decides: a region stands for the abnormality that FISH
looks for there (17p13 a deletion, 1q21 a gain, 1p32 a deletion). A copy number outweighs that
convention; where it contradicts the answer, nothing is known. A benign or uncertain variant does
not show a mutation, and does not exclude another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fhir.resources.R4B.observation import Observation, ObservationComponent

from fhir_mappings.answers import answer_text, meanings, presence
from fhir_mappings.codes import LOINC
from fhir_mappings.model import Marker, MarkerResult, Measured, Moment, Reason
from fhir_mappings.set_aside import SetAside
from fhir_mappings.shares import share_of

GENE, LOCATION, COPIES, ALLELE_SHARE, SIGNIFICANCE = (
    "48018-6",
    "48001-2",
    "82155-3",
    "81258-6",
    "53037-8",
)
TP53 = {"TP53", "HGNC:11998"}
NORMAL_COPIES = Decimal(2)
MOST_COPIES = Decimal(99)
TRANSLOCATIONS = {
    "t(4;14)": Marker.T_4_14,
    "t(14;16)": Marker.T_14_16,
    "t(14;20)": Marker.T_14_20,
    "t(11;14)": Marker.T_11_14,
}
REGIONS = (
    (re.compile(r"17p(13[\d.]*)?"), Marker.DEL_17P),
    (re.compile(r"1q(21[\d.]*)?"), Marker.GAIN_1Q),
    (re.compile(r"1p32[\d.]*"), Marker.DEL_1P32),
    (re.compile(r"13q14[\d.]*"), Marker.DEL_13Q),
    (re.compile(r"11q22[\d.]*"), Marker.DEL_11Q),
)


@dataclass(frozen=True)
class Source:
    """The Observation that answers: its reference, its moment and its LOINC code."""

    reference: str
    taken: Moment
    loinc: str

    def result(
        self,
        marker: Marker,
        present: bool | None,
        share: Measured | None = None,
        text: str = "",
        copies: Decimal | None = None,
    ) -> MarkerResult:
        """The answer on one marker, with where it comes from."""
        return MarkerResult(
            marker, present, self.reference, self.taken, share, text, copies, self.loinc
        )


def variant_results(observation: Observation, source: Source) -> Iterator[MarkerResult]:
    """The marker a variant assessment answers; none when it is about anything else."""
    parts = {_code(item): item for item in observation.component or ()}
    if not parts.keys() & {GENE, LOCATION}:
        raise SetAside(Reason.NOT_MACHINE_READABLE)
    copies = _copies(parts.get(COPIES))
    marker = _marker(_words(parts.get(GENE)), _words(parts.get(LOCATION)), copies)
    if marker is None:
        return
    said = meanings([observation.valueCodeableConcept, *(observation.interpretation or ())])
    if observation.valueCodeableConcept is None and not said:
        raise SetAside(Reason.NOT_MACHINE_READABLE if observation.valueString else Reason.NO_VALUE)
    allele = parts.get(ALLELE_SHARE)
    yield source.result(
        marker,
        _present(marker, presence(said), copies, _significance(parts.get(SIGNIFICANCE))),
        share_of(allele.valueQuantity) if allele else None,
        answer_text(observation.valueCodeableConcept),
        copies,
    )


def _marker(gene: list[str], location: list[str], copies: Decimal | None) -> Marker | None:
    if moved := [found for words in location if (found := _translocation(words))]:
        return moved[0]
    if TP53 & {words.upper() for words in gene}:
        return Marker.TP53_MUTATION if copies is None else Marker.DEL_17P
    if gene:
        return None
    return next((found for words in location if (found := _region(words))), None)


def _translocation(words: str) -> Marker | None:
    written = words.replace(" ", "").lower()
    return next((found for name, found in TRANSLOCATIONS.items() if written.startswith(name)), None)


def _region(words: str) -> Marker | None:
    written = words.replace(" ", "").lower()
    return next((found for pattern, found in REGIONS if pattern.fullmatch(written)), None)


def _present(
    marker: Marker, present: bool | None, copies: Decimal | None, significance: set[str]
) -> bool | None:
    if marker is Marker.TP53_MUTATION and present and significance & {"benign", "uncertain"}:
        return None
    if copies is None or present is None:
        return present
    counted = copies > NORMAL_COPIES if marker is Marker.GAIN_1Q else copies < NORMAL_COPIES
    return present if counted is present else None


def _significance(part: ObservationComponent | None) -> set[str]:
    return meanings([part.valueCodeableConcept]) if part else set()


def _copies(part: ObservationComponent | None) -> Decimal | None:
    quantity = part.valueQuantity if part else None
    if quantity is None or quantity.value is None or quantity.comparator:
        return None
    value = Decimal(quantity.value)
    return value if 0 <= value <= MOST_COPIES else None


def _words(part: ObservationComponent | None) -> list[str]:
    if part is None:
        return []
    concept = part.valueCodeableConcept
    coded = [(item.code, item.display) for item in (concept and concept.coding) or ()]
    said = [part.valueString, concept and concept.text, *(text for pair in coded for text in pair)]
    return [str(words) for words in said if words]


def _code(part: ObservationComponent) -> str:
    codings = [item for item in part.code.coding or () if item.system == LOINC]
    return next((str(item.code) for item in codings), "")
