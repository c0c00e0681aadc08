"""Every test that a card may suggest: its LOINC order code where one is verified, words, reason.

Oncology 8 and kidney rules 8. Marrow tests and sequencing are a specialist's decision.
"""

from __future__ import annotations

from cds_service.rules.finding import Companion
from fhir_mappings.model import LabTest

ALBUMIN = Companion(
    "1751-7",
    "Albumin [Mass/volume] in Serum or Plasma",
    "Order serum albumin",
    "Albumin, serum",
    "input of the stage",
    recommended=True,
    test=LabTest.ALBUMIN,
)
LDH = Companion(
    "2532-0",
    "Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma",
    "Order serum LDH",
    "LDH, serum",
    "input of the stage",
    test=LabTest.LDH,
)
CREATININE = Companion(
    "2160-0",
    "Creatinine [Mass/volume] in Serum or Plasma",
    "Order creatinine with eGFR",
    "Creatinine with eGFR, serum",
    "separates filtration from cell turnover",
    recommended=True,
    test=LabTest.KIDNEY_FUNCTION,
)
BLOOD_COUNT = Companion(
    "58410-2",
    "CBC panel - Blood by Automated count",
    "Order blood count",
    "Blood count",
    "input of the index",
    test=LabTest.BLOOD_COUNT,
)
IGM = Companion(
    "2472-9",
    "IgM [Mass/volume] in Serum or Plasma",
    "Order IgM",
    "IgM, serum",
    "input of the index",
    test=LabTest.IGM,
)
PLASMA_CELL_FISH = Companion(
    "62367-8",
    "Chromosome analysis panel by FISH",
    "Request plasma-cell FISH (specialist decision)",
    "FISH, CD138+ marrow plasma cells: del(17p), t(4;14), t(14;16), t(14;20), 1q21, 1p32",
    "input of the risk indices",
    specialist=True,
    test=LabTest.FISH,
)
TP53 = Companion(
    "",
    "",
    "Request TP53 deletion and mutation analysis (specialist decision)",
    "TP53: FISH 17p and sequencing",
    "input of CLL-IPI",
    specialist=True,
    test=LabTest.TP53,
)
IGHV = Companion(
    "",
    "",
    "Request IGHV mutation status (specialist decision)",
    "IGHV mutation status",
    "input of CLL-IPI",
    specialist=True,
    test=LabTest.IGHV,
)
LIGHT_CHAINS = Companion(
    "48378-4",
    "Kappa light chains.free/Lambda light chains.free [Mass Ratio] in Serum",
    "Order serum free light chains",
    "Free light chains kappa and lambda with ratio, serum",
    "tells light-chain kidney disease from other causes",
    about_kidney=True,
    test=LabTest.LIGHT_CHAINS,
)
CALCIUM = Companion(
    "17861-6",
    "Calcium [Mass/volume] in Serum or Plasma",
    "Order calcium",
    "Calcium, serum",
    "a treatable cause of kidney injury",
    test=LabTest.CALCIUM,
)
URINE_ALBUMIN = Companion(
    "9318-7",
    "Albumin/Creatinine [Mass Ratio] in Urine",
    "Order urine albumin/creatinine",
    "Albumin/creatinine, urine",
    "second axis of kidney disease",
    about_kidney=True,
    test=LabTest.URINE_ALBUMIN,
)

RETINOL_BINDING_PROTEIN = Companion(
    "33782-4",
    "",
    "Order urine retinol-binding protein",
    "Retinol-binding protein, urine",
    "a tubular marker that acid urine spares more",
    test=LabTest.RETINOL_BINDING_PROTEIN,
)
URINE_B2M_ALKALINISED = Companion(
    "13485-8",
    "Beta-2-Microglobulin/Creatinine [Mass Ratio] in Urine",
    "Repeat urine B2M/creatinine, alkalinised",
    "B2M/creatinine, urine, alkalinised collection",
    "the acid specimen cannot be read",
    test=LabTest.URINE_B2M,
)

ELECTROPHORESIS = Companion(
    "24351-9",
    "",
    "Order protein electrophoresis",
    "Protein electrophoresis, serum",
    "M-protein, read beside a B2M that moved",
    test=LabTest.ELECTROPHORESIS,
)
CYSTATIN_C = Companion(
    "33863-2",
    "Cystatin C [Mass/volume] in Serum or Plasma",
    "Order cystatin C",
    "Cystatin C, serum",
    "a filtration marker that muscle mass does not mislead",
    about_kidney=True,
    test=LabTest.CYSTATIN_C,
)
URINE_PH = Companion(
    "2756-5",
    "pH of Urine",
    "Add urine pH to the same specimen",
    "pH of urine, on the specimen of the urine B2M",
    "tells whether a low urine B2M can be believed",
    test=LabTest.URINE_PH,
)
SERUM_B2M = Companion(
    "1952-1",
    "Beta-2-Microglobulin [Mass/volume] in Serum or Plasma",
    "Order serum B2M",
    "Beta-2 microglobulin, serum",
    "input of the stage",
    recommended=True,
    test=LabTest.SERUM_B2M,
)
URINE_CREATININE = Companion(
    "2161-8",
    "Creatinine [Mass/volume] in Urine",
    "Order urine creatinine of the same specimen",
    "Creatinine of urine, same specimen as urine B2M",
    "allows for how dilute the urine is",
    test=LabTest.URINE_CREATININE,
)
