"""A second reading of laboratory results and diagnoses, written for the tests alone.

It knows the dictionaries of FHIR and a few codes by heart, shares nothing with `fhir_mappings`, and
computes with fractions instead of decimals. Where the two readings differ, one of them is wrong.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, NamedTuple

MASS = {"mg/l": "1", "ug/ml": "1", "mcg/ml": "1", "ug/l": "1/1000", "ng/ml": "1/1000"}
PROTEIN = MASS | {"mcg/l": "1/1000", "mg/dl": "10", "nmol/l": "11729/1000000"}
G_L = {"g/dl": "10", "g/l": "1", "mg/dl": "1/100"}
COUNT = {"10*3/ul": "1", "10*9/l": "1"}
SERUM, URINE = "serum", "urine"
# LOINC code: analyte, specimen, factors of its units.
CODES: dict[str, tuple[str, str, dict[str, str]]] = {
    **dict.fromkeys(("1952-1", "76484-5"), ("SERUM_B2M", SERUM, PROTEIN)),
    "1953-9": ("URINE_B2M", URINE, {"ug/l": "1", "mg/l": "1000"}),
    "13485-8": ("URINE_B2M_PER_CREATININE", URINE, {"ug/g{creat}": "1"}),
    **dict.fromkeys(("1751-7", "61151-7"), ("ALBUMIN", SERUM, G_L)),
    "2532-0": ("LDH", SERUM, {"u/l": "1"}),
    **dict.fromkeys(
        ("2160-0", "14682-9"), ("CREATININE", SERUM, {"mg/dl": "1", "umol/l": "5/442"})
    ),
    "98979-8": ("EGFR", SERUM, {"ml/min/{1.73_m2}": "1"}),
    "33863-2": ("CYSTATIN_C", SERUM, {"mg/l": "1"}),
    "17861-6": ("CALCIUM", SERUM, {"mg/dl": "2495/10000"}),
    "718-7": ("HAEMOGLOBIN", SERUM, {"g/dl": "1"}),
    "777-3": ("PLATELETS", SERUM, COUNT),
    "6690-2": ("LEUKOCYTES", SERUM, COUNT),
    "731-0": ("LYMPHOCYTES", SERUM, COUNT),
    "1988-5": ("CRP", SERUM, {"mg/l": "1"}),
    "2472-9": ("IGM", SERUM, G_L),
    "36916-5": ("FREE_KAPPA", SERUM, {"mg/l": "1"}),
    "33944-0": ("FREE_LAMBDA", SERUM, {"mg/l": "1"}),
    "48378-4": ("FREE_LIGHT_CHAIN_RATIO", SERUM, {"{ratio}": "1"}),
    "5803-2": ("URINE_PH", URINE, {"[ph]": "1"}),
    "2161-8": ("URINE_CREATININE", URINE, {"mg/dl": "1"}),
}
DIAGNOSES = {
    "109989006": "MULTIPLE_MYELOMA",
    "C90.00": "MULTIPLE_MYELOMA",
    "94704006": "MULTIPLE_MYELOMA",
    "413587002": "SMOULDERING_MYELOMA",
    "277577000": "MGUS",
    "92814006": "CLL",
    "190818004": "WALDENSTROM",
    "308121000": "FOLLICULAR_LYMPHOMA",
    "431857002": "CKD",
    "46177005": "CKD",
    "105502003": "DIALYSIS",
    "14669001": "ACUTE_KIDNEY_INJURY",
    "428255004": "TUBULOINTERSTITIAL",
    "86406008": "HIV",
    "55464009": "LUPUS",
}
NUMBER = re.compile(r"([<>]=?)?\s*(\d+)(?:[.,](\d+))?\s*([^\s\d(]\S*)")


class Value(NamedTuple):
    """One usable result."""

    analyte: str
    value: Fraction
    comparator: str
    day: str


def results_of(resources: list[dict[str, Any]], patient_id: str, at: datetime) -> list[Value]:
    """Every usable result of the patient among these resources."""
    newest: dict[str, dict[str, Any]] = {}
    for item in (item for item in resources if item["resourceType"] == "Observation"):
        version = int(item["meta"].get("versionId", 0))
        if item["id"] not in newest or version > int(newest[item["id"]]["meta"]["versionId"]):
            newest[item["id"]] = item
    found = [
        value
        for item in newest.values()
        if item["status"] in ("final", "amended", "corrected")
        and item.get("subject", {}).get("reference") == f"Patient/{patient_id}"
        for part in (
            item,
            *({**item, "valueQuantity": None, **p} for p in item.get("component", [])),
        )
        if (value := _value(part, at))
    ]
    return sorted(found)


def diagnoses_of(resources: list[dict[str, Any]]) -> list[str]:
    """The diagnoses of the patient's problem list that are not refuted."""
    return sorted(
        DIAGNOSES[codes[0]]
        for item in resources
        if item["resourceType"] == "Condition"
        and item["verificationStatus"]["coding"][0]["code"] != "refuted"
        and (
            codes := [
                it["code"] for it in item["code"].get("coding", []) if it["code"] in DIAGNOSES
            ]
        )
    )


def _value(item: dict[str, Any], at: datetime) -> Value | None:
    codings = item["code"].get("coding", [])
    known = [it["code"] for it in codings if it["system"] == "http://loinc.org"]
    if not known or known[0] not in CODES or not (day := _day(item, at)):
        return None
    analyte, specimen, units = CODES[known[0]]
    quantity, text = item.get("valueQuantity"), item.get("valueString")
    if bool(quantity) == bool(text) or _other_specimen(item, specimen):
        return None
    if quantity is None:
        said = NUMBER.fullmatch(str(text).strip())
        unit = said and units.get(said[4].lower())
        if not said or not unit:
            return None
        number = Fraction(f"{said[2]}.{said[3] or 0}")
        return Value(analyte, number * Fraction(unit), said[1] or "", day)
    factors = {
        units.get(_spelled(quantity[name])) for name in ("unit", "code") if quantity.get(name)
    }
    number = Fraction(quantity["value"])
    factor = next(iter(factors), None)
    if len(factors) != 1 or not factor or number < 0:
        return None
    return Value(analyte, number * Fraction(factor), quantity.get("comparator", ""), day)


def _spelled(unit: str) -> str:
    return unit.replace("\u00b5", "u").replace("\u03bc", "u").lower()


def _day(item: dict[str, Any], at: datetime) -> str:
    written = str(
        item.get("effectiveDateTime")
        or item.get("effectivePeriod", {}).get("end")
        or item.get("issued")
        or ""
    )
    if not written:
        return ""
    instant = datetime.fromisoformat(written)
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return written[:10] if aware <= at else ""


def _other_specimen(item: dict[str, Any], specimen: str) -> bool:
    kinds = [it["type"]["coding"][0]["code"] for it in item.get("contained", [])]
    return specimen == SERUM and "122575003" in kinds
