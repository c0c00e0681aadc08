"""The urine B2M to read and what belongs to it: same specimen, or taken within an hour (5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from cds_service.rules.case import days_old
from cds_service.rules.pairing import nearest, same_specimen
from cds_service.rules.policy import DEFAULT, Policy
from cds_service.rules.urine import FORM_OF, UrineForm
from cds_service.rules.words import plain
from fhir_mappings.model import Analyte, Chart, LabResult, Measured

PREFERRED = (Analyte.URINE_B2M_PER_CREATININE, Analyte.URINE_B2M_RATE, Analyte.URINE_B2M)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class UrineInputs:
    """One urine B2M with its pH and creatinine, and the serum B2M nearest to it."""

    urine: LabResult
    concentration: LabResult | None
    ph: LabResult | None
    creatinine: LabResult | None
    serum: LabResult | None
    serum_creatinine: LabResult | None = None
    albumin: LabResult | None = None

    @property
    def form(self) -> UrineForm:
        """In which unit form the result is read."""
        return FORM_OF[self.urine.analyte]

    @property
    def results(self) -> tuple[LabResult, ...]:
        """All of them, each once."""
        found = (self.urine, self.ph, self.creatinine, self.serum)
        return tuple(dict.fromkeys(item for item in found if item is not None))

    @property
    def ph_text(self) -> str:
        """The pH as it was reported, a bound with its sign; "" without one."""
        if self.ph is None:
            return ""
        reported = self.ph.reported
        return " ".join(filter(None, (reported.comparator, plain(reported.value))))

    def ph_value(self, policy: Policy) -> Decimal | None:
        """The pH; of a bound the end that is nearest to the acid limit, if all lies on one side."""
        if self.ph is None:
            return None
        value, acid_below = self.ph.value, policy.urine_ph_acid_below
        if not value.meets(Measured(high=acid_below)):
            return value.low
        sufficient = value.meets(Measured(low=acid_below, low_included=True))
        return None if sufficient else min(value.high, acid_below.next_minus())

    @property
    def beside(self) -> tuple[LabResult, ...]:
        """What fractional excretion reads besides."""
        return (self.serum_creatinine,) if self.serum_creatinine else ()


def urine_inputs(chart: Chart, at: datetime, policy: Policy) -> UrineInputs | None:
    """The newest urine B2M, per creatinine where one specimen has several forms."""
    results = [item for analyte in PREFERRED for item in chart.of(analyte)]
    recent = [item for item in results if days_old(item.taken, at) <= policy.sample_max_days]
    if not recent:
        return None
    newest = max(recent, key=lambda item: item.taken.latest)
    same = [item for item in recent if same_specimen(item, newest, policy)]
    urine = min(same, key=lambda item: PREFERRED.index(item.analyte))
    return UrineInputs(
        urine,
        _of_specimen(chart.of(Analyte.URINE_B2M), urine, policy),
        _of_specimen(chart.of(Analyte.URINE_PH), urine, policy),
        _of_specimen(chart.of(Analyte.URINE_CREATININE), urine, policy),
        nearest(chart.of(Analyte.SERUM_B2M), urine.taken, policy.pairing_max_days),
        nearest(chart.of(Analyte.CREATININE), urine.taken, _whole_days(policy)),
        _of_specimen(chart.of(Analyte.URINE_ALBUMIN_CREATININE), urine, policy),
    )


def within_a_day(serum: LabResult, urine: LabResult, policy: Policy = DEFAULT) -> bool:
    """Were both taken within the hours of fractional excretion, as far as their dates can tell?"""
    apart = abs(serum.taken.latest - urine.taken.latest)
    near = serum.taken.days_from(urine.taken) <= _whole_days(policy)
    return near and apart <= timedelta(hours=policy.fe_hours)


def _whole_days(policy: Policy) -> int:
    return -(-timedelta(hours=policy.fe_hours) // A_DAY)


def _of_specimen(
    results: Iterable[LabResult], urine: LabResult, policy: Policy
) -> LabResult | None:
    return next((item for item in results if same_specimen(item, urine, policy)), None)
