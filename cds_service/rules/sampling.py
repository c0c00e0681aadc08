"""Which serum B2M is staged, and which is read as the current one. Policies P-06, P-07.

Staging describes the start of treatment: of the samples up to 90 days before first therapy the one
closest to it counts, even when newer ones exist. Without a known first therapy it is the newest. A
sample from longer before is not staged.
"""

from __future__ import annotations

from dataclasses import dataclass

from cds_service.rules.policy import DEFAULT, Policy
from cds_service.rules.population import Population
from cds_service.rules.treatment import (
    Timing,
    TreatmentReading,
    first_therapy,
    treatment_before,
)
from fhir_mappings.model import Analyte, Chart, LabResult, Moment, Therapy


@dataclass(frozen=True)
class StagingSample:
    """The sample to stage and what is known of treatment before it. `until`: when therapy began
    after it, so that the stage is that of the start of treatment; None when it is not known to
    have begun."""

    sample: LabResult
    treatment: TreatmentReading
    population: Population
    until: Moment | None = None

    @property
    def at_diagnosis(self) -> bool:
        """Has therapy begun since?"""
        return self.until is not None

    @property
    def allowed(self) -> bool:
        """May this sample be staged?"""
        return self.treatment.stage_allowed

    @property
    def sentence(self) -> str:
        """What the card says of treatment."""
        if self.until is None or self.treatment.timing is not Timing.NONE_FOUND:
            return self.treatment.sentence
        return AT_DIAGNOSIS.format(start=self.until.text)


AT_DIAGNOSIS = (
    "First therapy on record: {start}, after this sample; the stage is that at diagnosis."
)


def staging_sample(
    chart: Chart, current: LabResult, population: Population, policy: Policy
) -> StagingSample:
    """The sample to stage for a disease; the current one when no better is eligible."""
    therapy = first_therapy(chart, population.treated, policy)
    start = therapy.start if therapy else None
    samples = chart.of(Analyte.SERUM_B2M)
    before = [item for item in samples if start and _eligible(item, start, policy)]
    sample = before[-1] if before else current
    reading = treatment_before(chart, sample.taken, population.treated, policy)
    if therapy and not before and reading.stage_allowed and _precedes(sample, therapy):
        reading = TreatmentReading(Timing.TOO_EARLY, therapy)
    return StagingSample(sample, reading, population, start if before else None)


def current_sample(
    chart: Chart, current: LabResult, population: Population, policy: Policy = DEFAULT
) -> StagingSample:
    """The current sample, whatever was given before it: for indices of treated disease."""
    return StagingSample(
        current, treatment_before(chart, current.taken, population.treated, policy), population
    )


def _precedes(sample: LabResult, therapy: Therapy) -> bool:
    return therapy.start is not None and sample.taken.latest < therapy.start.earliest


def _eligible(sample: LabResult, start: Moment, policy: Policy) -> bool:
    before = sample.taken.latest < start.earliest
    return before and sample.taken.days_from(start) <= policy.staging_max_days_before_therapy
