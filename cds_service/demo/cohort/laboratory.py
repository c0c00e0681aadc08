"""The laboratory tests of the cohort: codes, usual units and limits, and the analyte behind each.

`analyte` is the internal name (`fhir_mappings.model.Analyte`), "" for a test that no rule reads;
`times` / `by` lead from the usual unit to the analyte's canonical unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Lab:
    """One test as a laboratory reports it; an empty limit is open."""

    analyte: str
    loinc: str
    text: str
    unit: str
    limits: tuple[str, str] = ("", "")
    specimen: str = "serum"
    times: str = "1"
    by: str = "1"

    def canonical(self, value: Decimal) -> Decimal:
        """A value in the usual unit as the analyte's canonical unit."""
        return value * Decimal(self.times) / Decimal(self.by)


B2M = Lab("SERUM_B2M", "1952-1", "Beta-2 microglobulin, serum", "mg/L", ("0.8", "2.4"))
B2M_MOLAR = Lab(
    "SERUM_B2M", "76484-5", "Beta-2 microglobulin", "nmol/L", ("68", "204"), times="0.011729"
)
B2M_POST_DIALYSIS = Lab("SERUM_B2M", "87708-4", "Beta-2 microglobulin post dialysis", "mg/L")
B2M_CSF = Lab("", "1951-3", "Beta-2 microglobulin, CSF", "mg/L", ("0", "2.4"), "csf")
URINE_B2M = Lab("URINE_B2M", "1953-9", "Beta-2 microglobulin, urine", "ug/L", ("0", "300"), "urine")
URINE_B2M_RATIO = Lab(
    "URINE_B2M_PER_CREATININE",
    "13485-8",
    "Beta-2 microglobulin/creatinine, urine",
    "ug/g{creat}",
    ("0", "300"),
    "urine",
)
ALBUMIN = Lab("ALBUMIN", "1751-7", "Albumin", "g/dL", ("3.5", "5.0"), times="10")
ALBUMIN_SI = Lab("ALBUMIN", "1751-7", "Albumin", "g/L", ("35", "50"))
ALBUMIN_BCG = Lab("ALBUMIN", "61151-7", "Albumin (BCG)", "g/dL", ("3.5", "5.0"), times="10")
LDH = Lab("LDH", "2532-0", "Lactate dehydrogenase", "U/L", ("120", "246"))
CREATININE = Lab("CREATININE", "2160-0", "Creatinine", "mg/dL", ("0.6", "1.2"))
CREATININE_SI = Lab("CREATININE", "14682-9", "Creatinine", "umol/L", ("53", "106"), by="88.4")
EGFR = Lab("EGFR", "98979-8", "eGFR (CKD-EPI 2021)", "mL/min/{1.73_m2}", ("60", ""))
CYSTATIN_C = Lab("CYSTATIN_C", "33863-2", "Cystatin C", "mg/L", ("0.6", "1.0"))
CALCIUM = Lab("CALCIUM", "17861-6", "Calcium", "mg/dL", ("8.5", "10.2"), times="0.2495")
HAEMOGLOBIN = Lab("HAEMOGLOBIN", "718-7", "Hemoglobin", "g/dL", ("12.0", "16.0"), "blood")
PLATELETS = Lab("PLATELETS", "777-3", "Platelets", "10*3/uL", ("150", "400"), "blood")
LEUKOCYTES = Lab("LEUKOCYTES", "6690-2", "Leukocytes", "10*3/uL", ("4", "11"), "blood")
LYMPHOCYTES = Lab("LYMPHOCYTES", "731-0", "Lymphocytes", "10*3/uL", ("1", "4"), "blood")
CRP = Lab("CRP", "1988-5", "C-reactive protein", "mg/L", ("0", "5"))
IGM = Lab("IGM", "2472-9", "IgM", "mg/dL", ("40", "230"), times="0.01")
KAPPA = Lab("FREE_KAPPA", "36916-5", "Free kappa light chains", "mg/L", ("3.3", "19.4"))
LAMBDA = Lab("FREE_LAMBDA", "33944-0", "Free lambda light chains", "mg/L", ("5.7", "26.3"))
CHAIN_RATIO = Lab("FREE_LIGHT_CHAIN_RATIO", "48378-4", "Kappa/lambda", "{ratio}", ("0.26", "1.65"))
URINE_PH = Lab("URINE_PH", "5803-2", "Urine pH", "[pH]", ("5", "8"), "urine")
URINE_CREATININE = Lab("URINE_CREATININE", "2161-8", "Creatinine, urine", "mg/dL", specimen="urine")
CD4 = Lab("", "24467-3", "CD4 cells", "/uL", ("500", "1500"), "blood")
HIV_RNA = Lab("", "20447-9", "HIV 1 RNA", "{copies}/mL")
GLUCOSE = Lab("", "2345-7", "Glucose", "mg/dL", ("70", "99"))
POTASSIUM = Lab("", "2823-3", "Potassium", "mmol/L", ("3.5", "5.1"))
