"""Which eGFR goes with a sample? Source order of policy KP-01.

1. the laboratory's own, if its code names a race-free method, unless creatinine lies closer;
2. else CKD-EPI 2021 computed from the nearest creatinine, by age and sex at that date;
3. an eGFR by an older formula is shown but nothing is worked out from it.

Sex or age known only in part gives a range (KP-02, KP-23).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cds_service.rules.finding import Computed
from cds_service.rules.gfr import ckd_epi_2021, reported
from cds_service.rules.pairing import nearest
from cds_service.rules.policy import Policy
from cds_service.rules.words import EGFR_UNIT, value_text
from fhir_mappings.model import Analyte, Chart, LabResult, Measured, Moment, Patient, Sex

RACE_FREE = {"CKD-EPI 2021", "CKD-EPI 2021 creatinine-cystatin C", "cystatin C"}
ADULT_FROM = 18


@dataclass(frozen=True)
class Estimate:
    """An eGFR in mL/min/1.73 m2: exact, a bound or a range; `source` is the result behind it."""

    egfr: Measured
    source: LabResult
    text: str
    method: str
    comparable: bool = True

    @property
    def computed(self) -> Computed | None:
        """The estimate as a computed input; None when the laboratory reported it."""
        if self.source.analyte is Analyte.EGFR:
            return None
        return Computed("eGFR", self.text, EGFR_UNIT, self.method, self.source)


def estimate_at(chart: Chart, anchor: Moment, policy: Policy) -> Estimate | None:
    """The eGFR to read beside a sample taken at `anchor`; None when there is none."""
    days = policy.pairing_max_days
    own = nearest(filter(_race_free, chart.of(Analyte.EGFR)), anchor, days)
    creatinine = nearest(filter(_exact, chart.of(Analyte.CREATININE)), anchor, days)
    computed = computed_estimate(creatinine, chart.patient) if creatinine else None
    if own and (computed is None or _gap(own, anchor) <= _gap(computed.source, anchor)):
        return reported_estimate(own)
    if computed:
        return computed
    older = nearest(chart.of(Analyte.EGFR), anchor, days)
    return reported_estimate(older) if older else None


def estimates(chart: Chart) -> list[Estimate]:
    """Every comparable eGFR of a chart, oldest first."""
    own = [reported_estimate(item) for item in chart.of(Analyte.EGFR) if _race_free(item)]
    creatinines = filter(_exact, chart.of(Analyte.CREATININE))
    computed = [computed_estimate(item, chart.patient) for item in creatinines]
    found = [*own, *filter(None, computed)]
    return sorted(found, key=lambda item: item.source.taken.latest)


def reported_estimate(result: LabResult) -> Estimate:
    """The laboratory's own eGFR."""
    method = result.method or "method not stated"
    return Estimate(result.value, result, value_text(result), method, _race_free(result))


def computed_estimate(creatinine: LabResult, patient: Patient) -> Estimate | None:
    """CKD-EPI 2021 from a creatinine; None for a child or without a date of birth."""
    ages = patient.ages(creatinine.taken)
    if ages is None or ages[0] < ADULT_FROM:
        return None
    sexes = [patient.sex] if patient.sex else list(Sex)
    values = [ckd_epi_2021(creatinine.value.low, age, sex) for age in set(ages) for sex in sexes]
    low, high = min(values), max(values)
    text = " to ".join(dict.fromkeys(str(reported(end)) for end in (low, high)))
    egfr = Measured(low, high, low_included=True, high_included=True)
    return Estimate(egfr, creatinine, text, "CKD-EPI 2021, computed from creatinine")


def _gap(result: LabResult, anchor: Moment) -> timedelta:
    return abs(result.taken.latest - anchor.latest)


def _race_free(result: LabResult) -> bool:
    return result.method in RACE_FREE


def _exact(result: LabResult) -> bool:
    return result.value.exact is not None
