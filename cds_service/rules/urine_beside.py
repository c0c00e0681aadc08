"""What a urine B2M that is not high adds to a raised serum B2M. Kidney rules 5.2, 5.3, 11."""

from __future__ import annotations

from cds_service.rules.case import Case
from cds_service.rules.policy import Policy
from cds_service.rules.urine import ph_caveats
from cds_service.rules.urine_inputs import UrineInputs
from cds_service.rules.urine_reading import read_urine
from cds_service.rules.words import value_text
from fhir_mappings.model import LabResult

SERUM_ONLY = (
    "Urine B2M of {urine} is not raised: that points to lower filtration or higher production "
    "rather than a tubular leak."
)
SLIGHTLY_ACID = "At its urine pH of {ph} a little of it may have been lost."


def serum_only(case: Case) -> tuple[tuple[str, ...], tuple[LabResult, ...]]:
    """Sentences on the urine taken with the current serum B2M, and the results they rest on."""
    reading = read_urine(case.chart, case.at, case.policy)
    if reading is None or reading.pattern != "serum-only":
        return (), ()
    inputs = reading.inputs
    if inputs.serum is None or inputs.serum.reference != case.sample.reference:
        return (), ()
    said = SERUM_ONLY.format(urine=value_text(inputs.urine))
    return (said, *_lost(inputs, case.policy)), tuple(filter(None, (inputs.urine, inputs.ph)))


def _lost(inputs: UrineInputs, policy: Policy) -> tuple[str, ...]:
    """A caveat below pH 7; below 6 the pattern itself says so."""
    if not ph_caveats(inputs.ph_value(policy), high=False, policy=policy):
        return ()
    return (SLIGHTLY_ACID.format(ph=inputs.ph_text),)
