"""KDIGO categories of kidney function and albuminuria side by side, and their risk (KDIGO 2024).

Only with a urine albumin/creatinine of the last three months (kidney rules 10) and where each
category is certain (KP-02); albumin is staged in the unit of its report (KP-21).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cds_service.rules.estimate import Estimate
from cds_service.rules.gfr import gfr_category, highest_reported, lowest_reported
from cds_service.rules.kdigo import ALBUMINURIA, AlbuminuriaForm, kdigo_risk
from cds_service.rules.pairing import nearest
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Chart, LabResult, Measured, Moment, measured

PER_MILLIMOLE = ("mg/mmol", "mg/mmol{creat}")


@dataclass(frozen=True)
class KidneyRisk:
    """A G and an A category with their risk, and the albumin result behind the A category."""

    g: str
    a: str
    risk: str
    albumin: LabResult


def kidney_risk(chart: Chart, estimate: Estimate, at: Moment, policy: Policy) -> KidneyRisk | None:
    """The categories at a moment; None where one of them is not certain."""
    albumin = nearest(chart.of(Analyte.URINE_ALBUMIN_CREATININE), at, policy.urine_albumin_days)
    if albumin is None:
        return None
    g, a = g_category(estimate.egfr), a_category(albumin)
    if g is None or a is None:
        return None
    return KidneyRisk(g, a, kdigo_risk(g, a), albumin)


def g_category(egfr: Measured) -> str | None:
    """The one G category that an eGFR allows; None when it allows several."""
    most = highest_reported(egfr)
    lowest = gfr_category(Decimal(lowest_reported(egfr)))
    highest = "G1" if most is None else gfr_category(Decimal(most))
    return lowest if lowest == highest else None


def a_category(albumin: LabResult) -> str | None:
    """The one A category that a result allows; None when it allows several."""
    form, value = AlbuminuriaForm.PER_GRAM, albumin.value
    if albumin.reported.unit in PER_MILLIMOLE:
        form = AlbuminuriaForm.PER_MILLIMOLE
        value = measured(albumin.reported.value, albumin.reported.comparator)
    possible = ALBUMINURIA[form].possible({"albumin": value})
    return possible[0] if len(possible) == 1 else None
