"""The cohort: as many invented patients as wanted, one at a time, each from its number alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from cds_service.demo.chart_writer import Resource
from cds_service.demo.cohort import course, myeloma, others, status, values
from cds_service.demo.cohort.truth import Truth
from cds_service.demo.cohort.writer import ADULTS, PatientWriter

Scenario = Callable[[PatientWriter], object]

SEED = 20261120
CHILDREN = (2014, 2019)
# Each scenario and how many different patients it needs to show all that it can.
SCENARIOS: tuple[tuple[Scenario, int], ...] = (
    (myeloma.iss_1, 1),
    (myeloma.iss_2_by_b2m, 1),
    (myeloma.iss_2_by_albumin, 1),
    (myeloma.iss_3, 1),
    (myeloma.boundary, 5),
    (myeloma.no_albumin, 1),
    (myeloma.albumin_elsewhen, 3),
    (myeloma.albumin_si, 2),
    (myeloma.albumin_bcg, 1),
    (myeloma.full_r_iss, 6),
    (myeloma.ldh_without_limit, 1),
    (myeloma.kidney_injury, 1),
    (myeloma.kidney_disease, 1),
    (course.treated, 1),
    (course.remission, 1),
    (course.suspected, 1),
    (course.refuted, 1),
    (course.smouldering, 1),
    (course.mgus, 1),
    (course.icd_only, 1),
    (course.recorded_stage, 3),
    (others.cll, 2),
    (others.waldenstrom, 1),
    (others.follicular, 1),
    (others.kidney_only, 1),
    (others.dialysis, 1),
    (others.tubular, 1),
    (others.acid_urine, 1),
    (others.hiv, 1),
    (others.lupus, 1),
    (others.child, 1),
    (others.spinal_fluid, 1),
    (others.healthy, 1),
    (others.without_b2m, 1),
    (others.empty, 1),
    (values.units, len(values.UNITS)),
    (values.molar, 2),
    (values.bound, len(values.BOUNDS)),
    (values.in_words, len(values.WORDS)),
    (values.absent, 1),
    (values.implausible, 4),
    (values.two_values, 1),
    (values.component, 1),
    (status.withdrawn, 1),
    (status.preliminary, 1),
    (status.corrected, 1),
    (status.amended_version, 2),
    (status.repeated, 1),
    (status.undated, 2),
    (status.same_day, 1),
    (status.period, 1),
    (status.future, 1),
    (status.old, 1),
    (status.wrong_specimen, 1),
    (status.named_only, len(status.NAMES)),
    (status.hearsay, len(status.HEARSAY)),
    (status.local_code, 1),
    (status.foreign, 1),
    (status.nobody_known, 1),
    (status.long_history, 1),
)
ROUND = tuple((scenario, turn, turns) for scenario, turns in SCENARIOS for turn in range(turns))


@dataclass(frozen=True)
class CohortPatient:
    """One invented patient: what was written, and what it was written to show."""

    id: str
    scenario: str
    resources: tuple[Resource, ...]
    truth: Truth


def cohort(count: int, as_of: date, seed: int = SEED) -> Iterator[CohortPatient]:
    """The first `count` patients as of a day, made one by one while they are asked for."""
    return (cohort_patient(number, as_of, seed) for number in range(count))


def cohort_patient(number: int, as_of: date, seed: int = SEED) -> CohortPatient:
    """The patient with this number: the same arguments always give the same one."""
    rounds, place = divmod(number, len(ROUND))
    scenario, turn, turns = ROUND[place]
    name = scenario.__name__.replace("_", "-")
    patient_id = f"syn-{name}-{number:06d}"
    writer = PatientWriter(patient_id, f"{seed}:{patient_id}", as_of, rounds * turns + turn)
    writer.person(CHILDREN if scenario is others.child else ADULTS)
    scenario(writer)
    return CohortPatient(patient_id, name, tuple(writer.resources), writer.truth)
