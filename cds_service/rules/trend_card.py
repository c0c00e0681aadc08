"""A serum B2M that moved by more than expected variation since the last one. Policy P-17.

The wording is fixed (oncology 9): non-specific, no response or progression criterion, never
"responding", "relapsing" or "upstaged". Nothing is staged from a follow-up value.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from cds_service.rules.case import Case
from cds_service.rules.citations import KUMAR_2016
from cds_service.rules.companions import follow_up_companions
from cds_service.rules.confounders import confounders
from cds_service.rules.estimate import Estimate, estimate_at
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Finding, Story
from cds_service.rules.no_stage import no_stage_sentences
from cds_service.rules.reference_change import percent_change
from cds_service.rules.trend import Movement, TrendPoint, movement, sustained_rise
from cds_service.rules.words import change_text, plain
from fhir_mappings.model import Analyte, Chart, Disease, LabResult

MOST_ROWS = 4
NON_SPECIFIC = "This is non-specific (kidney function, infection, disease activity)."
NOT_A_CRITERION = (
    "It is not an IMWG response/progression criterion; review with M-protein/FLC and creatinine."
)
ONE_ONLY = "One result only: a sustained rise needs a second one."
SUSTAINED = "The rise is sustained: two results in a row lie above that of {since}."


def trend(case: Case) -> Finding | None:
    """The change since the last serum B2M, or a rise before it that the newest result confirms;
    None unless it is more than expected variation."""
    series = comparable(case)
    found = _movement(series, case)
    if found is None or case.kidney.verdict is Verdict.DIALYSIS:
        return None
    before, moved = found
    after = series[-1]
    return Finding(
        rule="trend",
        story=Story.TREND,
        headline=_headline(before, after, moved),
        header=("Date", "B2M mg/L", "eGFR"),
        rows=_rows(series[-MOST_ROWS:], case),
        statements=_statements(case, series, before, moved),
        caveats=(*confounders(case), *no_stage_sentences(case)),
        evidence=(after, before),
        companions=follow_up_companions(case) if _myeloma(case) else (),
        citations=(KUMAR_2016,) if _myeloma(case) else (),
        reasons=("b2m-not-a-response-criterion",),
    )


def stable(case: Case) -> bool:
    """Is there an earlier result, and has nothing significant changed since?"""
    series = comparable(case)
    return len(series) > 1 and _movement(series, case) is None


def comparable(case: Case) -> list[LabResult]:
    """Exact serum B2M results up to the current one, oldest first; none if that is a bound."""
    if case.sample.value.exact is None:
        return []
    results = case.chart.of(Analyte.SERUM_B2M)
    return [item for item in results if item.value.exact is not None]


def _movement(series: list[LabResult], case: Case) -> tuple[LabResult, Movement] | None:
    """The baseline and the change since: against the last result, else, where the rise of the last
    one is confirmed by the newest, against the one before both."""
    if len(series) < 2:
        return None
    points = _points(series[-3:], case)
    since_last = movement(points[-2], points[-1], case.policy)
    if since_last.risen or since_last.fallen:
        return series[-2], since_last
    if _is_sustained(points, case):
        return series[-3], movement(points[0], points[-1], case.policy)
    return None


def _is_sustained(points: list[TrendPoint], case: Case) -> bool:
    return len(points) == 3 and sustained_rise(points[0], points[1:], case.policy)


def _points(results: list[LabResult], case: Case) -> list[TrendPoint]:
    pairs = zip(results, _estimates(results, case), strict=True)
    return [_point(result, estimate) for result, estimate in pairs]


def _point(result: LabResult, estimate: Estimate | None) -> TrendPoint:
    return TrendPoint(
        result.value.low,
        result.reported.unit,
        result.laboratory,
        result.method or result.loinc,
        estimate.egfr.exact if estimate else None,
    )


def _estimates(results: list[LabResult], case: Case) -> list[Estimate | None]:
    """The eGFR beside each result, all by the equation of the last: two are never mixed (KP-01).

    Where cystatin C was measured with only some of them, all are read from creatinine.
    """
    found = _estimates_on(case.chart, results, case)
    if len({item.equation for item in found if item}) > 1:
        found = _estimates_on(_without_cystatin(case.chart), results, case)
    last = found[-1] and found[-1].equation
    return [item if item and item.equation == last else None for item in found]


def _estimates_on(chart: Chart, results: list[LabResult], case: Case) -> list[Estimate | None]:
    return [estimate_at(chart, item.taken, case.policy) for item in results]


def _without_cystatin(chart: Chart) -> Chart:
    results = (item for item in chart.results if item.analyte is not Analyte.CYSTATIN_C)
    return replace(chart, results=tuple(results))


def _percent(change: Decimal) -> Decimal:
    return abs(change).to_integral_value(ROUND_HALF_UP)


def _headline(before: LabResult, after: LabResult, moved: Movement) -> str:
    way = "up" if moved.risen else "down"
    values = f"{change_text(before, after)}, {after.taken.text}"
    since = f"since {before.taken.text} ({values})"
    return f"B2M {way} {_percent(moved.change)}% {since}: more than usual variation, non-specific"


def _statements(
    case: Case, series: list[LabResult], before: LabResult, moved: Movement
) -> tuple[str, ...]:
    way = "risen" if moved.risen else "fallen"
    text = (
        f"B2M has {way} by {_percent(moved.change)}% since {before.taken.text}, more than usual "
        "variation."
    )
    criterion = (NOT_A_CRITERION,) if _myeloma(case) else ()
    return (
        text,
        NON_SPECIFIC,
        *criterion,
        *_kidney_moved(case, [before, series[-1]]),
        *_sustained(case, series, moved),
    )


def _kidney_moved(case: Case, pair: list[LabResult]) -> tuple[str, ...]:
    before, after = (point.egfr for point in _points(pair, case))
    assert before is not None  # else the change would not have been called a movement
    assert after is not None
    change = _percent(percent_change(before, after))
    return (f"Kidney function changed by {change}%, so it is an unlikely reason.",)


def _sustained(case: Case, series: list[LabResult], moved: Movement) -> tuple[str, ...]:
    if not moved.risen:
        return ()
    if _is_sustained(_points(series[-3:], case), case):
        return (SUSTAINED.format(since=series[-3].taken.text),)
    return (ONE_ONLY,)


def _rows(results: list[LabResult], case: Case) -> tuple[tuple[str, ...], ...]:
    pairs = zip(results, _estimates(results, case), strict=True)
    return tuple(
        (result.taken.text, plain(result.value.low), estimate.text if estimate else "-")
        for result, estimate in pairs
    )


def _myeloma(case: Case) -> bool:
    return any(item.disease is Disease.MULTIPLE_MYELOMA for item in case.chart.problems)
