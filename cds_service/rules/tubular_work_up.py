"""What belongs to a tubular pattern: its known causes, and the tests that look at the tubule.

causes   medicines, heavy metals, interstitial nephritis, pyelonephritis, light chains,
         nephrocalcinosis, potassium depletion, cystinosis, Wilson disease, galactosaemia
tests    phosphate, urine glucose, urate, bicarbonate (together a Fanconi pattern);
         urine albumin/creatinine; retinol-binding protein or alpha-1-microglobulin

Causes by a laboratory test definition, light chains in adults by doi:10.1182/blood-2003-10-3400,
tests by the EACS panel: verified (kidney rules 5.6, 8). Tests resulted inside their window are left
out, and those that could not be looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cds_service.rules.case import days_old
from cds_service.rules.companions_kidney import TUBULAR_MARKERS
from cds_service.rules.policy import Policy
from cds_service.rules.population import active
from cds_service.rules.words import listed
from fhir_mappings.model import Analyte, Chart, Disease, Moment

# Serum phosphate, urate and bicarbonate; glucose in urine.
PHOSPHATE = ("2777-1", "14879-1")
URATE = ("3084-1", "14933-6")
BICARBONATE = ("1963-8", "2028-9")
URINE_GLUCOSE = ("2350-7", "15076-3", "5792-7", "25428-4", "2349-9", "22705-8")
FANCONI_CODES = (*PHOSPHATE, *URATE, *BICARBONATE, *URINE_GLUCOSE)
CHEMISTRY = "calcium"  # the prefetch key that asks for them


@dataclass(frozen=True)
class TubularTest:
    """A test by name: its LOINC codes or its analyte, and the prefetch key that would hold it."""

    name: str
    codes: tuple[str, ...] = ()
    key: str = CHEMISTRY
    analyte: Analyte | None = None

    def on_file(self, chart: Chart) -> list[Moment]:
        """When it was done, as far as the chart holds it."""
        results = chart.of(self.analyte) if self.analyte else ()
        others = [item.taken for item in chart.other_results if item.loinc in self.codes]
        return [*(item.taken for item in results), *others]


TESTS = (
    TubularTest("phosphate", PHOSPHATE),
    TubularTest("urine glucose", URINE_GLUCOSE),
    TubularTest("urate", URATE),
    TubularTest("bicarbonate", BICARBONATE),
    TubularTest(
        "urine albumin/creatinine", key="urineAlbumin", analyte=Analyte.URINE_ALBUMIN_CREATININE
    ),
    TubularTest(
        "retinol-binding protein or alpha-1-microglobulin", TUBULAR_MARKERS, "urineContext"
    ),
)
CONSIDER = "Consider, if not already done: {tests}."
CAUSES = (
    "Known causes: medicines, heavy metals, interstitial nephritis, pyelonephritis, light chains, "
    "nephrocalcinosis, potassium depletion, and inherited disorders such as cystinosis or Wilson "
    "disease."
)
CAUSES_ON_RECORD = "On record and among the known causes: {causes}."
LIGHT_CHAIN_DISEASES = (
    Disease.MGUS,
    Disease.SMOULDERING_MYELOMA,
    Disease.MULTIPLE_MYELOMA,
    Disease.AL_AMYLOIDOSIS,
    Disease.MYELOMA_KIDNEY,
)
KNOWN_CAUSES = (
    Disease.TUBULAR_DISORDER,
    Disease.TUBULOINTERSTITIAL,
    Disease.PYELONEPHRITIS,
    Disease.CADMIUM,
    *LIGHT_CHAIN_DISEASES,
)


def causes(chart: Chart) -> tuple[str, ...]:
    """The known causes of tubular loss, and those among the active diagnoses."""
    found = [item.value for item in KNOWN_CAUSES if active(chart, item)]
    on_record = (CAUSES_ON_RECORD.format(causes=listed(found, "and")),) if found else ()
    return (CAUSES, *on_record)


def worth_considering(chart: Chart, at: datetime, policy: Policy) -> tuple[str, ...]:
    """The tests of the tubule that are surely not on file, in one sentence; nothing without any."""
    lacking = [item.name for item in TESTS if _lacks(item, chart, at, policy)]
    return (CONSIDER.format(tests=listed(lacking, "and")),) if lacking else ()


def _lacks(test: TubularTest, chart: Chart, at: datetime, policy: Policy) -> bool:
    if chart.could_not_be_had(test.key):
        return False
    urine_albumin = test.analyte is not None
    days = policy.urine_albumin_days if urine_albumin else policy.sample_current_days
    return all(days_old(taken, at) > days for taken in test.on_file(chart))
