"""Which eGFR goes with a sample? Source order of policy KP-01.

1. the laboratory's own, if its code names a race-free method, unless creatinine lies closer;
2. else one computed from the nearest creatinine, with cystatin C where it is of the same draw,
   or from cystatin C alone, by age and sex at that date (`equations`);
3. an eGFR by an older formula is shown but nothing is worked out from it.

Sex or age known only in part gives a range (KP-02, KP-23).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cds_service.rules.equations import Draw, is_exact, nearest_draw
from cds_service.rules.finding import Computed
from cds_service.rules.gfr import reported
from cds_service.rules.pairing import nearest
from cds_service.rules.policy import Policy
from cds_service.rules.words import EGFR_UNIT, value_text
from fhir_mappings.model import Analyte, Chart, LabResult, Measured, Moment, Patient, Sex

RACE_FREE = {"CKD-EPI 2021", "CKD-EPI 2021 creatinine-cystatin C", "cystatin C"}
ADULT_FROM = 18


@dataclass(frozen=True)
class Estimate:
    """An eGFR in mL/min/1.73 m2: exact, a bound or a range. `source` is the result behind it,
    `others` are further results it rests on; `equation` tells estimates that compare."""

    egfr: Measured
    source: LabResult
    text: str
    method: str
    equation: str
    comparable: bool = True
    others: tuple[LabResult, ...] = ()

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
    draw = nearest_draw(chart, anchor, days)
    computed = computed_estimate(draw, chart.patient, policy) if draw else None
    if own and (computed is None or _gap(own, anchor) <= _gap(computed.source, anchor)):
        return reported_estimate(own)
    if computed:
        return computed
    older = nearest(chart.of(Analyte.EGFR), anchor, days)
    return reported_estimate(older) if older else None


def estimates(chart: Chart, policy: Policy) -> list[Estimate]:
    """Every eGFR by a race-free method or from creatinine alone, oldest first."""
    own = [reported_estimate(item) for item in chart.of(Analyte.EGFR) if _race_free(item)]
    draws = [Draw((item,)) for item in chart.of(Analyte.CREATININE) if is_exact(item)]
    computed = [computed_estimate(draw, chart.patient, policy) for draw in draws]
    found = [*own, *filter(None, computed)]
    return sorted(found, key=lambda item: item.source.taken.latest)


def reported_estimate(result: LabResult) -> Estimate:
    """The laboratory's own eGFR."""
    method = result.method or "method not stated"
    return Estimate(result.value, result, value_text(result), method, method, _race_free(result))


def computed_estimate(draw: Draw, patient: Patient, policy: Policy) -> Estimate | None:
    """By the site's equation from one draw; None for a child or without a date of birth."""
    ages = patient.ages(draw.source.taken)
    if ages is None or ages[0] < ADULT_FROM:
        return None
    sexes = [patient.sex] if patient.sex else list(Sex)
    equation, markers = draw.equation(policy), tuple(item.value.low for item in draw.markers)
    values = [equation.result(markers, age, sex) for age in set(ages) for sex in sexes]
    found = [value for value in values if value is not None]
    low, high = min(found), max(found)
    text = " to ".join(dict.fromkeys(str(reported(end)) for end in (low, high)))
    egfr = Measured(low, high, low_included=True, high_included=True)
    method = f"{equation.name}, computed from {equation.markers}"
    return Estimate(egfr, draw.source, text, method, equation.name, others=draw.markers[1:])


def _gap(result: LabResult, anchor: Moment) -> timedelta:
    return abs(result.taken.latest - anchor.latest)


def _race_free(result: LabResult) -> bool:
    return result.method in RACE_FREE
