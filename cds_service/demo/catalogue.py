"""The laboratory tests and diagnoses that the demo patients use, with their codes."""

from __future__ import annotations

from dataclasses import dataclass

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ATC = "http://www.whocc.no/atc"


@dataclass(frozen=True)
class Test:
    """A LOINC-coded test: official name ("" when none is verified), usual unit (UCUM, "" for a
    coded answer or words), reference limits ("" when open)."""

    key: str
    loinc: str
    display: str
    text: str
    unit: str = ""
    limits: tuple[str, str] = ("", "")

    @property
    def coding(self) -> dict[str, str]:
        """The FHIR Coding with the official LOINC name."""
        named = {"display": self.display} if self.display else {}
        return {"system": LOINC, "code": self.loinc, **named}


@dataclass(frozen=True)
class Medicine:
    """A medicine by its ATC code, as a record names it."""

    key: str
    text: str
    atc: str


@dataclass(frozen=True)
class Diagnosis:
    """A diagnosis as problem lists carry it. SNOMED CT codings carry no display on purpose."""

    key: str
    text: str
    snomed: str
    icd10cm: tuple[str, str] = ("", "")

    @property
    def codings(self) -> tuple[dict[str, str], ...]:
        """The FHIR Codings, SNOMED CT first."""
        code, title = self.icd10cm
        icd = ({"system": ICD10CM, "code": code, "display": title},) if code else ()
        snomed = ({"system": SNOMED, "code": self.snomed},) if self.snomed else ()
        return (*snomed, *icd)


B2M = Test(
    "b2m",
    "1952-1",
    "Beta-2-Microglobulin [Mass/volume] in Serum or Plasma",
    "Beta-2 microglobulin, serum",
    "mg/L",
    ("0.8", "2.4"),
)
B2M_MOLAR = Test(
    "b2m-molar",
    "76484-5",
    "Beta-2-Microglobulin [Moles/volume] in Serum or Plasma",
    "Beta-2 microglobulin, serum",
    "nmol/L",
    ("68", "204"),
)
ALBUMIN = Test(
    "albumin",
    "1751-7",
    "Albumin [Mass/volume] in Serum or Plasma",
    "Albumin, serum",
    "g/dL",
    ("3.5", "5.0"),
)
CREATININE = Test(
    "creatinine",
    "2160-0",
    "Creatinine [Mass/volume] in Serum or Plasma",
    "Creatinine, serum",
    "mg/dL",
    ("0.6", "1.2"),
)
CREATININE_MOLAR = Test(
    "creatinine-molar",
    "14682-9",
    "Creatinine [Moles/volume] in Serum or Plasma",
    "Creatinine, serum",
    "umol/L",
    ("53", "106"),
)
LDH = Test(
    "ldh",
    "2532-0",
    "Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma",
    "LDH, serum",
    "U/L",
    ("120", "250"),
)
HEMOGLOBIN = Test(
    "hemoglobin",
    "718-7",
    "Hemoglobin [Mass/volume] in Blood",
    "Haemoglobin",
    "g/dL",
    ("12.0", "16.0"),
)

MYELOMA = Diagnosis(
    "myeloma",
    "Multiple myeloma",
    "109989006",
    ("C90.00", "Multiple myeloma not having achieved remission"),
)
SMOULDERING = Diagnosis(
    "smouldering",
    "Smouldering multiple myeloma",
    "413587002",
    ("C90.00", "Multiple myeloma not having achieved remission"),
)
MGUS = Diagnosis("mgus", "MGUS", "277577000", ("D47.2", "Monoclonal gammopathy"))
HYPERTENSION = Diagnosis(
    "hypertension", "Hypertension", "38341003", ("I10", "Essential (primary) hypertension")
)
CKD_3 = Diagnosis(
    "ckd",
    "Chronic kidney disease, stage 3b",
    "433144002",
    ("N18.32", "Chronic kidney disease, stage 3b"),
)
KIDNEY_FAILURE = Diagnosis(
    "kidney-failure", "End-stage kidney disease", "46177005", ("N18.6", "End stage renal disease")
)
DIALYSIS = Diagnosis(
    "dialysis", "On haemodialysis", "105502003", ("Z99.2", "Dependence on renal dialysis")
)
ARTHRITIS = Diagnosis(
    "arthritis", "Rheumatoid arthritis", "69896004", ("M06.9", "Rheumatoid arthritis, unspecified")
)
HIV = Diagnosis(
    "hiv", "HIV infection", "86406008", ("B20", "Human immunodeficiency virus [HIV] disease")
)
PREGNANCY = Diagnosis("pregnancy", "Pregnancy", "", ("Z33.1", "Pregnant state, incidental"))

LENALIDOMIDE = Medicine("lenalidomide", "Lenalidomide 10 mg capsule", "L04AX04")
TENOFOVIR = Medicine("tenofovir", "Tenofovir disoproxil 245 mg tablet", "J05AF07")
