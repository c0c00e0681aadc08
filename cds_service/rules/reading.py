"""One index read on one chart: what stays possible, and the summary of what leaves it open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cds_service.rules.case import Case
from cds_service.rules.companions import companions_for, unread
from cds_service.rules.facts import LABORATORY, Fact
from cds_service.rules.finding import Companion
from cds_service.rules.labels import needed_labels
from cds_service.rules.possible import Index
from cds_service.rules.sampling import StagingSample
from cds_service.rules.treatment import Timing
from cds_service.rules.words import dated, listed, plain, value_text
from fhir_mappings.model import LabResult, Measured

CLOSE = "B2M is close to the cut-off of {cut} mg/L; analytical variation could change the group."

B2M_RESULTS = "b2m"  # a prefetch key
ANOTHER_SAMPLE = "stage open, another sample may be the one to stage"
STAGE_OF_THIS_SAMPLE = (
    "Not all B2M results could be read: what is given holds for this sample, and another may be "
    "the one to stage."
)
CLOSE_ALBUMIN = (
    "Albumin is close to the cut-off of 35 g/L (3.5 g/dL), where methods differ: another method "
    "could change the group."
)


@dataclass(frozen=True)
class Reading:
    """One index read on one chart."""

    case: Case
    staged: StagingSample
    facts: Mapping[str, Fact]
    known: Mapping[str, Any]
    possible: tuple[str, ...]
    needed: tuple[str, ...]

    @property
    def sample(self) -> LabResult:
        """The serum B2M that is staged."""
        return self.staged.sample

    def results(self, name: str) -> tuple[LabResult, ...]:
        """The results that an input rests on."""
        return self.facts[name].results

    def labels(self, names: Iterable[str]) -> tuple[str, ...]:
        """Inputs as a clinician calls them, as far as they are still to be tested."""
        tested = (item for fact in self.facts.values() for item in fact.markers)
        return needed_labels(names, self.known, tested)

    @property
    def settled(self) -> bool:
        """Is exactly one group possible?"""
        return len(self.possible) == 1

    @property
    def in_part(self) -> bool:
        """Could results of serum B2M not be had, so that another may be the one to stage (P-07)?"""
        return self.case.unreadable(B2M_RESULTS)

    @property
    def askable(self) -> tuple[str, ...]:
        """The inputs that a test could still supply; none for a stage of before therapy."""
        return () if self.staged.at_diagnosis else self.needed

    @cached_property
    def companions(self) -> tuple[Companion, ...]:
        """The tests that would supply what is still open."""
        return companions_for(self.askable, self.known, self.case)


def result_text(possible: tuple[str, ...]) -> str:
    """The cell of the table of indices."""
    return possible[0] if len(possible) == 1 else f"not assignable: {listed(possible)}"


def close_to_cutoff(index: Index, reading: Reading) -> tuple[str, ...]:
    """The note that analytical variation could change the group (P-10); no group changes."""
    value, share = reading.sample.value.exact, reading.case.policy.near_cutoff_share
    if value is None or "b2m" not in index.inputs:
        return ()
    if not index.near_cutoff("b2m", value, reading.known, share):
        return ()
    zones = index.zones("b2m", value, share)
    return tuple(CLOSE.format(cut=plain((zone.low + zone.high) / 2)) for zone in zones)


def close_albumin(index: Index, reading: Reading) -> tuple[str, ...]:
    """The same for albumin, whose methods differ near 35 g/L by more than one assay varies: between
    bromocresol green and electrophoresis the stage of 35 % of 698 myeloma samples could change
    (Snozek 2007, PMID 17463172). The share is that of P-10."""
    fact = reading.facts.get("albumin")
    value = fact.known.exact if fact and isinstance(fact.known, Measured) else None
    if value is None:
        return ()
    share = reading.case.policy.near_cutoff_share
    near = index.near_cutoff("albumin", value, reading.known, share)
    return (CLOSE_ALBUMIN,) if near else ()


def summary(index: str, reading: Reading) -> str:
    """The summary of an index that is not settled, or not surely of the sample to stage; "" where
    the general form serves."""
    if doubt := _doubt(reading):
        return f"{dated(reading.sample)}: {doubt}"
    return "" if reading.settled else _unsettled(index, reading)


def _doubt(reading: Reading) -> str:
    """Why no stage may stand in the summary; "" where it may."""
    if reading.in_part:
        return ANOTHER_SAMPLE
    if reading.staged.treatment.timing is not Timing.UNCERTAIN:
        return ""
    record = reading.staged.treatment.record
    name = record.substance if record else "an unidentified medicine"
    return f"stage valid only if untreated then; {name} is on record"


def _unsettled(index: str, reading: Reading) -> str:
    groups = f"{index} {listed(reading.possible)}"
    labels = reading.labels(reading.needed)
    if "b2m" in reading.needed:
        return f"{groups}: {dated(reading.sample)} leaves it open"
    unclear = [item for name in reading.needed for item in reading.results(name)]
    if len(reading.needed) == 1 and unclear:
        said = f"{unclear[0].analyte.label} {value_text(unclear[0])}"
        return f"{groups}: {said} leaves it open; {dated(reading.sample)}"
    if len(labels) > 2:
        return f"{groups}: {dated(reading.sample)} alone does not settle it"
    return f"{groups}: {listed(labels, 'and')} {_decides(labels, reading)} {dated(reading.sample)}"


def _decides(labels: tuple[str, ...], reading: Reading) -> str:
    verb = "decides" if len(labels) == 1 else "decide"
    unknown = [unread(name, reading.case) for name in reading.needed]
    if all(unknown):
        return f"{verb} and could not be read;"
    absent = all(name in LABORATORY and not reading.results(name) for name in reading.needed)
    if absent and not any(unknown):
        return f"{verb}, none within {reading.case.policy.pairing_max_days} days of"
    return f"{verb};"
