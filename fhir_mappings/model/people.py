"""The person and the diagnoses on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from fhir_mappings.model.values import Moment


class Disease(Enum):
    """A diagnosis the rules know, in the words a card uses."""

    MULTIPLE_MYELOMA = "multiple myeloma"
    SMOULDERING_MYELOMA = "smouldering myeloma"
    MGUS = "MGUS"
    CKD = "chronic kidney disease"
    DIALYSIS = "dialysis"


class Course(Enum):
    """What the code itself says of the course of a disease."""

    UNSTATED = ""
    REMISSION = "remission"
    RELAPSE = "relapse"
    PRECURSOR = "precursor"
    NO_INDEX = "no-index"


@dataclass(frozen=True)
class Problem:
    """A recorded diagnosis. `clinical` and `verification` are FHIR codes, "" when absent."""

    disease: Disease
    reference: str
    course: Course = Course.UNSTATED
    clinical: str = "active"
    verification: str = "confirmed"
    onset: Moment | None = None

    @property
    def active(self) -> bool:
        """Clinically active now: active, recurrence or relapse (FHIR condition-clinical)."""
        return self.clinical in {"active", "recurrence", "relapse"}

    @property
    def confirmed(self) -> bool:
        """Verified by the record itself; an absent verification status confirms nothing."""
        return self.verification == "confirmed"


class Sex(Enum):
    """Administrative sex, as far as the equations need it."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True)
class Patient:
    """The person in context; what is not recorded is None."""

    sex: Sex | None = None
    born: Moment | None = None

    def ages(self, at: Moment) -> tuple[int, int] | None:
        """Completed years at a moment: lowest and highest that both dates allow."""
        if self.born is None:
            return None
        youngest = _completed_years(self.born.last_day, at.first_day)
        return youngest, _completed_years(self.born.first_day, at.last_day)


def _completed_years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
