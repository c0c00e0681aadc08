"""Tests that belong to the work-up of a disease whatever its index says. Oncology 8, seed 1.4.

multiple myeloma   protein electrophoresis with immunofixation, free light chains;
                   blood count, calcium
CLL                blood count, antiglobulin test, immunoglobulins
Waldenström        protein electrophoresis with immunofixation, free light chains; viscosity
lymphoma           LDH; HIV, hepatitis B and C serology

EHA-ESMO and iwCLL 2018 lists, secondary in part. Named in one sentence and never ordered, because
no answer on the card rests on them. What is on file is left out, and what could not be read too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cds_service.rules.case import Case, days_old
from cds_service.rules.finding import Companion
from cds_service.rules.words import listed
from fhir_mappings.model import Analyte, Chart, Disease, Moment


@dataclass(frozen=True)
class Usual:
    """A test by name; `analytes` and LOINC `codes`: any of them on file shows that it was done;
    `key`: the prefetch key that would hold it."""

    name: str
    analytes: tuple[Analyte, ...] = ()
    codes: tuple[str, ...] = ()
    key: str = ""

    def on_file(self, chart: Chart) -> list[Moment]:
        """When it was done, as far as the chart holds it."""
        results = [item.taken for analyte in self.analytes for item in chart.of(analyte)]
        others = [item.taken for item in chart.other_results if item.loinc in self.codes]
        return [*results, *others]


# Panels and reports without a number that show an electrophoresis or an immunofixation.
PROTEIN_STUDIES = ("24351-9", "12851-2", "13348-8", "25700-6", "14895-7")
LIGHT_CHAIN_PANEL = ("57778-3",)

ELECTROPHORESIS = Usual(
    "protein electrophoresis with immunofixation",
    (Analyte.M_PROTEIN,),
    PROTEIN_STUDIES,
    "immunoglobulins",
)
LIGHT_CHAINS = Usual(
    "free light chains",
    (Analyte.FREE_LIGHT_CHAIN_RATIO, Analyte.FREE_KAPPA, Analyte.FREE_LAMBDA),
    LIGHT_CHAIN_PANEL,
    "lightChains",
)
BLOOD_COUNT = Usual("blood count", (Analyte.HAEMOGLOBIN, Analyte.PLATELETS), key="blood")
CALCIUM = Usual(
    "calcium",
    (Analyte.CALCIUM, Analyte.CORRECTED_CALCIUM, Analyte.IONISED_CALCIUM),
    key="calcium",
)
LDH = Usual("LDH", (Analyte.LDH,), key="ldh")
IMMUNOGLOBULINS = Usual("immunoglobulins", (Analyte.IGG, Analyte.IGA), key="immunoglobulins")

CLONE = "type and measure the clone"
WITH_LYMPHOMA = (
    ("other indices use it", (LDH,)),
    ("infections that also raise B2M", (Usual("HIV, hepatitis B and C serology"),)),
)
# By disease: the reason in one clause and the tests that have it.
WORK_UP: Mapping[Disease, tuple[tuple[str, tuple[Usual, ...]], ...]] = {
    Disease.MULTIPLE_MYELOMA: (
        (CLONE, (ELECTROPHORESIS, LIGHT_CHAINS)),
        ("organ damage", (BLOOD_COUNT, CALCIUM)),
    ),
    Disease.CLL: (
        ("stage", (BLOOD_COUNT,)),
        ("haemolysis", (Usual("antiglobulin test"),)),
        ("antibody deficiency", (IMMUNOGLOBULINS,)),
    ),
    Disease.WALDENSTROM: (
        (CLONE, (ELECTROPHORESIS, LIGHT_CHAINS)),
        ("if there are symptoms", (Usual("serum viscosity"),)),
    ),
    Disease.FOLLICULAR_LYMPHOMA: WITH_LYMPHOMA,
    Disease.DLBCL: WITH_LYMPHOMA,
    Disease.ANGIOIMMUNOBLASTIC_LYMPHOMA: WITH_LYMPHOMA,
}
SENTENCE = "If not already done, usual at diagnosis: {tests}."


def work_up(case: Case, disease: Disease, offered: Iterable[Companion] = ()) -> tuple[str, ...]:
    """The tests of a disease that are not on file and not offered on the same card, each with its
    reason; nothing when there are none."""
    labels = [companion.label for companion in offered]
    wanted = [
        f"{listed(names, 'and')} ({reason})"
        for reason, tests in WORK_UP[disease]
        if (names := [test.name for test in tests if _wanted(test, labels, case)])
    ]
    return (SENTENCE.format(tests="; ".join(wanted)),) if wanted else ()


def _wanted(test: Usual, offered: Iterable[str], case: Case) -> bool:
    if case.unreadable(test.key) or any(test.name in label for label in offered):
        return False
    days = case.policy.sample_current_days
    return all(days_old(taken, case.at) > days for taken in test.on_file(case.chart))
