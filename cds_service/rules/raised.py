"""Is a serum B2M above its upper limit? Policy KP-07, KP-08; for kidney text only, never scores.

1. the report's own upper limit, unless it is above 5 mg/L (then it is mislabelled, which is said);
2. the site's limit;
3. 2.5 mg/L under 50 years, 2.7 mg/L from 50 (Matrai 2009, DOI 10.1515/CCLM.2009.137 unverified);
   with unknown age the lower one.

Under 18 years only the report's own limit is named, as one that may be meant for adults (K2): a
report seldom says for which age its limit was made. Without one a child's value cannot be judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cds_service.rules.policy import Policy
from cds_service.rules.words import plain
from fhir_mappings.model import LabResult, Patient

OLDER_FROM = 50  # years
ADULT_FROM = 18  # years
FOR_ADULTS = "which may be meant for adults"
DISBELIEVED = "because the report's own limit of {limit} mg/L is implausible"


@dataclass(frozen=True)
class UpperLimit:
    """An upper limit of serum B2M in mg/L and whose it is; `doubt`: why it may not hold, or why the
    report's own does not."""

    value: Decimal
    whose: str
    doubt: str = ""

    @property
    def text(self) -> str:
        """For example `laboratory limit of 2.4`."""
        return f"{self.whose} limit of {plain(self.value)}"


def upper_limit(sample: LabResult, patient: Patient, policy: Policy) -> UpperLimit | None:
    """The limit to read a sample against; None for a child without the laboratory's own."""
    ages = patient.ages(sample.taken)
    child = ages is not None and ages[0] < ADULT_FROM
    if sample.upper_limit is not None and sample.upper_limit <= policy.reference_range_sanity:
        return UpperLimit(sample.upper_limit, "laboratory", FOR_ADULTS if child else "")
    if child:
        return None
    doubt = DISBELIEVED.format(limit=plain(sample.upper_limit)) if sample.upper_limit else ""
    if policy.site_b2m_uln is not None:
        return UpperLimit(policy.site_b2m_uln, "site", doubt)
    older = ages is not None and ages[0] >= OLDER_FROM
    value = policy.b2m_uln_from_50 if older else policy.b2m_uln_under_50
    return UpperLimit(value, "default", doubt)


def is_raised(sample: LabResult, patient: Patient, policy: Policy) -> bool:
    """Could the value be above its limit? A bound counts if any value it allows does."""
    limit = upper_limit(sample, patient, policy)
    return limit is not None and sample.value.high > limit.value
