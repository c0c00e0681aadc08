"""What else on record is known to raise serum B2M. Kidney rules 7; causes named, never weighed.

Infections count when they began up to 90 days before the sample (KP-20). ICD prefixes and some of
the evidence are unverified: the sentence says "also known to raise B2M", nothing more. A CRP above
its limit within 30 days is named too (inflammation, verified: doi:10.1053/j.ajkd.2016.07.021).
"""

from __future__ import annotations

from cds_service.rules.case import Case
from cds_service.rules.medicine_list import given_near
from cds_service.rules.pairing import nearest
from cds_service.rules.plasma_exchange import with_care
from cds_service.rules.policy import Policy
from cds_service.rules.population import active
from cds_service.rules.populations import WITHOUT_INDEX
from cds_service.rules.sampling import StagingSample
from cds_service.rules.words import amount, listed, sentence_case
from fhir_mappings.model import Analyte, Disease, Moment, Problem, measured

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
INFLAMMATION = "{crp} ({when}) is above its limit; inflammation also raises B2M."
RAISES_B2M = "raises_b2m"
VERIFIED_DRUG = "interferon"


def also_on_record(case: Case, staged: StagingSample) -> tuple[str, ...]:
    """Beside a stage: diseases next to its own that have no index with B2M (oncology 3.5), and what
    else is known to raise the staged value."""
    beside = (item for item in staged.population.beside if active(case.chart, item))
    taken = staged.sample.taken
    return (
        *(WITHOUT_INDEX[item] for item in beside),
        *_known_causes(case, taken),
        *with_care(case.chart, taken, case.policy),
    )


def confounders(case: Case) -> tuple[str, ...]:
    """One sentence for the diagnoses and one for interferon; nothing when there are none."""
    return _known_causes(case, case.sample.taken)


def _known_causes(case: Case, taken: Moment) -> tuple[str, ...]:
    counted = (item for item in case.chart.problems if _counts(item, taken, case.policy))
    names = list(dict.fromkeys(item.disease.value for item in counted))
    diseases = (f"Also known to raise B2M and on record: {listed(names, 'and')}.",) if names else ()
    return (*diseases, *_inflammation(case, taken), *_interferon(case, taken))


def _counts(problem: Problem, taken: Moment, policy: Policy) -> bool:
    if not problem.active:
        return False
    if problem.disease in LASTING:
        return True
    if problem.disease not in INFECTIONS or problem.onset is None:
        return False
    return problem.onset.days_from(taken) <= policy.acute_infection_days


def _inflammation(case: Case, taken: Moment) -> tuple[str, ...]:
    """A CRP above its own laboratory's limit, near the sample."""
    crp = nearest(case.chart.of(Analyte.CRP), taken, case.policy.pairing_max_days)
    if crp is None or crp.upper_limit is None:
        return ()
    if crp.value.meets(measured(crp.upper_limit, "<=")):
        return ()
    return (INFLAMMATION.format(crp=amount(crp), when=crp.when),)


def _interferon(case: Case, taken: Moment) -> tuple[str, ...]:
    for item in case.chart.therapies:
        verified = RAISES_B2M in item.effects and VERIFIED_DRUG in item.substance.lower()
        if verified and given_near(item, taken, case.policy):
            name = sentence_case(item.substance)
            return (f"{name} on or shortly before the sample date can raise B2M.",)
    return ()
