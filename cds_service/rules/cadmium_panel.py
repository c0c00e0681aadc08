"""Urine B2M, urine cadmium and blood cadmium side by side, with evidence of exposure only.

29 CFR 1910.1027(l) judges a worker by all three together (`cadmium` has the table): by the highest
of their categories, and for removal from exposure by urine B2M of category C only with one of the
two cadmium results above category A. Results of the last year count (project policy; monitoring is
yearly or more often).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cds_service.rules.cadmium import CURRENT, Marker, possible_categories
from cds_service.rules.case import days_old
from cds_service.rules.policy import Policy
from cds_service.rules.population import active
from cds_service.rules.urine import UrineForm
from cds_service.rules.urine_inputs import UrineInputs
from cds_service.rules.words import listed, plain, sentence_case, value_text
from fhir_mappings.model import Analyte, Chart, Disease, LabResult

KEY = "cadmium"  # the prefetch key of both cadmium results
HEADER = ("29 CFR 1910.1027", "A and B up to", "Result", "Category")
UNITS = {
    Marker.URINE_B2M: "ug/g creatinine",
    Marker.URINE_CADMIUM: "ug/g creatinine",
    Marker.BLOOD_CADMIUM: "ug/L",
}
CADMIUM = {
    Marker.URINE_CADMIUM: Analyte.URINE_CADMIUM,
    Marker.BLOOD_CADMIUM: Analyte.BLOOD_CADMIUM,
}
OCCUPATIONAL = (
    "{evidence}: the categories of occupational monitoring (United States) are read of all three "
    "tests together. They are a duty of the employer, not a diagnosis."
)
ON_RECORD = "Cadmium or other heavy metal exposure is on record"
MEASURED = "Cadmium was measured"
NOT_ALONE = (
    "Category C of urine B2M counts for removal from exposure only with urine cadmium above 3 ug/g "
    "or blood cadmium above 5 ug/L as well."
)
PH_WANTED = "The standard wants the urine pH with urine B2M; none is recorded."
RAISED = "{urine} is not high, but {others} above category A of 29 CFR 1910.1027"


@dataclass(frozen=True)
class CadmiumPanel:
    """The three markers of one worker; None: no result on file, or urine B2M in another form.
    `unread`: cadmium results could not be read in full."""

    results: dict[Marker, LabResult | None]
    exposure_on_record: bool
    ph_recorded: bool
    unread: bool

    @property
    def evidence(self) -> tuple[LabResult, ...]:
        """The results it rests on."""
        return tuple(item for item in self.results.values() if item is not None)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The table: each marker with its limits, result and category."""
        return tuple(self._row(marker) for marker in Marker)

    @property
    def statements(self) -> tuple[str, ...]:
        """What the categories are, and what they do not mean."""
        evidence = ON_RECORD if self.exposure_on_record else MEASURED
        alone = "C" in self._categories(Marker.URINE_B2M)
        no_ph = self.results[Marker.URINE_B2M] is not None and not self.ph_recorded
        return (
            OCCUPATIONAL.format(evidence=evidence),
            *([NOT_ALONE] if alone else []),
            *([PH_WANTED] if no_ph else []),
        )

    @property
    def raised_cadmium(self) -> tuple[str, ...]:
        """The cadmium results that are surely above category A, by name."""
        above = (marker for marker in CADMIUM if self._surely_above_a(marker))
        return tuple(marker.value for marker in above)

    def _surely_above_a(self, marker: Marker) -> bool:
        return self.results[marker] is not None and "A" not in self._categories(marker)

    def _categories(self, marker: Marker) -> tuple[str, ...]:
        result = self.results[marker]
        return possible_categories(marker, result.value) if result else ()

    def _row(self, marker: Marker) -> tuple[str, ...]:
        highest_a, highest_b = CURRENT[marker]
        name = f"{sentence_case(marker.value)}, {UNITS[marker]}"
        return (
            name,
            f"{plain(highest_a)} and {plain(highest_b)}",
            self._result_text(marker),
            listed(self._categories(marker) or ("-",)),
        )

    def _result_text(self, marker: Marker) -> str:
        result = self.results[marker]
        if result is not None:
            return f"{value_text(result)} ({result.when})"
        if marker is Marker.URINE_B2M:
            return "not per gram of creatinine"
        return "could not be read" if self.unread else "not on file"


def cadmium_panel(
    chart: Chart, inputs: UrineInputs, at: datetime, policy: Policy
) -> CadmiumPanel | None:
    """The three markers; None without evidence of exposure."""
    recent = {marker: _latest(chart, analyte, at, policy) for marker, analyte in CADMIUM.items()}
    on_record = active(chart, Disease.CADMIUM)
    if not on_record and not any(recent.values()):
        return None
    per_gram = inputs.form is UrineForm.PER_CREATININE
    return CadmiumPanel(
        {Marker.URINE_B2M: inputs.urine if per_gram else None, **recent},
        on_record,
        inputs.ph is not None,
        chart.could_not_be_had(KEY),
    )


def raised_headline(panel: CadmiumPanel, urine: str) -> str:
    """The summary where only cadmium is above its category A; "" where none is."""
    names = panel.raised_cadmium
    if not names:
        return ""
    verb = "is" if len(names) == 1 else "are"
    return RAISED.format(urine=urine, others=f"{listed(names, 'and')} {verb}")


def _latest(chart: Chart, analyte: Analyte, at: datetime, policy: Policy) -> LabResult | None:
    latest = chart.latest(analyte)
    recent = latest is not None and days_old(latest.taken, at) <= policy.sample_max_days
    return latest if recent else None
