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
    PLASMACYTOMA = "plasmacytoma"
    PLASMA_CELL_LEUKAEMIA = "plasma cell leukaemia"
    WALDENSTROM = "Waldenström macroglobulinaemia or lymphoplasmacytic lymphoma"
    CLL = "chronic lymphocytic leukaemia or small lymphocytic lymphoma"
    FOLLICULAR_LYMPHOMA = "follicular lymphoma"
    DLBCL = "diffuse large B-cell lymphoma"
    MANTLE_CELL_LYMPHOMA = "mantle cell lymphoma"
    MARGINAL_ZONE_LYMPHOMA = "marginal zone lymphoma"
    ANGIOIMMUNOBLASTIC_LYMPHOMA = "angioimmunoblastic T-cell lymphoma"
    HODGKIN_LYMPHOMA = "Hodgkin lymphoma"
    OTHER_LYMPHOMA = "another non-Hodgkin lymphoma"
    HAIRY_CELL_LEUKAEMIA = "hairy-cell leukaemia"
    CASTLEMAN = "Castleman disease"
    OTHER_BLOOD_CANCER = "another blood cancer"
    SOLID_TUMOUR = "a solid tumour"
    AL_AMYLOIDOSIS = "AL amyloidosis or light-chain deposition"
    AMYLOIDOSIS = "amyloidosis"
    DIALYSIS_AMYLOIDOSIS = "dialysis-related or AA amyloidosis"
    CARPAL_TUNNEL = "carpal tunnel syndrome"
    CKD = "chronic kidney disease"
    DIALYSIS = "dialysis"
    KIDNEY_TRANSPLANT = "kidney transplant"
    ACUTE_KIDNEY_INJURY = "acute kidney injury"
    KIDNEY_FAILURE = "kidney failure of unstated kind"
    MYELOMA_KIDNEY = "myeloma kidney"
    TUBULAR_DISORDER = "a proximal tubular disorder"
    TUBULOINTERSTITIAL = "tubulo-interstitial kidney disease"
    PYELONEPHRITIS = "acute pyelonephritis"
    CADMIUM = "cadmium or other heavy metal exposure"
    OTHER_TRANSPLANT = "failure or rejection of another transplant"
    HIV = "HIV infection"
    EBV = "EBV mononucleosis"
    CMV = "CMV infection"
    VIRAL_HEPATITIS = "viral hepatitis"
    LIVER_DISEASE = "liver disease"
    TUBERCULOSIS = "tuberculosis"
    ENDOCARDITIS = "endocarditis"
    SEPSIS = "sepsis"
    COVID_19 = "COVID-19"
    LUPUS = "systemic lupus erythematosus"
    RHEUMATOID_ARTHRITIS = "rheumatoid arthritis"
    ADULT_STILL = "adult-onset Still disease"
    HLH = "haemophagocytic lymphohistiocytosis"
    SJOGREN = "Sjögren disease"
    SARCOIDOSIS = "sarcoidosis"
    INFLAMMATORY_BOWEL_DISEASE = "inflammatory bowel disease"
    HYPERTHYROIDISM = "hyperthyroidism"
    PREGNANCY = "pregnancy"

    # Members are singletons; Enum itself would hash a name for each look-up.
    __hash__ = object.__hash__


class Course(Enum):
    """What the code itself says of the course of a disease."""

    UNSTATED = ""
    REMISSION = "remission"
    RELAPSE = "relapse"
    PRECURSOR = "precursor"
    NO_INDEX = "no-index"


@dataclass(frozen=True)
class Problem:
    """A recorded diagnosis. `clinical` and `verification` are FHIR codes, "" when absent.

    `label`: what the code itself says, such as "CKD stage 3"; our own words. `unchecked`: the code
    was recognised by a row of the table that nobody has verified yet.
    """

    disease: Disease
    reference: str
    course: Course = Course.UNSTATED
    clinical: str = "active"
    verification: str = "confirmed"
    onset: Moment | None = None
    label: str = ""
    unchecked: bool = False

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

    # Members are singletons; Enum itself would hash a name for each look-up.
    __hash__ = object.__hash__


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
