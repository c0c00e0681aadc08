"""One patient's chart: what can be used, what was set aside, what could not be had."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from fhir_mappings.model.people import Patient, Problem
from fhir_mappings.model.results import Analyte, LabResult
from fhir_mappings.model.values import Moment


class Reason(Enum):
    """Why a resource was set aside, in words a clinician understands."""

    INVALID = "the resource does not follow FHIR R4"
    OTHER_PATIENT = "belongs to another patient"
    NO_SUBJECT = "does not say whose result it is"
    WITHDRAWN = "entered in error or cancelled"
    PENDING = "not final yet"
    UNKNOWN_STATUS = "its status is not one of FHIR's"
    NO_VALUE = "has no value"
    NOT_NUMERIC = "its value is not a number with a unit"
    NO_UNIT = "has no unit"
    UNKNOWN_UNIT = "its unit is not recognised"
    UNIT_CONFLICT = "its printed unit and its unit code disagree"
    UNKNOWN_COMPARATOR = "its comparator is not one of FHIR's"
    NO_DATE = "has no usable date"
    FUTURE = "is dated after the moment of interpretation"
    IMPLAUSIBLE = "its value is outside the plausible range; verify value and unit"


@dataclass(frozen=True)
class Unusable:
    """A resource that was set aside. `taken` and the reported value only if it is known to be this
    patient's."""

    reference: str
    reason: Reason
    analyte: Analyte | None = None
    taken: Moment | None = None
    reported: str = ""


class Availability(Enum):
    """How far a data set could be had."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Coverage:
    """One data set (prefetch key): could it be had, and if not, why (one word, no free text)."""

    key: str
    state: Availability
    reason: str = ""


@dataclass(frozen=True)
class Chart:
    """Everything the rules may know of one patient; results oldest first."""

    results: tuple[LabResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    patient: Patient = field(default_factory=Patient)
    unusable: tuple[Unusable, ...] = ()
    coverage: tuple[Coverage, ...] = ()

    def of(self, analyte: Analyte) -> tuple[LabResult, ...]:
        """All usable results of one analyte, oldest first."""
        return tuple(result for result in self.results if result.analyte is analyte)

    def latest(self, analyte: Analyte) -> LabResult | None:
        """The newest usable result of one analyte."""
        return next(iter(reversed(self.of(analyte))), None)

    def could_not_be_had(self, key: str) -> bool:
        """Was this data set unavailable or incomplete? A key never asked for counts as had."""
        return any(
            item.key == key and item.state is not Availability.COMPLETE for item in self.coverage
        )

    def unavailable(self, key: str) -> bool:
        """Could nothing of this data set be had?"""
        return any(
            item.key == key and item.state is Availability.UNAVAILABLE for item in self.coverage
        )
