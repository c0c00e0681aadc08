"""Which medicines on the list bear on a sample: those that go on, or were begun shortly before."""

from __future__ import annotations

from cds_service.rules.policy import DEFAULT, Policy
from fhir_mappings.model import Moment, Therapy


def given_near(therapy: Therapy, sample: Moment, policy: Policy = DEFAULT) -> bool:
    """Had a medicine been begun by the sample, and does it go on or was begun not long before?"""
    start = therapy.start
    if start is None:
        return therapy.active
    begun = start.earliest <= sample.latest
    return begun and (therapy.active or start.days_from(sample) <= policy.drug_days)
