"""From an index to a finding: what is known, what stays possible, what is still needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cds_service.rules.case import Case, days_old
from cds_service.rules.confounders import also_on_record
from cds_service.rules.facts import Fact, Facts
from cds_service.rules.finding import Citation, Finding, Story
from cds_service.rules.genetic_facts import SOURCES, FactFrom
from cds_service.rules.good_practice import work_up
from cds_service.rules.labels import needed_labels
from cds_service.rules.outcomes import outcome_sentence
from cds_service.rules.policy import Policy
from cds_service.rules.population import Population
from cds_service.rules.possible import Index
from cds_service.rules.reading import (
    STAGE_OF_THIS_SAMPLE,
    Reading,
    close_albumin,
    close_to_cutoff,
    result_text,
    summary,
)
from cds_service.rules.recorded import against_record
from cds_service.rules.treatment import Timing
from cds_service.rules.words import listed, sentence_case, value_text
from fhir_mappings.model import Analyte, LabResult, MarkerResult

ITEMS = ("Item", "Found", "Points")
IF_UNTREATED = "if untreated then"
WHEN_TREATED_AGAIN = "before the next therapy"
LIMITS = (
    "For a patient with a confirmed diagnosis only. Applies to values at diagnosis before "
    "treatment. Prognostic grouping, not a diagnosis or treatment recommendation. Interpretation "
    "by haematology/oncology."
)
TREATED_LIMITS = LIMITS.replace("at diagnosis before treatment", WHEN_TREATED_AGAIN)
TREATED = "{index} is for patients treated before and about to have the next therapy."


Why = Callable[[Reading], tuple[str, ...]]


@dataclass(frozen=True)
class IndexRule:
    """A published index as a rule on charts. `why` words the result; `overrides` read an input
    in a way of this index's own; `shown` words the cell of the table of indices,
    `items` the rows of a table of items, `beside` what a summary names beside B2M."""

    rule: str
    name: str
    index: Index
    population: Population
    story: Story
    citation: Citation
    why: Why
    overrides: Mapping[str, FactFrom] = field(default_factory=dict)
    shown: Callable[[Reading], str] | None = None
    headline: Callable[[Reading], str] | None = None
    items: Callable[[Reading], tuple[tuple[str, ...], ...]] | None = None
    beside: Callable[[Reading], tuple[LabResult, ...]] | None = None
    evidence_word: str = ""
    relapsed: bool = False

    def __call__(self, case: Case) -> Finding | None:
        """The group as far as the results allow; None when none may be given."""
        return self._finding(self.read(case)) if self.applies(case) else None

    def applies(self, case: Case) -> bool:
        """Is the index shown at this site, and may its group be given for this chart?"""
        if self.rule not in case.policy.indices:
            return False
        return case.relapsed(self.population) if self.relapsed else case.may_stage(self.population)

    def read(self, case: Case) -> Reading:
        """What the chart says of the inputs, and what that leaves possible."""
        staged = (case.current if self.relapsed else case.staged)(self.population)
        facts = self._facts(Facts(case.chart, staged.sample, case.policy, staged.until))
        known = {name: fact.known for name, fact in facts.items() if fact.known is not None}
        return Reading(
            case, staged, facts, known, self.index.possible(known), self.index.open_inputs(known)
        )

    def _facts(self, facts: Facts) -> dict[str, Fact]:
        sources = {**SOURCES, **self.overrides}
        return {
            name: sources[name](facts) if name in sources else facts.laboratory(name, item)
            for name, item in self.index.inputs.items()
        }

    def _finding(self, reading: Reading) -> Finding:
        case, facts = reading.case, reading.facts
        close = close_to_cutoff(self.index, reading)
        finding = Finding(
            rule=self.rule,
            story=self.story,
            headline=self._headline(reading),
            summary=summary(self.name, reading),
            condition=WHEN_TREATED_AGAIN if self.relapsed else IF_UNTREATED,
            index=self.name,
            result=self.shown(reading) if self.shown else result_text(reading.possible),
            statements=(
                *self.why(reading),
                *_remarks(facts),
                *close,
                *close_albumin(self.index, reading),
            ),
            caveats=self._warnings(reading),
            limits=TREATED_LIMITS if self.relapsed else LIMITS,
            evidence=_evidence(facts),
            beside=self.beside(reading) if self.beside else (),
            markers=_markers(facts),
            possible=reading.possible,
            missing=needed_labels(name for name in facts if name not in reading.known),
            needed=reading.labels(reading.needed),
            companions=reading.companions,
            citations=(self.citation,),
            header=ITEMS if self.items else (),
            rows=self.items(reading) if self.items else (),
            reasons=_reasons(self.index, reading, near=bool(close)),
        )
        return against_record(finding, case.chart)

    def _warnings(self, reading: Reading) -> tuple[str, ...]:
        in_part = (STAGE_OF_THIS_SAMPLE,) if reading.in_part else ()
        return (
            *in_part,
            *_caveats(reading),
            *also_on_record(reading.case, reading.staged),
            self._treatment(reading),
            *self._work_up(reading),
            *self._evidence(),
            *self._outcomes(reading.case.policy),
        )

    def _work_up(self, reading: Reading) -> tuple[str, ...]:
        """What belongs to a new diagnosis; nothing once therapy has or may have begun."""
        if reading.staged.treatment.timing is not Timing.NONE_FOUND:
            return ()
        if reading.staged.at_diagnosis:
            return ()
        return work_up(reading.case, self.population.disease, reading.companions)

    def _headline(self, reading: Reading) -> str:
        if self.headline:
            return self.headline(reading)
        return f"{self.name} {listed(reading.possible)}"

    def _treatment(self, reading: Reading) -> str:
        return TREATED.format(index=self.name) if self.relapsed else reading.staged.sentence

    def _outcomes(self, policy: Policy) -> tuple[str, ...]:
        if not policy.outcomes_show:
            return ()
        return (outcome_sentence(self.rule, self.name, self.index.groups),)

    def _evidence(self) -> tuple[str, ...]:
        return (f"{self.name}: {self.evidence_word}.",) if self.evidence_word else ()


def _reasons(index: Index, reading: Reading, *, near: bool) -> tuple[str, ...]:
    """The same remarks as codes of the case files."""
    results = _evidence(reading.facts)
    spared = index.inputs.keys() - reading.known.keys() - set(reading.needed)
    codes = (
        reading.staged.treatment.timing.value,
        *(code for fact in reading.facts.values() for code in fact.reasons),
        *(f"{name}-not-needed" for name in index.inputs if name in spared),
        *["unit-converted"] * any(result.factor != 1 for result in results),
        *["implausible-value"] * any(result.queries for result in results),
        *["near-threshold"] * near,
    )
    return tuple(dict.fromkeys(codes))


def _remarks(facts: Mapping[str, Fact]) -> Iterable[str]:
    return (text for fact in facts.values() for text in fact.remarks)


def _evidence(facts: Mapping[str, Fact]) -> tuple[LabResult, ...]:
    return tuple(dict.fromkeys(item for fact in facts.values() for item in fact.results))


def _markers(facts: Mapping[str, Fact]) -> tuple[MarkerResult, ...]:
    found = {item.reference: item for fact in facts.values() for item in fact.markers}
    return tuple(found.values())


def _caveats(reading: Reading) -> tuple[str, ...]:
    results = _evidence(reading.facts)
    return (
        *query_sentences(results),
        *last_known(reading.case),
        *_long_known(reading),
    )


def _opening(name: str) -> str:
    return name if name == Analyte.EGFR.label else sentence_case(name)


def query_sentences(results: Iterable[LabResult]) -> tuple[str, ...]:
    """Which of the results to verify at their source."""
    return tuple(
        f"{_opening(result.analyte.label)} {value_text(result)}: {query}."
        for result in results
        for query in result.queries
    )


def last_known(case: Case) -> tuple[str, ...]:
    """That the current sample is no longer recent, with its age."""
    days = days_old(case.sample.taken, case.at)
    if days <= case.policy.sample_current_days:
        return ()
    return (f"Last known B2M: the sample is {days} days old.",)


def _long_known(reading: Reading) -> tuple[str, ...]:
    population = reading.staged.population
    problem = reading.case.ground(population).problem
    onset = problem.onset if problem else None
    if onset is None or onset.latest >= reading.sample.taken.earliest:
        return ()
    days = onset.days_from(reading.sample.taken)
    if days <= reading.case.policy.sample_current_days:
        return ()
    name = population.name
    return (f"The {name} has been on record since {onset.text}, {days} days before this sample.",)
