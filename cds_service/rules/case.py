"""What every rule looks at: the chart, the serum B2M that is read, and what was settled once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cds_service.rules.applicability import Applicability, myeloma
from cds_service.rules.kidney import KidneyReading, read_kidney
from cds_service.rules.plausibility import beside_egfr
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Chart, LabResult, Moment


@dataclass(frozen=True)
class Case:
    """A chart with a current serum B2M sample, its kidney reading and the myeloma ground."""

    chart: Chart
    at: datetime
    policy: Policy
    sample: LabResult
    kidney: KidneyReading
    myeloma: Applicability


def case_from(chart: Chart, at: datetime, policy: Policy) -> Case | None:
    """The case to interpret; None without a usable serum B2M that is recent enough."""
    sample = chart.latest(Analyte.SERUM_B2M)
    if sample is None or days_old(sample.taken, at) > policy.sample_max_days:
        return None
    kidney = read_kidney(chart, sample, policy)
    sample = beside_egfr(sample, kidney.estimate.egfr if kidney.estimate else None)
    return Case(chart, at, policy, sample, kidney, myeloma(chart, sample, policy))


def days_old(taken: Moment, at: datetime) -> int:
    """Whole days from a specimen to the moment of interpretation."""
    return (at.date() - taken.last_day).days
