"""What else on record is known to raise serum B2M. Kidney rules 7; causes named, never weighed.

Infections count when they began up to 90 days before the sample (KP-20). ICD prefixes and some of
the evidence are unverified: the sentence says "also known to raise B2M", nothing more.
"""

from __future__ import annotations

from cds_service.rules.case import Case
from cds_service.rules.policy import DEFAULT, Policy
from cds_service.rules.words import listed, sentence_case
from fhir_mappings.model import Disease, Moment, Problem, Therapy

LASTING = {
    Disease.HIV,
    Disease.VIRAL_HEPATITIS,
    Disease.LIVER_DISEASE,
    Disease.LUPUS,
    Disease.RHEUMATOID_ARTHRITIS,
    Disease.ADULT_STILL,
    Disease.HLH,
    Disease.SJOGREN,
    Disease.SARCOIDOSIS,
    Disease.INFLAMMATORY_BOWEL_DISEASE,
    Disease.HYPERTHYROIDISM,
    Disease.KIDNEY_TRANSPLANT,
    Disease.OTHER_TRANSPLANT,
    Disease.SOLID_TUMOUR,
}
INFECTIONS = {
    Disease.EBV,
    Disease.CMV,
    Disease.TUBERCULOSIS,
    Disease.ENDOCARDITIS,
    Disease.SEPSIS,
    Disease.COVID_19,
}
RAISES_B2M = "raises_b2m"
VERIFIED_DRUG = "interferon"


def confounders(case: Case) -> tuple[str, ...]:
    """One sentence for the diagnoses and one for interferon; nothing when there are none."""
    found = [item for item in case.chart.problems if item.active and _counts(item, case)]
    names = list(dict.fromkeys(item.disease.value for item in found))
    diseases = (f"Also known to raise B2M and on record: {listed(names, 'and')}.",) if names else ()
    return (*diseases, *_interferon(case))


def _counts(problem: Problem, case: Case) -> bool:
    if problem.disease in LASTING:
        return True
    if problem.disease not in INFECTIONS or problem.onset is None:
        return False
    days = problem.onset.days_from(case.sample.taken)
    return days <= case.policy.acute_infection_days


def _interferon(case: Case) -> tuple[str, ...]:
    for item in case.chart.therapies:
        verified = RAISES_B2M in item.effects and VERIFIED_DRUG in item.substance.lower()
        if verified and given_near(item, case.sample.taken, case.policy):
            name = sentence_case(item.substance)
            return (f"{name} on or shortly before the sample date can raise B2M.",)
    return ()


def given_near(therapy: Therapy, sample: Moment, policy: Policy = DEFAULT) -> bool:
    """Had a medicine been begun by the sample, and does it go on or was begun not long before?"""
    start = therapy.start
    if start is None:
        return therapy.active
    begun = start.earliest <= sample.latest
    return begun and (therapy.active or start.days_from(sample) <= policy.drug_days)
