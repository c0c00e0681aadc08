"""Values that cannot be, and values to verify at their source (policy P-11, kidney rules 9.2).

            reject               ask to verify the unit
B2M         < 0.2 or > 200       < 0.6 or > 50 (on dialysis > 60; > 20 with eGFR > 60)   mg/L
creatinine  < 0.1 or > 40        < 0.2 or > 15     mg/dL
albumin     < 5 or > 80          < 10 or > 60      g/L
LDH         < 10 or > 100 000    < 50 or > 10 000  U/L
eGFR        > 250                < 2 or > 150      mL/min/1.73 m2
cystatin C  < 0.1 or > 12        < 0.3 or > 8      mg/L
urine B2M   > 1 000 000          > 100 000         ug/L
urine crea  < 1 or > 900         < 20 or > 400     mg/dL
urine pH    < 4.0 or > 9.5       < 4.5 or > 8.5
height      < 30 or > 260        < 45 or > 210     cm

Nothing is ever corrected. An upper bound ("< 0.5") is not asked about for being low.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cds_service.rules.on_dialysis import on_dialysis
from cds_service.rules.policy import DEFAULT, Policy
from fhir_mappings.model import (
    Analyte,
    Chart,
    LabResult,
    Measured,
    Reason,
    Unusable,
    measured,
)

NOTHING = Decimal("-Infinity")
REJECT = {
    Analyte.SERUM_B2M: (Decimal("0.2"), Decimal(200)),
    Analyte.CREATININE: (Decimal("0.1"), Decimal(40)),
    Analyte.ALBUMIN: (Decimal(5), Decimal(80)),
    Analyte.LDH: (Decimal(10), Decimal(100_000)),
    Analyte.EGFR: (NOTHING, Decimal(250)),
    Analyte.CYSTATIN_C: (Decimal("0.1"), Decimal(12)),
    Analyte.URINE_B2M: (NOTHING, Decimal(1_000_000)),
    Analyte.URINE_CREATININE: (Decimal(1), Decimal(900)),
    Analyte.URINE_PH: (Decimal("4.0"), Decimal("9.5")),
    Analyte.HEIGHT: (Decimal(30), Decimal(260)),
}
VERIFY = {
    Analyte.SERUM_B2M: (Decimal("0.6"), Decimal(50)),
    Analyte.CREATININE: (Decimal("0.2"), Decimal(15)),
    Analyte.ALBUMIN: (Decimal(10), Decimal(60)),
    Analyte.LDH: (Decimal(50), Decimal(10_000)),
    Analyte.EGFR: (Decimal(2), Decimal(150)),
    Analyte.CYSTATIN_C: (Decimal("0.3"), Decimal(8)),
    Analyte.URINE_B2M: (NOTHING, Decimal(100_000)),
    Analyte.URINE_CREATININE: (Decimal(20), Decimal(400)),
    Analyte.URINE_PH: (Decimal("4.5"), Decimal("8.5")),
    Analyte.HEIGHT: (Decimal(45), Decimal(210)),
}
ANY = (NOTHING, Decimal("Infinity"))
VERIFY_B2M_ON_DIALYSIS_ABOVE = Decimal(60)
VERIFY_B2M_BESIDE_GOOD_EGFR_ABOVE = Decimal(20)
EGFR_60_OR_LESS = measured(Decimal("60.5"), "<")  # as the reported whole number
QUERY = "unusual for this test, verify value and unit"


def implausible(result: LabResult) -> bool:
    """Must the value be set aside?"""
    return _outside(result, REJECT.get(result.analyte, ANY))


def to_verify(result: LabResult, *, dialysed: bool) -> bool:
    """Is the value usable but unusual?"""
    low, high = VERIFY.get(result.analyte, ANY)
    if dialysed and result.analyte is Analyte.SERUM_B2M:
        high = VERIFY_B2M_ON_DIALYSIS_ABOVE
    if result.value.low.is_infinite():
        low = NOTHING
    return _outside(result, (low, high))


def without_impossible(chart: Chart) -> Chart:
    """The chart with impossible values set aside."""
    rejected = list(filter(implausible, chart.results))
    if not rejected:
        return chart
    usable = tuple(result for result in chart.results if not implausible(result))
    return replace(chart, results=usable, unusable=chart.unusable + tuple(map(_rejected, rejected)))


def plausible(chart: Chart, policy: Policy = DEFAULT) -> Chart:
    """The chart with impossible values set aside and unusual ones marked."""
    chart = without_impossible(chart)
    marked = tuple(_marked(result, chart, policy) for result in chart.results)
    return chart if marked == chart.results else replace(chart, results=marked)


def beside_egfr(sample: LabResult, egfr: Measured | None) -> LabResult:
    """The serum B2M, marked when filtration is too good for a value so high."""
    unusual = sample.value.low > VERIFY_B2M_BESIDE_GOOD_EGFR_ABOVE
    if egfr is None or egfr.meets(EGFR_60_OR_LESS) or not unusual or sample.queries:
        return sample
    return replace(sample, queries=(QUERY,))


def _outside(result: LabResult, limits: tuple[Decimal, Decimal]) -> bool:
    low, high = limits
    value = result.value
    return value.high < low or value.low > high


def _marked(result: LabResult, chart: Chart, policy: Policy) -> LabResult:
    """Marked where it is unusual, by the limit of dialysis only where that makes a difference."""
    if not to_verify(result, dialysed=False):
        return result
    if not to_verify(result, dialysed=on_dialysis(chart, result.taken, policy)):
        return result
    return replace(result, queries=(*result.queries, QUERY))


def _rejected(result: LabResult) -> Unusable:
    return Unusable(
        result.reference, Reason.IMPLAUSIBLE, result.analyte, result.taken, result.reported.text
    )
