"""Whom an index was built for, and whether a chart's patient is one of them.

A stage needs the disease on record, active and confirmed, in an adult who is not pregnant (rule 2,
policies P-19, P-24). Precursors, remission, relapse and codes that do not tell the disease from its
neighbours give none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from cds_service.rules.policy import Policy
from cds_service.rules.treatment import Treated
from fhir_mappings.model import Chart, Course, Disease, Moment, Problem

PROBLEM_LIST = "conditions"  # the prefetch key of the diagnoses


class Ground(Enum):
    """Why a group is or is not given: the code of the case files and the words of a card."""

    APPLIES = ("", "")
    UNREADABLE = (
        "diagnoses-unreadable",
        "diagnoses could not be read (problem list not available)",
    )
    NO_DIAGNOSIS = ("no-confirmed-diagnosis", "no confirmed diagnosis on record")
    INCOMPLETE = (
        "problem-list-incomplete",
        "no confirmed diagnosis among those read; the problem list is incomplete",
    )
    UNCODED = (
        "diagnosis-not-read",
        "the diagnosis may be on record in words or in a form that is not read",
    )
    OUT_OF_SCOPE = ("condition-out-of-scope", "{instead} is on record; {index} not built for it")
    NOT_CONFIRMED = (
        "diagnosis-not-confirmed",
        "{disease} is on record but not marked as confirmed",
    )
    NOT_ACTIVE = ("diagnosis-not-active", "the {disease} on record is not marked as active")
    NOT_NEW = (
        "not-treatment-naive",
        "the {disease} on record is in remission or relapse; {index} made for untreated disease",
    )
    NO_INDEX = ("no-b2m-index", "the diagnosis code on record does not clearly name {disease}")
    PRECURSOR = (
        "asymptomatic",
        "the code on record is of a form of {disease} without symptoms; {index} not built for it",
    )
    UNDER_18 = ("age-under-18", "the indices are for adults")
    PREGNANT = ("pregnancy", "not validated in pregnancy")

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        self.words = words


@dataclass(frozen=True)
class Population:
    """A disease with B2M indices; `rules` are those of the new disease. `instead`: diagnoses that
    rule it out while they are active; `beside`: those without an index that are named with it."""

    disease: Disease
    name: str
    indices: str
    group: str
    rules: frozenset[str] = frozenset()
    instead: Mapping[Disease, str] = field(default_factory=dict)
    beside: tuple[Disease, ...] = ()

    @property
    def treated(self) -> Treated:
        """The disease as treatment records know it."""
        return Treated(self.disease, self.group)


@dataclass(frozen=True)
class Applicability:
    """Whether a group is given, on which ground, and by which recorded diagnosis."""

    population: Population
    ground: Ground
    problem: Problem | None = None
    instead: str = ""

    @property
    def applies(self) -> bool:
        """May a group be shown, as far as the diagnosis goes?"""
        return self.ground is Ground.APPLIES

    @property
    def recorded(self) -> bool:
        """Is the disease on record at all, in whatever state?"""
        return self.problem is not None

    @property
    def sentence(self) -> str:
        """Why no group is given; "" when one is."""
        if self.applies:
            return ""
        words = self.ground.words.format(
            disease=self.population.name, index=self.population.indices, instead=self.instead
        )
        return f"No stage is given: {words}."


PREFERRED = (
    Ground.NOT_NEW,
    Ground.APPLIES,
    Ground.PRECURSOR,
    Ground.NO_INDEX,
    Ground.NOT_CONFIRMED,
    Ground.NOT_ACTIVE,
)
WITHOUT_INDEX = {Course.PRECURSOR: Ground.PRECURSOR, Course.NO_INDEX: Ground.NO_INDEX}


def applicability(
    chart: Chart, population: Population, at: Moment, policy: Policy
) -> Applicability:
    """Do the indices of a population apply to this patient at a moment?"""
    for disease, name in population.instead.items():
        if active(chart, disease):
            return Applicability(population, Ground.OUT_OF_SCOPE, instead=name)
    recorded = [item for item in chart.problems if item.disease is population.disease]
    if not recorded:
        return Applicability(population, _without_diagnosis(chart))
    judged = [Applicability(population, _ground(item), item) for item in recorded]
    best = min(judged, key=lambda found: PREFERRED.index(found.ground))
    if is_child(chart, at, policy):
        return Applicability(population, Ground.UNDER_18, best.problem)
    if active(chart, Disease.PREGNANCY):
        return Applicability(population, Ground.PREGNANT, best.problem)
    return best


def active(chart: Chart, disease: Disease) -> bool:
    """Is a diagnosis active on the problem list, confirmed or not?"""
    return any(item.disease is disease and item.active for item in chart.problems)


def is_child(chart: Chart, at: Moment, policy: Policy) -> bool:
    """May the patient be under age? Without a date of birth, an adult is assumed (P-19)."""
    ages = chart.patient.ages(at)
    return ages is not None and ages[0] < policy.age_minimum


def _ground(problem: Problem) -> Ground:
    if problem.course is Course.REMISSION or problem.clinical == "remission":
        return Ground.NOT_NEW
    if not problem.active:
        return Ground.NOT_ACTIVE
    if not problem.confirmed:
        return Ground.NOT_CONFIRMED
    if problem.course is Course.RELAPSE or problem.clinical in {"relapse", "recurrence"}:
        return Ground.NOT_NEW
    return WITHOUT_INDEX.get(problem.course, Ground.APPLIES)


def _without_diagnosis(chart: Chart) -> Ground:
    if not chart.problems and chart.unavailable(PROBLEM_LIST):
        return Ground.UNREADABLE
    if chart.could_not_be_had(PROBLEM_LIST):
        return Ground.INCOMPLETE
    hidden = any(item.hides_diagnosis for item in chart.unusable)
    return Ground.UNCODED if hidden else Ground.NO_DIAGNOSIS
