"""Why a chart gets no stage, in whole sentences."""

from __future__ import annotations

from cds_service.rules.case import Case
from cds_service.rules.population import Ground, active
from cds_service.rules.populations import POPULATIONS, WITHOUT_INDEX
from cds_service.rules.words import sentence_case

SWITCHED_OFF = "{disease} is on record; {index} not switched on here, so no stage is given."
AS_RECORDED = {Ground.NOT_CONFIRMED, Ground.NO_INDEX}
NOT_READ = (Ground.UNREADABLE, Ground.INCOMPLETE, Ground.UNCODED)
SAID_ONCE = (*NOT_READ, Ground.NO_DIAGNOSIS)


def no_stage_sentences(case: Case) -> tuple[str, ...]:
    """Every reason that bears on this patient; for one without a blood cancer, a single one."""
    treated = [staged.sentence for staged in case.stagings.values() if not staged.allowed]
    refused = [
        ground.sentence
        for ground in case.grounds.values()
        if ground.ground not in (*SAID_ONCE, Ground.APPLIES)
    ]
    off = [
        SWITCHED_OFF.format(disease=sentence_case(population.name), index=population.indices)
        for population in POPULATIONS
        if case.may_stage(population) and not case.shown(population)
    ]
    without = [words for disease, words in WITHOUT_INDEX.items() if active(case.chart, disease)]
    return tuple(treated + refused + off + without) or _general(case)


def reasons(case: Case) -> tuple[str, ...]:
    """The same as codes of the case files."""
    codes = [
        staged.treatment.timing.value for staged in case.stagings.values() if not staged.allowed
    ]
    codes += [item.ground.code for item in case.grounds.values() if item.ground.code]
    codes += ["no-b2m-index"] * any(active(case.chart, disease) for disease in WITHOUT_INDEX)
    return tuple(dict.fromkeys(codes))


def diagnoses_open(case: Case) -> bool:
    """Could a diagnosis exist that was not read?"""
    return any(item.ground in NOT_READ for item in case.grounds.values())


def withheld(case: Case) -> bool:
    """Does only the way in which a disease is recorded keep a stage back?"""
    return any(item.ground in AS_RECORDED for item in case.grounds.values())


def _general(case: Case) -> tuple[str, ...]:
    """What holds for every disease alike."""
    if case.stagings:
        return ()
    return (next(iter(case.grounds.values())).sentence,)
