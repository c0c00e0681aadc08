"""What every Observation must pass before it is read: a usable status and a usable date.

Statuses by policy P-24. http://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

from datetime import datetime

from fhir_mappings.bundle import Resource
from fhir_mappings.model import Moment, Reason
from fhir_mappings.shape import is_older

STATUS: dict[str, Reason | None] = {
    "final": None,
    "amended": None,
    "corrected": None,
    "preliminary": Reason.PENDING,
    "registered": Reason.PENDING,
    "cancelled": Reason.WITHDRAWN,
    "entered-in-error": Reason.WITHDRAWN,
}


class SetAside(Exception):
    """Carries the reason why a resource cannot be used, and the value as it was reported."""

    def __init__(self, reason: Reason, reported: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.reported = reported


def check_status(resource: Resource) -> None:
    """Raise SetAside unless the result is final, amended or corrected, and in the form of R4."""
    reason = STATUS.get(str(resource.get("status")), Reason.UNKNOWN_STATUS)
    if reason is None and is_older(resource):
        reason = Reason.OLDER_FHIR
    if reason is not None:
        raise SetAside(reason)


def usable_moment(taken: Moment | None, at: datetime) -> Moment:
    """The moment itself; SetAside when there is none or when it lies after `at`."""
    if taken is None:
        raise SetAside(Reason.NO_DATE)
    if taken.earliest > at:
        raise SetAside(Reason.FUTURE)
    return taken
