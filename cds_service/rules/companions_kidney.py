"""Further tests of filtration and of the tubule, each with its LOINC order code. Kidney rules 8."""

from __future__ import annotations

from datetime import datetime

from cds_service.rules.case import Case, days_old
from cds_service.rules.companion_tests import (
    CYSTATIN_C,
    RETINOL_BINDING_PROTEIN,
)
from cds_service.rules.companions import (
    lacks,
)
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Companion
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Chart

# Retinol-binding protein and alpha-1-microglobulin in urine, in any form.
TUBULAR_MARKERS = ("33782-4", "18362-4", "46723-3", "48415-4", "48414-7", "77163-4")


def cystatin_companions(case: Case) -> tuple[Companion, ...]:
    """Cystatin C where B2M is higher than creatinine explains and muscle mass may mislead."""
    if case.kidney.verdict is not Verdict.MORE:
        return ()
    return (CYSTATIN_C,) if lacks(case, Analyte.CYSTATIN_C, "cystatinC") else ()


def tubular_companions(chart: Chart, at: datetime, policy: Policy) -> tuple[Companion, ...]:
    """Another tubular marker, unless one is recent or could not be read."""
    recent = (
        days_old(item.taken, at) <= policy.sample_current_days
        for item in chart.other_results
        if item.loinc in TUBULAR_MARKERS
    )
    known = any(recent) or chart.could_not_be_had("urineContext")
    return () if known else (RETINOL_BINDING_PROTEIN,)
