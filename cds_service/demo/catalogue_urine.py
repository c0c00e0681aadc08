"""Urine tests, and a diagnosis that bears on them."""

from __future__ import annotations

from cds_service.demo.catalogue import Diagnosis, Test

URINE_B2M = Test(
    "urine-b2m",
    "1953-9",
    "Beta-2-Microglobulin [Mass/volume] in Urine",
    "Beta-2 microglobulin, urine",
    "ug/L",
    ("", "300"),
)
URINE_B2M_PER_CREATININE = Test(
    "urine-b2m-creatinine",
    "13485-8",
    "Beta-2-Microglobulin/Creatinine [Mass Ratio] in Urine",
    "Beta-2 microglobulin/creatinine, urine",
    "ug/g{creat}",
    ("", "300"),
)
URINE_PH = Test("urine-ph", "2756-5", "pH of Urine", "Urine pH", "[pH]", ("5.0", "8.0"))
URINE_CREATININE = Test(
    "urine-creatinine",
    "2161-8",
    "Creatinine [Mass/volume] in Urine",
    "Creatinine, urine",
    "mg/dL",
)
URINE_ALBUMIN = Test(
    "urine-albumin",
    "9318-7",
    "Albumin/Creatinine [Mass Ratio] in Urine",
    "Albumin/creatinine, urine",
    "mg/g{creat}",
    ("", "30"),
)
URINE_CADMIUM = Test(
    "urine-cadmium", "13471-8", "", "Cadmium/creatinine, urine", "ug/g{creat}", ("", "3")
)
BLOOD_CADMIUM = Test("blood-cadmium", "5609-3", "", "Cadmium, blood", "ug/L", ("", "5"))

CADMIUM = Diagnosis(
    "cadmium",
    "Cadmium exposure",
    "",
    (
        "T56.3X1A",
        "Toxic effect of cadmium and its compounds, accidental (unintentional), initial encounter",
    ),
)
