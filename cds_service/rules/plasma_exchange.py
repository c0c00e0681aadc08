"""Plasma exchange shortly before a sample. Oncology rules 3.1, caveat 2 (policy).

The albumin in the blood is then the one that was given back, so it is no input of a stage; how many
days "shortly" means is a choice of this project. That B2M itself changes was not verified: a staged
sample drawn around an exchange is to be read with care.
"""

from __future__ import annotations

from cds_service.rules.policy import Policy
from fhir_mappings.model import Chart, Kind, Moment, Therapy

WITH_CARE = "Drawn around plasma exchange ({when}): read the values with care."


def exchange_before(chart: Chart, taken: Moment, policy: Policy) -> Therapy | None:
    """The last plasma exchange in the days before a sample; None without one."""
    near = [item for item in chart.therapies if _is_near(item, taken, policy)]
    return near[-1] if near else None


def with_care(chart: Chart, taken: Moment, policy: Policy) -> tuple[str, ...]:
    """What a card says of a sample drawn around an exchange."""
    found = exchange_before(chart, taken, policy)
    return (WITH_CARE.format(when=found.start.text),) if found and found.start else ()


def _is_near(item: Therapy, taken: Moment, policy: Policy) -> bool:
    if item.kind is not Kind.PLASMA_EXCHANGE or item.start is None:
        return False
    begun = item.start.earliest <= taken.latest
    return begun and item.start.days_from(taken) <= policy.plasma_exchange_days
