"""A child's eGFR, only where a height is on record (kidney rules K2, 3.1): Schwartz and CKiD U25.

No category and no expected B2M follows from it. The height may be up to 90 days from the sample:
project policy, no source gives a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cds_service.rules.equations import nearest_draw
from cds_service.rules.gfr import reported
from cds_service.rules.paediatric import (
    schwartz_2009,
    schwartz_age,
    u25_creatinine,
    u25_cystatin,
    u25_mean,
)
from cds_service.rules.pairing import nearest
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Chart, LabResult, Moment, Sex

DAYS_PER_YEAR = Decimal("365.25")


@dataclass(frozen=True)
class YoungEstimate:
    """Both equations as whole numbers in mL/min/1.73 m2; `u25` None where sex is not recorded."""

    schwartz: int
    u25: int | None
    height: LabResult
    markers: tuple[LabResult, ...]


def young_estimate(chart: Chart, at: Moment, policy: Policy) -> YoungEstimate | None:
    """The estimate beside a sample; None without height, creatinine or an exact date of birth."""
    height = nearest(chart.of(Analyte.HEIGHT), at, policy.height_days)
    draw = nearest_draw(chart, at, policy.pairing_max_days)
    if height is None or height.value.exact is None or draw is None:
        return None
    age = _years(chart.patient.born, draw.source.taken)
    if draw.source.analyte is not Analyte.CREATININE or age is None or not schwartz_age(age):
        return None
    markers = [item.value.low for item in draw.markers]
    schwartz = reported(schwartz_2009(markers[0], height.value.low))
    u25 = _u25(markers, height.value.low, age, chart.patient.sex)
    return YoungEstimate(schwartz, u25, height, draw.markers)


def _u25(markers: list[Decimal], height: Decimal, age: Decimal, sex: Sex | None) -> int | None:
    if sex is None:
        return None
    value = u25_creatinine(markers[0], height, age, sex)
    if markers[1:]:
        value = u25_mean(value, u25_cystatin(markers[1], age, sex))
    assert value is not None  # the bedside equation's ages lie within those of U25
    return reported(value)


def _years(born: Moment | None, at: Moment) -> Decimal | None:
    if born is None or born.first_day != born.last_day:
        return None
    return (at.last_day - born.first_day).days / DAYS_PER_YEAR
