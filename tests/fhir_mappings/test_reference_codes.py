"""Every code and unit of the terminology that the project was given is in its tables.

`reference_codes.csv` holds those codes as they were given (kind, group, system, code, detail). What
is left out of the product stands here with its reason, so that leaving out is a decision.
"""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from fhir_mappings.codes import LOINC, table
from fhir_mappings.model import Analyte
from fhir_mappings.units import factor_for

with (Path(__file__).parent / "reference_codes.csv").open(encoding="utf-8") as file:
    REFERENCE = list(csv.DictReader(file))
OURS = {
    (row.get("system", LOINC), row["code"])
    for name in ("loinc", "conditions", "treatment", "staging", "qualitative")
    for row in table(f"{name}.csv")
}
LEFT_OUT = {
    "102097-3": "official name never seen, confidence unverified",
    "80515-0": "specimen and unit not verified",
    "80516-8": "specimen and unit not verified",
    "80517-6": "specimen not verified",
    "48493-1": "not serum; no rule reads beta-trace protein",
    "57733-8": "not serum; no rule reads beta-trace protein",
    "60224-3": "not serum; no rule reads beta-trace protein",
    "72660-4": "specimen not verified; no rule reads beta-trace protein",
    "24467-3": "background of the test data",
    "20447-9": "background of the test data",
    "2345-7": "background of the test data",
    "2823-3": "background of the test data",
    "2951-2": "background of the test data",
    "Z91.15": "does not come to dialysis: says that it was missed, not that it is given",
    "37711000": "cadmium lung injury: only a hint of exposure",
    "427053002": "albumin dialysis supports the liver, no sign of kidney failure",
    "175899003": "own kidney put back: no transplant",
    "70223": "aldesleukin: its effect on B2M was not verified",
    "L03AC01": "aldesleukin: its effect on B2M was not verified",
    "LA6684-0": "somatic or germline: no rule asks",
}
GIVEN = {
    "laboratory": 269,
    "diagnosis": 741,
    "treatment": 397,
    "stage": 33,
    "answer": 20,
    "unit": 143,
}
ANALYTES = {
    "b2m_serum": ["SERUM_B2M"],
    "b2m_urine": ["URINE_B2M"],
    "b2m_urine_per_creatinine": ["URINE_B2M_PER_CREATININE"],
    "b2m_urine_rate": ["URINE_B2M_RATE"],
    "albumin_serum": ["ALBUMIN"],
    "creatinine_serum": ["CREATININE"],
    "egfr": ["EGFR"],
    "ldh": ["LDH"],
    "calcium": ["CALCIUM", "CORRECTED_CALCIUM"],
    "haemoglobin": ["HAEMOGLOBIN"],
    "blood_count": ["PLATELETS", "LEUKOCYTES", "LYMPHOCYTES"],
    "cystatin_c": ["CYSTATIN_C"],
    "mprotein_immunoglobulin": ["IGG", "IGA", "IGM", "M_PROTEIN"],
    "free_light_chain": ["FREE_KAPPA", "FREE_LAMBDA"],
    "free_light_chain_ratio": ["FREE_LIGHT_CHAIN_RATIO"],
    "urine_albumin_creatinine": ["URINE_ALBUMIN_CREATININE"],
    "urine_creatinine": ["URINE_CREATININE"],
    "urine_ph": ["URINE_PH"],
    "height": ["HEIGHT"],
}
CODES = [row for row in REFERENCE if row["kind"] != "unit"]
UNITS = [row for row in REFERENCE if row["kind"] == "unit"]


def test_the_reference_is_whole():
    assert Counter(row["kind"] for row in REFERENCE) == GIVEN


def test_every_code_that_was_given_is_read_or_left_out_for_a_reason():
    missing = {row["code"] for row in CODES if (row["system"], row["code"]) not in OURS}

    assert missing == LEFT_OUT.keys()


@pytest.mark.parametrize("group", sorted({row["group"] for row in CODES}))
def test_no_group_of_codes_was_left_out_as_a_whole(group):
    codes = [row for row in CODES if row["group"] == group]
    kept = [row for row in codes if (row["system"], row["code"]) in OURS]

    assert kept or group in {"background", "aldesleukin", "source"}


@pytest.mark.parametrize("row", UNITS, ids=lambda row: f"{row['group']} {row['code']}")
def test_every_unit_that_was_given_has_the_factor_that_was_given(row):
    times, _, by = row["detail"].partition("/")

    for name in ANALYTES[row["group"]]:
        factor = factor_for(Analyte[name], row["code"])
        assert factor is not None
        assert factor.number == Decimal(times) / Decimal(by or 1)
