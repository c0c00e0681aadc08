"""From an index to a finding: what is known, what stays possible, what is still needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cds_service.rules.case import Case, days_old
from cds_service.rules.companions import ALBUMIN, CREATININE, LDH
from cds_service.rules.filtration import Verdict
from cds_service.rules.finding import Companion
from cds_service.rules.pairing import known_values, nearest
from cds_service.rules.possible import Index
from cds_service.rules.words import amount, listed, plain, sentence_case, value_text
from fhir_mappings.model import Analyte, LabResult

IF_UNTREATED = "if untreated then"
TREATMENT_NOT_READ = (
    "Treatment records are not read by this version: the result holds only for a sample taken "
    "before first therapy."
)
LIMITS = (
    "For a patient with a confirmed diagnosis only. Applies to values at diagnosis before "
    "treatment. Prognostic grouping, not a diagnosis or treatment recommendation. Interpretation "
    "by haematology/oncology."
)
CLOSE = "B2M is close to the cut-off of {cut} mg/L; analytical variation could change the group."

LABELS = {
    "b2m": "B2M",
    "albumin": "albumin",
    "ldh": "LDH",
    "del17p": "FISH",
    "t_4_14": "FISH",
    "t_14_16": "FISH",
}
PAIRED = {"albumin": Analyte.ALBUMIN, "ldh": Analyte.LDH}
SUPPLIES = {"albumin": ALBUMIN, "ldh": LDH}


@dataclass(frozen=True)
class Inputs:
    """The results an index may use, by input name, and remarks on how they were paired."""

    found: Mapping[str, LabResult]
    remarks: tuple[str, ...] = ()


def inputs_for(case: Case, names: Iterable[str]) -> Inputs:
    """The sample and, for each name, the nearest result within the pairing window (P-05)."""
    found = {"b2m": case.sample}
    remarks: list[str] = []
    for name in names:
        results = case.chart.of(PAIRED[name])
        if paired := nearest(results, case.sample.taken, case.policy.pairing_max_days):
            found[name] = paired
            remarks.extend(_loose(case, paired))
        elif results:
            remarks.append(_not_used(case, results[-1]))
    return Inputs(found, tuple(remarks))


def known_numbers(index: Index, inputs: Inputs, case: Case) -> dict[str, object]:
    """What an index may take as known of its numeric inputs."""
    numeric = {name: item for name, item in inputs.found.items() if name in ("b2m", "albumin")}
    return dict(known_values(index, numeric, case.policy))


def result_text(possible: tuple[str, ...]) -> str:
    """The cell of the table of indices."""
    return possible[0] if len(possible) == 1 else f"not assignable: {listed(possible)}"


def labels(names: Iterable[str]) -> tuple[str, ...]:
    """Input names as a clinician calls them, each once."""
    return tuple(dict.fromkeys(LABELS[name] for name in names))


def companions_for(needed: Iterable[str], case: Case) -> tuple[Companion, ...]:
    """Tests to suggest: needed, orderable, and known to be missing rather than unreadable."""
    wanted = [SUPPLIES[name] for name in needed if name in SUPPLIES and not unreadable(case, name)]
    return (*wanted, *kidney_companions(case))


def kidney_companions(case: Case) -> tuple[Companion, ...]:
    """Creatinine when kidney function is missing, not when it could not be read."""
    missing = case.kidney.verdict is Verdict.NO_GFR and case.kidney.creatinine is None
    return (CREATININE,) if missing and not unreadable(case, "creatinine") else ()


def unreadable(case: Case, key: str) -> bool:
    """Could this data set not be had in full?"""
    return case.chart.could_not_be_had(key)


def close_to_cutoff(index: Index, case: Case, known: Mapping[str, object]) -> tuple[str, ...]:
    """The note that analytical variation could change the group (P-10); no group changes."""
    value, share = case.sample.value.exact, case.policy.near_cutoff_share
    if value is None or not index.near_cutoff("b2m", value, known, share):
        return ()
    zones = index.zones("b2m", value, share)
    cuts = [plain((zone.low + zone.high) / 2) for zone in zones]
    return tuple(CLOSE.format(cut=cut) for cut in cuts)


def caveats_for(case: Case, inputs: Inputs) -> tuple[str, ...]:
    """What qualifies every stage of this case."""
    queries = query_sentences(inputs.found.values())
    return (*queries, *last_known(case), *_long_known(case), TREATMENT_NOT_READ)


def query_sentences(results: Iterable[LabResult]) -> tuple[str, ...]:
    """Which of the results to verify at their source."""
    return tuple(
        f"{value_text(result)}: {query}." for result in results for query in result.queries
    )


def last_known(case: Case) -> tuple[str, ...]:
    """That the sample is no longer a current one, with its age."""
    days = days_old(case.sample.taken, case.at)
    if days <= case.policy.sample_current_days:
        return ()
    return (f"Last known B2M: the sample is {days} days old.",)


def _long_known(case: Case) -> tuple[str, ...]:
    onset = case.myeloma.problem.onset if case.myeloma.problem else None
    if onset is None or onset.latest >= case.sample.taken.earliest:
        return ()
    days = onset.days_from(case.sample.taken)
    if days <= case.policy.sample_current_days:
        return ()
    return (f"Myeloma has been on record since {onset.text}, {days} days before this sample.",)


def _loose(case: Case, result: LabResult) -> tuple[str, ...]:
    days = result.taken.days_from(case.sample.taken)
    if days <= case.policy.pairing_silent_days:
        return ()
    name = result.analyte.label
    return (f"Paired loosely: {name} of {result.taken.text} is {days} days from this B2M.",)


def _not_used(case: Case, result: LabResult) -> str:
    days = result.taken.days_from(case.sample.taken)
    before = "before" if result.taken.latest < case.sample.taken.latest else "after"
    text = sentence_case(f"{amount(result)} of {result.taken.text}")
    return f"{text} was not used: {days} days {before} this B2M."
