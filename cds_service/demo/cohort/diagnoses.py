"""The diagnoses of the cohort, and what the internal model calls them."""

from __future__ import annotations

from dataclasses import dataclass

from cds_service.demo.catalogue import ICD10CM, SNOMED


@dataclass(frozen=True)
class Coded:
    """A diagnosis as problem lists carry it: SNOMED CT beside ICD-10-CM, and words.

    `diseases` are names of the internal model; empty: no rule asks for it.
    """

    text: str
    snomed: str
    icd10cm: str
    diseases: tuple[str, ...] = ()

    @property
    def codings(self) -> list[dict[str, str]]:
        """The FHIR Codings, SNOMED CT first."""
        return [
            {"system": SNOMED, "code": self.snomed},
            {"system": ICD10CM, "code": self.icd10cm},
        ]


MYELOMA = Coded("Multiple myeloma", "109989006", "C90.00", ("MULTIPLE_MYELOMA",))
MYELOMA_REMISSION = Coded(
    "Multiple myeloma, in remission", "94704006", "C90.01", ("MULTIPLE_MYELOMA",)
)
MGUS = Coded("Monoclonal gammopathy", "277577000", "D47.2", ("MGUS",))
SMOULDERING = Coded("Smouldering myeloma", "413587002", "C90.00", ("SMOULDERING_MYELOMA",))
CLL = Coded("Chronic lymphocytic leukaemia", "92814006", "C91.10", ("CLL",))
WALDENSTROM = Coded("Waldenstr\u00f6m macroglobulinaemia", "190818004", "C88.00", ("WALDENSTROM",))
FOLLICULAR = Coded("Follicular lymphoma", "308121000", "C82.90", ("FOLLICULAR_LYMPHOMA",))
CKD_4 = Coded("CKD stage 4", "431857002", "N18.4", ("CKD",))
KIDNEY_FAILURE = Coded("End-stage kidney disease", "46177005", "N18.6", ("CKD",))
DIALYSIS = Coded("On maintenance dialysis", "105502003", "Z99.2", ("DIALYSIS",))
KIDNEY_INJURY = Coded("Acute kidney injury", "14669001", "N17.9", ("ACUTE_KIDNEY_INJURY",))
NEPHRITIS = Coded("Tubulo-interstitial nephritis", "428255004", "N12", ("TUBULOINTERSTITIAL",))
HIV = Coded("HIV infection", "86406008", "B20", ("HIV",))
LUPUS = Coded("Systemic lupus erythematosus", "55464009", "M32.9", ("LUPUS",))
HYPERTENSION = Coded("Hypertension", "38341003", "I10")
