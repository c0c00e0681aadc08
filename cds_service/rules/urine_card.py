"""Urine B2M: raised, or unreadable because the urine was acid. Kidney rules 5, 11.

Urine B2M never feeds an index. A result that is not high is silent in urine of sufficient pH; where
no pH is recorded it may be falsely low, and the card says so.
"""

from __future__ import annotations

from datetime import datetime

from cds_service.rules.cadmium_panel import (
    HEADER,
    CadmiumPanel,
    cadmium_panel,
    raised_headline,
)
from cds_service.rules.case import days_old
from cds_service.rules.companion_tests import (
    URINE_B2M_ALKALINISED,
    URINE_PH,
)
from cds_service.rules.companions_kidney import (
    tubular_companions,
)
from cds_service.rules.dilution import dilution_caveats
from cds_service.rules.finding import Companion, Finding, Story
from cds_service.rules.index_rule import query_sentences
from cds_service.rules.medicine_list import given_near
from cds_service.rules.policy import Policy
from cds_service.rules.tubular_work_up import causes, worth_considering
from cds_service.rules.urine import limit_text
from cds_service.rules.urine_inputs import UrineInputs
from cds_service.rules.urine_notes import competing_sentence, fractional_sentence
from cds_service.rules.urine_reading import (
    ACID,
    ALONE,
    OPEN,
    PH_UNKNOWN,
    UrineReading,
    read_urine,
)
from cds_service.rules.urine_words import (
    DILUTION,
    HEADLINES,
    LOST_BELOW_6,
    NOT_HIGH,
    OVERFLOW_BY_EGFR,
    READING,
    URINE_ALONE,
)
from cds_service.rules.words import listed, value_text
from fhir_mappings.model import Chart, LabResult, Therapy

NEPHROTOXIC = "nephrotoxic"
LAST_KNOWN = "Last known urine B2M: the sample is {days} days old."
TUBULAR = "urine-only-tubular"
LEAKING = {TUBULAR, "both-tubular-plus"}
WHERE_THE_TUBULE_IS_THE_QUESTION = {TUBULAR, ALONE}


def urine(chart: Chart, at: datetime, policy: Policy) -> Finding | None:
    """The reading of a urine B2M that is high or cannot be read; None otherwise."""
    reading = read_urine(chart, at, policy)
    if reading is None:
        return None
    inputs, high = reading.inputs, reading.high
    values = _values(reading, chart, policy)
    panel = cadmium_panel(chart, inputs, at, policy)
    headline = _headline(reading.pattern, panel, values)
    if not headline:
        return None
    fractional = fractional_sentence(chart, inputs, reading.estimate, policy) if high else ()
    return Finding(
        rule="urine",
        story=Story.URINE,
        headline=headline,
        statements=(
            _reading(reading.pattern, inputs, values, policy),
            *_lost(reading, policy),
            *fractional,
            *_of_the_tubule(reading, chart, at, policy),
            *(panel.statements if panel else ()),
        ),
        caveats=_caveats(reading, at, policy),
        header=HEADER if panel else (),
        rows=panel.rows if panel else (),
        evidence=_evidence(inputs, panel, with_blood=bool(fractional)),
        companions=_companions(reading.pattern, chart, at, policy),
        citations=(),
    )


def _of_the_tubule(
    reading: UrineReading, chart: Chart, at: datetime, policy: Policy
) -> tuple[str, ...]:
    """Causes where the tubule leaks, medicines anywhere, tests where nothing else leaks."""
    pattern = reading.pattern
    return (
        *(causes(chart) if pattern in LEAKING else ()),
        *_nephrotoxins(chart, reading.inputs, policy),
        *(worth_considering(chart, at, policy) if pattern == TUBULAR else ()),
    )


def _caveats(reading: UrineReading, at: datetime, policy: Policy) -> tuple[str, ...]:
    inputs = reading.inputs
    of_high = (*_dilution(inputs), *competing_sentence(inputs)) if reading.high else ()
    return (*query_sentences(inputs.results), *_last_known(inputs, at, policy), *of_high)


def _headline(pattern: str | None, panel: CadmiumPanel | None, values: dict[str, str]) -> str:
    """What the pattern says, else that cadmium is raised; "" where there is nothing to say."""
    if pattern in HEADLINES:
        return HEADLINES[pattern].format(**values)
    return raised_headline(panel, values["urine"]) if panel else ""


def _evidence(
    inputs: UrineInputs, panel: CadmiumPanel | None, *, with_blood: bool
) -> tuple[LabResult, ...]:
    beside = inputs.beside if with_blood else ()
    return tuple(dict.fromkeys((*inputs.results, *beside, *(panel.evidence if panel else ()))))


def _values(reading: UrineReading, chart: Chart, policy: Policy) -> dict[str, str]:
    inputs, estimate = reading.inputs, reading.estimate
    result = inputs.urine
    name = result.analyte.label
    return {
        "urine": f"{name[0].upper()}{name[1:]} {value_text(result)} ({result.when})",
        "serum": value_text(inputs.serum) if inputs.serum else "",
        "ph": inputs.ph_text,
        "egfr": estimate.text if estimate else "",
        "limit": limit_text(inputs.form, policy),
        "unread": _ph_missing(inputs, chart),
    }


def _ph_missing(inputs: UrineInputs, chart: Chart) -> str:
    if inputs.ph:
        return f"is known only as {inputs.ph_text}"
    return "could not be read" if _ph_unread(chart) else "is not recorded"


def _ph_unread(chart: Chart) -> bool:
    return chart.could_not_be_had("urineContext")


def _reading(
    pattern: str | None, inputs: UrineInputs, values: dict[str, str], policy: Policy
) -> str:
    if pattern == ALONE:
        return URINE_ALONE
    likely_from = policy.urine_overflow_likely_from
    below = inputs.serum is not None and inputs.serum.value.high < likely_from
    if pattern == "both-overflow-likely" and below:
        return OVERFLOW_BY_EGFR.format(**values)
    return READING.get(pattern or "", NOT_HIGH).format(**values)


def _lost(reading: UrineReading, policy: Policy) -> tuple[str, ...]:
    """What acid urine does to a bound: what lies below the limit could not be believed."""
    ph = reading.inputs.ph_value(policy)
    if ph is None or reading.pattern != OPEN or ph >= policy.urine_ph_acid_below:
        return ()
    return (LOST_BELOW_6.format(ph=reading.inputs.ph_text),)


def _last_known(inputs: UrineInputs, at: datetime, policy: Policy) -> tuple[str, ...]:
    """That the sample is no longer recent, with its age."""
    days = days_old(inputs.urine.taken, at)
    return (LAST_KNOWN.format(days=days),) if days > policy.sample_current_days else ()


def _dilution(inputs: UrineInputs) -> tuple[str, ...]:
    creatinine = inputs.creatinine.value.exact if inputs.creatinine else None
    return tuple(DILUTION[code] for code in dilution_caveats(creatinine, inputs.form))


def _nephrotoxins(chart: Chart, inputs: UrineInputs, policy: Policy) -> tuple[str, ...]:
    names = sorted({item.substance for item in chart.therapies if _near(item, inputs, policy)})
    if not names:
        return ()
    return (f"On the medication list and may affect kidney function: {listed(names, 'and')}.",)


def _near(therapy: Therapy, inputs: UrineInputs, policy: Policy) -> bool:
    return NEPHROTOXIC in therapy.effects and given_near(therapy, inputs.urine.taken, policy)


def _companions(
    pattern: str | None, chart: Chart, at: datetime, policy: Policy
) -> tuple[Companion, ...]:
    if pattern == PH_UNKNOWN:
        return () if _ph_unread(chart) else (URINE_PH,)
    if pattern != ACID and pattern not in WHERE_THE_TUBULE_IS_THE_QUESTION:
        return ()
    again = (URINE_B2M_ALKALINISED,) if pattern == ACID else ()
    return (*tubular_companions(chart, at, policy), *again)
