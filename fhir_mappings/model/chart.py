"""One patient's chart: what can be used, what was set aside, what could not be had."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from fhir_mappings.model.genetics import Marker, MarkerResult
from fhir_mappings.model.orders import Order
from fhir_mappings.model.people import Patient, Problem
from fhir_mappings.model.results import Analyte, LabResult, OtherResult
from fhir_mappings.model.stages import RecordedStage
from fhir_mappings.model.therapies import Therapy
from fhir_mappings.model.values import Moment


class Reason(Enum):
    """Why a resource was set aside, in words a clinician understands."""

    INVALID = "the resource does not follow FHIR R4"
    OLDER_FHIR = "is in a form of FHIR older than R4"
    WORDS_ONLY = "is named only in words or in a code system that is not read"
    CONTRADICTORY = "carries two values, or one that is marked as absent"
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
    POST_DIALYSIS = "was drawn after dialysis, which no published limit covers"
    OTHER_SPECIMEN = "was not measured in serum, plasma or urine"
    SPECIMEN_CONFLICT = "its specimen does not fit its code"
    ARBITRARY_UNITS = "is in arbitrary units that cannot be converted"
    QUALITATIVE = "says only present or absent, without a number"
    NO_LIMIT = "is in a form for which no limit is published"
    NOT_COMPARABLE = "rests on another method than the rules read"
    RETIRED = "its code is no longer in use"
    NOT_MACHINE_READABLE = "is not machine-readable; enter it by hand"
    MEDICINE_UNKNOWN = "its medicine could not be looked up"
    IMPLAUSIBLE = "its value is outside the plausible range; verify value and unit"


@dataclass(frozen=True)
class Unusable:
    """A resource that was set aside. `taken` and the reported value only if it is known to be this
    patient's.

    `marker`: the genetic finding it was about, None also for whole reports in words. `therapy`: the
    treatment it names, or "treatment" when that is not known; such a record may be treatment before
    the sample, so it keeps a stage uncertain. `hides_diagnosis`: it may name a blood cancer.
    """

    reference: str
    reason: Reason
    analyte: Analyte | None = None
    taken: Moment | None = None
    reported: str = ""
    marker: Marker | None = None
    therapy: str = ""
    hides_diagnosis: bool = False


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
    """Everything the rules may know of one patient.

    Results, markers, stages and therapies are oldest first, what has no date at the very front.
    `orders` are those that stand open.
    """

    results: tuple[LabResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    patient: Patient = field(default_factory=Patient)
    unusable: tuple[Unusable, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    markers: tuple[MarkerResult, ...] = ()
    stages: tuple[RecordedStage, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    other_results: tuple[OtherResult, ...] = ()
    orders: tuple[Order, ...] = ()

    def of(self, analyte: Analyte) -> tuple[LabResult, ...]:
        """All usable results of one analyte, oldest first."""
        return self._by_analyte.get(analyte, ())

    @cached_property
    def _by_analyte(self) -> dict[Analyte, tuple[LabResult, ...]]:
        found: dict[Analyte, list[LabResult]] = {}
        for result in self.results:
            found.setdefault(result.analyte, []).append(result)
        return {analyte: tuple(results) for analyte, results in found.items()}

    def latest(self, analyte: Analyte) -> LabResult | None:
        """The newest usable result of one analyte."""
        results = self.of(analyte)
        return results[-1] if results else None

    def of_marker(self, marker: Marker) -> tuple[MarkerResult, ...]:
        """All machine-readable answers on one marker, oldest first."""
        return tuple(result for result in self.markers if result.marker is marker)

    def could_not_be_had(self, key: str) -> bool:
        """Was this data set unavailable or incomplete? A key never asked for counts as had."""
        return self._shortfalls.get(key, Availability.COMPLETE) is not Availability.COMPLETE

    def unavailable(self, key: str) -> bool:
        """Could nothing of this data set be had?"""
        return self._shortfalls.get(key) is Availability.UNAVAILABLE

    @cached_property
    def _shortfalls(self) -> dict[str, Availability]:
        return {item.key: item.state for item in self.coverage}
