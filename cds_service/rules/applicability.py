"""May a myeloma stage be given at all? Policies P-06 to P-08, P-19, P-24 and rule 2.

A stage needs multiple myeloma on record, active and confirmed, in an adult. Precursors, remission,
relapse and codes that do not tell myeloma from its neighbours give none. Treatment is not read, so
every stage is conditional on a sample before first therapy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cds_service.rules.kidney import is_child
from cds_service.rules.policy import Policy
from fhir_mappings.model import Chart, Course, Disease, LabResult, Problem

PROBLEM_LIST = "conditions"  # the prefetch key of the diagnoses


class Ground(Enum):
    """Why a stage is or is not given; the wording continues "No stage is given: "."""

    APPLIES = ""
    UNREADABLE = "diagnoses could not be read (problem list not available)."
    NO_DIAGNOSIS = "no confirmed diagnosis on record."
    INCOMPLETE = "no confirmed diagnosis among those read; the problem list is incomplete."
    SMOULDERING = "smouldering myeloma is on record; ISS was built in symptomatic myeloma."
    MGUS = "MGUS is on record; ISS is for confirmed multiple myeloma only."
    NOT_CONFIRMED = "multiple myeloma is on record but not marked as confirmed."
    NOT_ACTIVE = "the multiple myeloma on record is not marked as active."
    NOT_NEW = (
        "the multiple myeloma on record is in remission or relapse; ISS describes it at "
        "diagnosis, before treatment."
    )
    NO_INDEX = "the diagnosis code on record does not clearly name multiple myeloma."
    UNDER_18 = "the indices are for adults."


@dataclass(frozen=True)
class Applicability:
    """Whether a stage is given, on which ground, and by which recorded diagnosis."""

    ground: Ground
    problem: Problem | None = None

    @property
    def applies(self) -> bool:
        """May a stage be shown?"""
        return self.ground is Ground.APPLIES

    @property
    def sentence(self) -> str:
        """Why no stage is given; "" when one is."""
        return "" if self.applies else f"No stage is given: {self.ground.value}"


def myeloma(chart: Chart, sample: LabResult, policy: Policy) -> Applicability:
    """Does the ISS family apply to this sample?"""
    if _active(chart, Disease.SMOULDERING_MYELOMA):
        return Applicability(Ground.SMOULDERING)
    recorded = [item for item in chart.problems if item.disease is Disease.MULTIPLE_MYELOMA]
    if not recorded:
        return Applicability(_without_myeloma(chart))
    if is_child(chart, sample.taken, policy):
        return Applicability(Ground.UNDER_18)
    return min(map(_judged, recorded), key=lambda found: PREFERRED.index(found.ground))


PREFERRED = (
    Ground.NOT_NEW,
    Ground.APPLIES,
    Ground.NO_INDEX,
    Ground.NOT_CONFIRMED,
    Ground.NOT_ACTIVE,
)


def _judged(problem: Problem) -> Applicability:
    if problem.course is Course.REMISSION or problem.clinical == "remission":
        return Applicability(Ground.NOT_NEW, problem)
    if not problem.active:
        return Applicability(Ground.NOT_ACTIVE, problem)
    if not problem.confirmed:
        return Applicability(Ground.NOT_CONFIRMED, problem)
    if problem.course is Course.RELAPSE or problem.clinical in {"relapse", "recurrence"}:
        return Applicability(Ground.NOT_NEW, problem)
    if problem.course is Course.NO_INDEX:
        return Applicability(Ground.NO_INDEX, problem)
    return Applicability(Ground.APPLIES, problem)


def _without_myeloma(chart: Chart) -> Ground:
    if not chart.problems and chart.unavailable(PROBLEM_LIST):
        return Ground.UNREADABLE
    if _active(chart, Disease.MGUS):
        return Ground.MGUS
    return Ground.INCOMPLETE if chart.could_not_be_had(PROBLEM_LIST) else Ground.NO_DIAGNOSIS


def _active(chart: Chart, disease: Disease) -> bool:
    return any(item.disease is disease and item.active for item in chart.problems)
