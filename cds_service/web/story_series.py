"""What the two-stories chart shows of a patient: serum B2M and kidney function over time.

B2M in mg/L, eGFR in mL/min/1.73 m2. The band expected from eGFR alone stands only where the kidney
rules allow it (rows K0 to K7), so not on dialysis, in children, in pregnancy, or while creatinine
changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds_service.markdown import clean
from cds_service.rules.estimate import Estimate, estimates
from cds_service.rules.filtration import Verdict, expected_at
from cds_service.rules.iss import B2M_STAGE_I_BELOW, B2M_STAGE_III_FROM
from cds_service.rules.kidney import COMPARED, KidneyReading, read_kidney
from cds_service.rules.on_dialysis import dialysis_since
from cds_service.rules.plausibility import plausible
from cds_service.rules.policy import Policy
from cds_service.rules.population import Ground, applicability
from cds_service.rules.populations import MYELOMA
from cds_service.rules.words import value_text
from fhir_mappings.model import Analyte, Chart, Kind, LabResult, Therapy

WITHOUT_EGFR = {Verdict.DIALYSIS, Verdict.CHILD, Verdict.PREGNANCY, Verdict.NON_STEADY}
OF_DISEASE = {Kind.AGENT, Kind.CHEMOTHERAPY, Kind.CELL_THERAPY, Kind.REGIMEN}
NOTES = {
    Verdict.DIALYSIS: "On dialysis: eGFR and the band expected from it are not shown.",
    Verdict.CHILD: "Under 18 years: adult eGFR and the band expected from it are not shown.",
    Verdict.PREGNANCY: "In pregnancy: eGFR and the band expected from it are not shown.",
    Verdict.NON_STEADY: "While creatinine is changing, eGFR and the band expected from it are not "
    "shown.",
}


@dataclass(frozen=True)
class B2mPoint:
    """One usable serum B2M. `bound` is "<" or ">" where only a limit is known; `expected` the
    lower and upper end of what eGFR alone explains, None where nothing is worked out."""

    day: date
    value: Decimal
    bound: str
    text: str
    limit: Decimal | None
    laboratory: str
    egfr: str
    expected: tuple[Decimal, Decimal] | None


@dataclass(frozen=True)
class AsidePoint:
    """A serum B2M that was set aside: it has a date but no place on the axis of values."""

    day: date
    text: str
    reason: str


@dataclass(frozen=True)
class EgfrPoint:
    """One eGFR; `high` differs from `low` where age or sex are known only in part."""

    day: date
    low: Decimal
    high: Decimal
    text: str
    method: str


@dataclass(frozen=True)
class Event:
    """The start of a treatment, or dialysis."""

    day: date
    text: str


@dataclass(frozen=True)
class Series:
    """Everything on the chart, oldest first. `cutoffs`: of ISS, only with confirmed myeloma."""

    b2m: tuple[B2mPoint, ...]
    aside: tuple[AsidePoint, ...]
    egfr: tuple[EgfrPoint, ...]
    events: tuple[Event, ...]
    cutoffs: tuple[Decimal, ...]
    notes: tuple[str, ...]


def series_from(chart: Chart, policy: Policy) -> Series:
    """The series of one patient's chart."""
    chart = plausible(chart)
    samples = chart.of(Analyte.SERUM_B2M)
    readings = [read_kidney(chart, sample, policy) for sample in samples]
    return Series(
        b2m=tuple(_b2m(reading, policy) for reading in readings),
        aside=tuple(_aside(chart)),
        egfr=tuple(_egfr(chart, readings, policy)),
        events=tuple(sorted(_events(chart), key=lambda event: event.day)),
        cutoffs=_cutoffs(chart, samples, policy),
        notes=tuple(dict.fromkeys(NOTES[r.verdict] for r in readings if r.verdict in NOTES)),
    )


def _b2m(reading: KidneyReading, policy: Policy) -> B2mPoint:
    sample, value = reading.sample, reading.sample.value
    unbounded_above, unbounded_below = value.high.is_infinite(), value.low.is_infinite()
    shown = reading.estimate if reading.verdict not in WITHOUT_EGFR else None
    return B2mPoint(
        day=sample.taken.last_day,
        value=value.low if unbounded_above else value.high,
        bound=">" if unbounded_above else "<" if unbounded_below else "",
        text=value_text(sample),
        limit=sample.upper_limit,
        laboratory=clean(sample.laboratory),
        egfr=shown.text if shown else "",
        expected=_expected(reading, policy),
    )


def _expected(reading: KidneyReading, policy: Policy) -> tuple[Decimal, Decimal] | None:
    estimate = reading.estimate
    told = reading.verdict in COMPARED | {Verdict.NOT_RAISED}
    if not (told and policy.filtration_bands and estimate and estimate.comparable):
        return None
    low, high = estimate.egfr.low, estimate.egfr.high
    if not high.is_finite() or low < policy.egfr_comparison_floor:
        return None
    upper = expected_at(low, policy) * policy.filtration_explained
    return expected_at(high, policy), upper


def _aside(chart: Chart) -> Iterator[AsidePoint]:
    for item in chart.unusable:
        if item.analyte is Analyte.SERUM_B2M and item.taken is not None:
            text = clean(item.reported) or "value not read"
            yield AsidePoint(item.taken.last_day, text, item.reason.value)


def _egfr(chart: Chart, readings: list[KidneyReading], policy: Policy) -> Iterator[EgfrPoint]:
    if any(reading.verdict in WITHOUT_EGFR - {Verdict.NON_STEADY} for reading in readings):
        return
    moving = [item.sample for item in readings if item.verdict is Verdict.NON_STEADY]
    for estimate in estimates(chart, policy):
        low, high = estimate.egfr.low, estimate.egfr.high
        if low.is_finite() and high.is_finite() and not _beside(estimate, moving, policy):
            yield EgfrPoint(
                estimate.source.taken.last_day, low, high, estimate.text, estimate.method
            )


def _beside(estimate: Estimate, samples: list[LabResult], policy: Policy) -> bool:
    taken = estimate.source.taken
    return any(taken.days_from(item.taken) <= policy.steady_state_days for item in samples)


def _events(chart: Chart) -> Iterator[Event]:
    for name, therapies in _by_substance(chart).items():
        starts = [item.start.last_day for item in therapies if item.start]
        if starts:
            yield Event(min(starts), name)
    if since := dialysis_since(chart):
        yield Event(since, Kind.DIALYSIS.value)


def _by_substance(chart: Chart) -> dict[str, list[Therapy]]:
    found: dict[str, list[Therapy]] = {}
    for item in chart.therapies:
        if item.kind in OF_DISEASE:
            found.setdefault(item.substance, []).append(item)
        elif item.kind is Kind.KIDNEY_TRANSPLANT:
            found.setdefault(item.kind.value, []).append(item)
    return found


def _cutoffs(chart: Chart, samples: tuple[LabResult, ...], policy: Policy) -> tuple[Decimal, ...]:
    if not samples:
        return ()
    ground = applicability(chart, MYELOMA, samples[-1].taken, policy).ground
    confirmed = ground in {Ground.APPLIES, Ground.NOT_NEW}
    return (B2M_STAGE_I_BELOW, B2M_STAGE_III_FROM) if confirmed else ()
