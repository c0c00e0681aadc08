"""What every rule looks at: the chart, the serum B2M that is read, and what was settled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from cds_service.rules.caveat import KidneyCaveat
from cds_service.rules.kidney import KidneyReading, read_kidney
from cds_service.rules.plausibility import beside_egfr
from cds_service.rules.policy import Policy
from cds_service.rules.population import Applicability, Ground, Population, applicability
from cds_service.rules.populations import POPULATIONS
from cds_service.rules.sampling import StagingSample, current_sample, staging_sample
from cds_service.rules.treatment import Timing
from fhir_mappings.model import Analyte, Chart, Disease, LabResult, Moment


@dataclass(frozen=True)
class Case:
    """A chart with its current serum B2M, the kidney reading beside it, and per disease whether
    and on which sample its indices apply."""

    chart: Chart
    at: datetime
    policy: Policy
    sample: LabResult
    kidney: KidneyReading
    grounds: Mapping[Disease, Applicability]
    stagings: Mapping[Disease, StagingSample]

    def ground(self, population: Population) -> Applicability:
        """Whether the indices of a disease apply."""
        return self.grounds[population.disease]

    def staged(self, population: Population) -> StagingSample:
        """The sample to stage, else the current one."""
        return self.stagings.get(population.disease) or self.current(population)

    def current(self, population: Population) -> StagingSample:
        """The current sample as the indices of treated disease read it."""
        return current_sample(self.chart, self.sample, population, self.policy)

    def may_stage(self, population: Population) -> bool:
        """May a group be shown, and is the sample still within the lifetime of a card?"""
        staged = self.stagings.get(population.disease)
        return staged is not None and staged.allowed and not self._past(staged)

    def relapsed(self, population: Population) -> bool:
        """Is the disease on record and certainly treated before the current sample?"""
        ground = self.ground(population)
        known = ground.ground in {Ground.APPLIES, Ground.NOT_NEW}
        return known and self.current(population).treatment.timing is Timing.AFTER

    def caveat_beside(self, sample: LabResult) -> KidneyCaveat:
        """What the kidney does to a serum B2M, the current one or another."""
        if sample == self.kidney.sample:
            return self._caveat
        return KidneyCaveat(read_kidney(self.chart, sample, self.policy), self.policy)

    @cached_property
    def _caveat(self) -> KidneyCaveat:
        return KidneyCaveat(self.kidney, self.policy)

    @property
    def staging(self) -> bool:
        """Does any disease get a group?"""
        return any(
            self.may_stage(population) and self.shown(population) for population in POPULATIONS
        )

    def shown(self, population: Population) -> bool:
        """Is an index of the new disease switched on?"""
        return not population.rules.isdisjoint(self.policy.indices)

    def unreadable(self, key: str) -> bool:
        """Could this data set not be had in full?"""
        return self.chart.could_not_be_had(key)

    def _past(self, staged: StagingSample) -> bool:
        age = days_old(staged.sample.taken, self.at)
        return staged.at_diagnosis and age > self.policy.sample_current_days


def case_from(chart: Chart, at: datetime, policy: Policy) -> Case | None:
    """The case to interpret; None without a usable serum B2M that is recent enough."""
    sample = chart.latest(Analyte.SERUM_B2M)
    if sample is None or days_old(sample.taken, at) > policy.sample_max_days:
        return None
    grounds = {
        population.disease: applicability(chart, population, sample.taken, policy)
        for population in POPULATIONS
    }
    kidney = read_kidney(chart, sample, policy)
    stagings = {
        disease: staging_sample(chart, sample, ground.population, policy)
        for disease, ground in grounds.items()
        if ground.applies
    }
    marked = {
        disease: _to_verify(staging, kidney, chart, policy) for disease, staging in stagings.items()
    }
    return Case(chart, at, policy, _beside(kidney), kidney, grounds, marked)


def _to_verify(
    staging: StagingSample, current: KidneyReading, chart: Chart, policy: Policy
) -> StagingSample:
    """The staged sample, marked by the filtration of its own time."""
    same = staging.sample is current.sample
    kidney = current if same else read_kidney(chart, staging.sample, policy)
    return replace(staging, sample=_beside(kidney))


def _beside(kidney: KidneyReading) -> LabResult:
    return beside_egfr(kidney.sample, kidney.estimate.egfr if kidney.estimate else None)


def days_old(taken: Moment, at: datetime) -> int:
    """Whole days from a specimen to the moment of interpretation."""
    return (at.date() - taken.last_day).days
