"""What patients with lymphoid disease need beyond the everyday tests: genetics, stages, counts."""

from __future__ import annotations

from cds_service.demo.catalogue import Diagnosis, Test

NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"

DEL_17P = Test(
    "del17p", "72824-6", "Del(17)(p13) [Identifier] in Blood or Tissue by FISH Nominal", "FISH 17p"
)
T_4_14 = Test(
    "t-4-14",
    "72726-3",
    "t(4;14)(p16;q32)(FGFR3,IGH) fusion transcript [Identifier] in Blood or Tissue by FISH Nominal",
    "FISH t(4;14)",
)
T_14_16 = Test(
    "t-14-16",
    "77033-9",
    "t(14;16)(q32;q23)(IGH,MAF) fusion transcript in Blood or Tissue by FISH",
    "FISH t(14;16)",
)
GAIN_1Q = Test(
    "gain-1q",
    "81752-8",
    "Chromosome region 1q21 duplication in Bone marrow by FISH",
    "FISH 1q21",
)
IGHV = Test("ighv", "48670-4", "", "IGHV mutation status")

PLATELETS = Test(
    "platelets",
    "777-3",
    "Platelets [#/volume] in Blood by Automated count",
    "Platelets",
    "10*3/uL",
    ("150", "400"),
)
IGM = Test(
    "igm", "2472-9", "IgM [Mass/volume] in Serum or Plasma", "IgM, serum", "mg/dL", ("40", "230")
)

CLL = Diagnosis(
    "cll",
    "Chronic lymphocytic leukaemia",
    "92814006",
    (
        "C91.10",
        "Chronic lymphocytic leukemia of B-cell type not having achieved remission",
    ),
)
WALDENSTROM = Diagnosis("waldenstrom", "Waldenström macroglobulinaemia", "190818004")
FOLLICULAR = Diagnosis("follicular", "Follicular lymphoma", "308121000")
DLBCL = Diagnosis(
    "dlbcl",
    "Diffuse large B-cell lymphoma",
    "109969005",
    ("C83.30", "Diffuse large B-cell lymphoma, unspecified site"),
)
HODGKIN = Diagnosis("hodgkin", "Hodgkin lymphoma", "118607005")

RAI, RAI_0 = "C141207", "C7847"
ISS, ISS_I, ISS_III = "C139007", "C70658", "C70660"
