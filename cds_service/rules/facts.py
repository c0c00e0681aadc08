"""What a chart says of one input of an index: a value, a bound, some options, or nothing.

Results pair with the staged sample within the window of policy P-05; genetics count from any time
up to first therapy (P-09). A marker that was not looked for is unknown, never absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cds_service.rules.pairing import known_number, nearest
from cds_service.rules.plasma_exchange import exchange_before
from cds_service.rules.policy import Policy
from cds_service.rules.possible import Choice, Number
from cds_service.rules.words import amount, sentence_case
from fhir_mappings.model import (
    Analyte,
    Chart,
    LabResult,
    MarkerResult,
    Measured,
    Moment,
    RecordedStage,
)

LABORATORY: Mapping[str, Analyte] = {
    "b2m": Analyte.SERUM_B2M,
    "albumin": Analyte.ALBUMIN,
    "ldh": Analyte.LDH,
    "creatinine": Analyte.CREATININE,
    "hemoglobin": Analyte.HAEMOGLOBIN,
    "platelets": Analyte.PLATELETS,
    "igm": Analyte.IGM,
    "lymphocytes": Analyte.LYMPHOCYTES,
    "crp": Analyte.CRP,
}


EXCHANGED = "{albumin} was not used: a plasma exchange shortly before it replaced albumin."
NO_LIMIT = "{result} has {which} upper limit on its report, so it counts as unknown."


@dataclass(frozen=True)
class Fact:
    """What is known of one input (None: nothing), what it rests on, and remarks on it, in words
    and as the codes of the case files."""

    known: Measured | frozenset[str] | None = None
    results: tuple[LabResult, ...] = ()
    markers: tuple[MarkerResult, ...] = ()
    stages: tuple[RecordedStage, ...] = ()
    remarks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """The chart as one staged sample sees it."""

    chart: Chart
    sample: LabResult
    policy: Policy
    until: Moment | None = None  # start of first therapy, where it is known

    def laboratory(self, name: str, item: Number | Choice) -> Fact:
        """A laboratory input: its value, or how it lies to its own laboratory's limit."""
        result = self.sample if name == "b2m" else self.paired(name)
        if result is None:
            return self._not_used(name)
        remarks = () if result is self.sample else self._loose(result)
        if isinstance(item, Number):
            return Fact(known_number(item, result, self.policy), (result,), remarks=remarks)
        limit = self.limit(name, result)
        if limit is None:
            which = "no" if result.upper_limit is None else "an implausible"
            text = NO_LIMIT.format(result=amount(result), which=which)
            return Fact(None, (result,), remarks=(*remarks, text), reasons=("uln-missing",))
        return Fact(against_limit(result.value, limit), (result,), remarks=remarks)

    def age(self) -> Fact:
        """Completed years at the sample, a range when the date of birth is not exact."""
        ages = self.chart.patient.ages(self.sample.taken)
        if ages is None:
            return Fact()
        low, high = map(Decimal, ages)
        return Fact(Measured(low, high, low_included=True, high_included=True))

    def paired(self, name: str) -> LabResult | None:
        """The result nearest to the sample within the window, of those up to first therapy."""
        results = [item for item in self.chart.of(LABORATORY[name]) if not self._given(item)]
        before = [item for item in results if not self.until or self._in_time(item)]
        return nearest(before, self.sample.taken, self.policy.pairing_max_days)

    def _given(self, result: LabResult) -> bool:
        """Is it albumin that a plasma exchange gave back?"""
        if result.analyte is not Analyte.ALBUMIN:
            return False
        return exchange_before(self.chart, result.taken, self.policy) is not None

    def _in_time(self, result: LabResult) -> bool:
        return self.until is None or result.taken.earliest <= self.until.latest

    def limit(self, name: str, result: LabResult) -> Decimal | None:
        """The report's own limit, for B2M else the site's (P-12); never one by age."""
        if name != "b2m":
            return result.upper_limit
        sane = result.upper_limit is not None and (
            result.upper_limit <= self.policy.reference_range_sanity
        )
        return result.upper_limit if sane else self.policy.site_b2m_uln

    def _loose(self, result: LabResult) -> tuple[str, ...]:
        days = result.taken.days_from(self.sample.taken)
        if days <= self.policy.pairing_silent_days:
            return ()
        name, when = result.analyte.label, result.taken.text
        return (f"Paired loosely: {name} of {when} is {days} days from this B2M.",)

    def _not_used(self, name: str) -> Fact:
        latest = self.chart.latest(LABORATORY[name])
        if latest is None:
            return Fact()
        text = sentence_case(f"{amount(latest)} of {latest.taken.text}")
        if self._given(latest):
            return Fact(remarks=(EXCHANGED.format(albumin=text),))
        days = latest.taken.days_from(self.sample.taken)
        counted_back = (self.sample.taken.last_day - latest.taken.first_day).days == days
        side = "before" if counted_back else "after"
        words = f"{text} was not used: {days} days {side} this B2M."
        return Fact(remarks=(words,), reasons=(f"{name}-stale-ignored",))


def against_limit(value: Measured, limit: Decimal) -> frozenset[str]:
    """`normal` or `high` as far as a value allows; equal to the limit is normal (P-13)."""
    cells = {"normal": Measured(high=limit, high_included=True), "high": Measured(low=limit)}
    return frozenset(name for name, cell in cells.items() if cell.meets(value))


def only(option: str) -> frozenset[str]:
    """One known option."""
    return frozenset({option})
