"""Topics on units and on plausible values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cds_service.rules.plausibility import implausible, to_verify
from fhir_mappings.model import Analyte
from tests.clinical_cases.quantities import Inputs, Unsupported, exact, lab_result

ANALYTES = {
    "serum-b2m": Analyte.SERUM_B2M,
    "serum-creatinine": Analyte.CREATININE,
    "serum-albumin": Analyte.ALBUMIN,
    "serum-ldh": Analyte.LDH,
    "serum-cystatin-c": Analyte.CYSTATIN_C,
    "urine-ph": Analyte.URINE_PH,
    "urine-creatinine": Analyte.URINE_CREATININE,
    "height": Analyte.HEIGHT,
}
ANNOTATION = re.compile(r"\{[^}]*\}$")  # UCUM: says what of, and is no part of the unit


def unit_of(analyte: Analyte) -> Callable[[Inputs], dict[str, Any]]:
    """The topic that converts quantities of one analyte."""

    def convert(inputs: Inputs) -> dict[str, Any]:
        return {
            "value": exact(analyte, inputs["quantity"]),
            "unit": ANNOTATION.sub("", analyte.unit),
        }

    return convert


def plausibility(inputs: Inputs) -> dict[str, Any]:
    """Is a value usable, to be verified, or impossible?"""
    analyte = ANALYTES.get(inputs["analyte"])
    if analyte is None:
        raise Unsupported(f"analyte {inputs['analyte']}")
    result = lab_result(analyte, inputs["quantity"])
    if implausible(result):
        return {"verdict": "reject"}
    return {"verdict": "query" if to_verify(result, dialysed=False) else "ok"}
