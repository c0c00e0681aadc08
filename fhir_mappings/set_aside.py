"""What every Observation must pass before it is read: a usable status and a usable date.

Statuses by policy P-24. http://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

from datetime import datetime

from fhir_mappings.model import Moment, Reason

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


def check_status(status: object) -> None:
    """Raise SetAside unless the result is final, amended or corrected."""
    reason = STATUS.get(str(status), Reason.UNKNOWN_STATUS)
    if reason is not None:
        raise SetAside(reason)


def usable_moment(taken: Moment | None, at: datetime) -> Moment:
    """The moment itself; SetAside when there is none or when it lies after `at`."""
    if taken is None:
        raise SetAside(Reason.NO_DATE)
    if taken.earliest > at:
        raise SetAside(Reason.FUTURE)
    return taken
