"""What on record makes an eGFR read too low although filtration is not. Kidney rules 3.2.

creatinine   medicines that block its secretion: trimethoprim, cimetidine, fenofibrate, ritonavir,
             dolutegravir
cystatin C   corticosteroids (dexamethasone in myeloma); the thyroid shifts it either way

doi:10.2215/CJN.12791019, verified. Other reasons leave no code: muscle mass, meat, inflammation.
"""

from __future__ import annotations

from cds_service.rules.estimate import Estimate
from cds_service.rules.medicine_list import given_near
from cds_service.rules.policy import Policy
from cds_service.rules.population import active
from cds_service.rules.words import listed, sentence_case
from fhir_mappings.model import Chart, Disease, Kind, Moment

RAISES_CREATININE = "raises_creatinine"
OF_CREATININE = (
    "{medicines} can raise creatinine without lowering filtration: eGFR may read too low."
)
OF_CYSTATIN = "A corticosteroid on record can raise cystatin C: eGFR may read too low."
OF_THYROID = "Hyperthyroidism is on record; it shifts cystatin C and so eGFR."
# What the name of a method says of its markers; one that says nothing reads creatinine.
CYSTATIN, CREATININE = "cystatin", "creatinine"


def misleading(
    chart: Chart, estimate: Estimate | None, taken: Moment, policy: Policy
) -> tuple[str, ...]:
    """Sentences on what misleads the markers that an eGFR rests on."""
    if estimate is None:
        return ()
    cystatin = CYSTATIN in estimate.method
    creatinine = CREATININE in estimate.method or not cystatin
    near = [item for item in chart.therapies if given_near(item, taken, policy)]
    blockers = {item.substance for item in near if creatinine and RAISES_CREATININE in item.effects}
    steroid = cystatin and any(item.kind is Kind.STEROID for item in near)
    thyroid = cystatin and active(chart, Disease.HYPERTHYROIDISM)
    names = sentence_case(listed(sorted(blockers), "and")) if blockers else ""
    return (
        *([OF_CREATININE.format(medicines=names)] if names else []),
        *([OF_CYSTATIN] if steroid else []),
        *([OF_THYROID] if thyroid else []),
    )
