"""Which equation goes with the markers of one draw. Policy KP-01.

site's choice   creatinine      cystatin C too                        cystatin C alone
ckd-epi-2021    CKD-EPI 2021    CKD-EPI 2021 creatinine-cystatin C    CKD-EPI 2012 cystatin C
ekfc            EKFC 2021       EKFC 2021 (creatinine alone)          EKFC 2023 cystatin C

The kidney rules hold no EKFC equation with both markers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from cds_service.rules.ckd_epi_cystatin import ckd_epi_2012_cystatin, ckd_epi_2021_combined
from cds_service.rules.ekfc import ekfc_creatinine, ekfc_cystatin
from cds_service.rules.gfr import ckd_epi_2021
from cds_service.rules.pairing import nearest, same_specimen
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Chart, LabResult, Moment, Sex

Values = tuple[Decimal, ...]


@dataclass(frozen=True)
class Equation:
    """A formula of adults: eGFR from the markers it names, completed years and sex."""

    name: str
    markers: str
    result: Callable[[Values, int, Sex], Decimal | None]


CKD_EPI_CREATININE = Equation(
    "CKD-EPI 2021", "creatinine", lambda values, age, sex: ckd_epi_2021(values[0], age, sex)
)
CKD_EPI_BOTH = Equation(
    "CKD-EPI 2021 creatinine-cystatin C",
    "creatinine and cystatin C",
    lambda values, age, sex: ckd_epi_2021_combined(values[0], values[1], age, sex),
)
CKD_EPI_CYSTATIN = Equation(
    "CKD-EPI 2012 cystatin C",
    "cystatin C",
    lambda values, age, sex: ckd_epi_2012_cystatin(values[0], age, sex),
)
EKFC_CREATININE = Equation(
    "EKFC 2021",
    "creatinine",
    lambda values, age, sex: ekfc_creatinine(values[0], Decimal(age), sex),
)
EKFC_CYSTATIN = Equation(
    "EKFC 2023 cystatin C",
    "cystatin C",
    lambda values, age, _sex: ekfc_cystatin(values[0], Decimal(age)),
)


@dataclass(frozen=True)
class Draw:
    """The exact markers of one specimen that an equation reads; creatinine comes first."""

    markers: tuple[LabResult, ...]

    @property
    def source(self) -> LabResult:
        """The result that dates the draw."""
        return self.markers[0]

    def equation(self, policy: Policy) -> Equation:
        """The equation of the site for these markers."""
        european = policy.egfr_equation == "ekfc"
        if self.source.analyte is Analyte.CYSTATIN_C:
            return EKFC_CYSTATIN if european else CKD_EPI_CYSTATIN
        if european:
            return EKFC_CREATININE
        return CKD_EPI_CREATININE if len(self.markers) == 1 else CKD_EPI_BOTH


def nearest_draw(chart: Chart, anchor: Moment, max_days: int) -> Draw | None:
    """The creatinine closest to a moment with the cystatin C of its draw, else cystatin C alone."""
    cystatins = [item for item in chart.of(Analyte.CYSTATIN_C) if is_exact(item)]
    creatinine = nearest(filter(is_exact, chart.of(Analyte.CREATININE)), anchor, max_days)
    if creatinine is None:
        alone = nearest(cystatins, anchor, max_days)
        return Draw((alone,)) if alone else None
    same = [item for item in cystatins if same_specimen(item, creatinine)]
    return Draw((creatinine, *same[-1:]))


def is_exact(result: LabResult) -> bool:
    """Is the value a number, not a bound?"""
    return result.value.exact is not None
