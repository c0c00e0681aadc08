"""Was a sample taken before the first therapy? Policies P-06 to P-08; never yes/no.

after        strong evidence of a therapy of this disease that began before the sample
uncertain    weak evidence, the same day, overlapping dates, or a drug of another group
undated      a therapy without a usable date
too early    the sample lies further before first therapy than staging allows (P-06)
none found   every record could be read and nothing matched before the sample
unknown      the records could not be read in full

A steroid alone is weak. It counts with the disease as its coded reason, or within 30 days of a
certain therapy of the disease, whose regimen it then belongs to (P-06).

Strong and weak are decided where records are mapped. Ties go to the weaker answer; absence of
records never proves an untreated patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cds_service.rules.policy import DEFAULT, Policy
from fhir_mappings.model import Chart, Disease, Kind, Moment, Reason, Strength, Therapy

UNIDENTIFIED = {Reason.INVALID, Reason.MEDICINE_UNKNOWN, Reason.OLDER_FHIR}
RECORDS = ("medications", "procedures")  # the prefetch keys of treatment records
# Kinds of record that many servers do not keep: one that cannot be read at all bars nothing, but
# of one that was read in part the missing rows may matter.
WHERE_KEPT = ("dispenses", "administrations", "statements")
SPECIFIC = {Kind.AGENT, Kind.CHEMOTHERAPY, Kind.CELL_THERAPY}
PERHAPS = SPECIFIC | {Kind.ANTINEOPLASTIC, Kind.REGIMEN, Kind.STEROID, Kind.RADIOTHERAPY}


@dataclass(frozen=True)
class Treated:
    """A disease and the group of its medicines in the treatment table."""

    disease: Disease
    group: str

    def certain(self, therapy: Therapy) -> bool:
        """Is this surely a therapy of the disease, whenever it was given?"""
        return therapy.strength is Strength.STRONG and self.specific(therapy)

    def specific(self, therapy: Therapy) -> bool:
        """Is this a therapy of the disease, if it was given at all?"""
        for_it = therapy.reasons is None or self.disease in therapy.reasons
        if therapy.kind is Kind.STEROID:
            return bool(therapy.reasons) and for_it
        return therapy.kind in SPECIFIC and self.group in therapy.groups and for_it


class Timing(Enum):
    """How a sample lies to therapy, as far as records show; the value is the case files' code."""

    AFTER = "post-treatment"
    UNDATED = "treatment-undated"
    TOO_EARLY = "sample-too-early"
    UNCERTAIN = "treatment-uncertain"
    NONE_FOUND = "pre-treatment"
    UNKNOWN = "treatment-unknown"


@dataclass(frozen=True)
class TreatmentReading:
    """The answer for one sample and the record that decides it."""

    timing: Timing
    record: Therapy | None = None

    @property
    def stage_allowed(self) -> bool:
        """May a stage stand in the card at all?"""
        return self.timing not in {Timing.AFTER, Timing.UNDATED, Timing.TOO_EARLY}

    @property
    def sentence(self) -> str:
        """What the card says of treatment."""
        return _SENTENCES[self.timing].format(record=_named(self.record))


_SENTENCES = {
    Timing.AFTER: "No stage: sample taken after therapy began ({record}).",
    Timing.UNDATED: "No stage: a therapy without a usable date is on record ({record}).",
    Timing.TOO_EARLY: "No stage: sample taken too long before first therapy ({record}).",
    Timing.UNCERTAIN: "Valid only if untreated when the sample was taken: {record} is on record, "
    "and whether it came first is not certain.",
    Timing.NONE_FOUND: "No treatment record found; assumes a sample before first therapy.",
    Timing.UNKNOWN: "Treatment records could not be read: the result would hold only for a sample "
    "taken before first therapy.",
}


def treatment_before(
    chart: Chart, sample: Moment, treated: Treated, policy: Policy = DEFAULT
) -> TreatmentReading:
    """Read the treatment records against a sample."""
    possible = [item for item in chart.therapies if item.kind in PERHAPS]
    specific = [item for item in possible if treated.specific(item)]
    answers = (
        (Timing.AFTER, _certain(chart, treated, policy), _before),
        (Timing.UNDATED, specific, _undated),
        (Timing.UNCERTAIN, possible, _perhaps_before),
    )
    for timing, records, holds in answers:
        found = [item for item in records if holds(item, sample)]
        if found:
            return TreatmentReading(timing, min(found, key=_age))
    if any(item.therapy and item.reason in UNIDENTIFIED for item in chart.unusable):
        return TreatmentReading(Timing.UNCERTAIN)
    return TreatmentReading(Timing.UNKNOWN if _unread(chart) else Timing.NONE_FOUND)


def first_therapy(chart: Chart, treated: Treated, policy: Policy = DEFAULT) -> Therapy | None:
    """The first certain, dated therapy of a disease; None when there is none."""
    certain = [item for item in _certain(chart, treated, policy) if item.start]
    return min(certain, key=_age, default=None)


def _certain(chart: Chart, treated: Treated, policy: Policy) -> list[Therapy]:
    """The certain therapies of a disease, with the steroids that belong to their regimen (P-06)."""
    agents = [item for item in chart.therapies if treated.certain(item)]
    steroids = [
        item
        for item in chart.therapies
        if _given_steroid(item) and any(_close(item, agent, policy) for agent in agents)
    ]
    return [*agents, *steroids]


def _given_steroid(therapy: Therapy) -> bool:
    """A steroid that was surely given, for no other reason than this disease as far as is known."""
    strong = therapy.strength is Strength.STRONG
    return therapy.kind is Kind.STEROID and strong and therapy.reasons is None


def _close(one: Therapy, other: Therapy, policy: Policy) -> bool:
    if one.start is None or other.start is None:
        return False
    return one.start.days_from(other.start) <= policy.staging_steroid_days


def _unread(chart: Chart) -> bool:
    in_part = (chart.could_not_be_had(key) and not chart.unavailable(key) for key in WHERE_KEPT)
    return any(in_part) or any(chart.could_not_be_had(key) for key in RECORDS)


def _before(therapy: Therapy, sample: Moment) -> bool:
    return therapy.start is not None and therapy.start.latest < sample.earliest


def _undated(therapy: Therapy, _sample: Moment) -> bool:
    return therapy.start is None


def _perhaps_before(therapy: Therapy, sample: Moment) -> bool:
    if therapy.start is None or therapy.no_later:
        return True
    return therapy.start.earliest <= sample.latest


def _age(therapy: Therapy) -> float:
    return therapy.start.earliest.timestamp() if therapy.start else float("inf")


def _named(therapy: Therapy | None) -> str:
    if therapy is None:
        return "a medicine that could not be identified"
    return f"{therapy.substance}, {therapy.start.text}" if therapy.start else therapy.substance
