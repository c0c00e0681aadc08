"""Topics on eGFR and its KDIGO categories."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cds_service.rules.chronicity import days_low, is_low
from cds_service.rules.estimate import reported_estimate
from cds_service.rules.gfr import ckd_epi_2021, gfr_category, reported
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Sex
from tests.clinical_cases.quantities import Inputs, Unsupported, exact, lab_result

CKD_EPI_2021 = "ckd-epi-2021-creatinine"
UNIT = Analyte.EGFR.unit


def egfr(inputs: Inputs) -> dict[str, Any]:
    """CKD-EPI 2021 from creatinine, as computed and as reported."""
    if inputs["equation"] != CKD_EPI_2021:
        raise Unsupported(f"equation {inputs['equation']}")
    creatinine = exact(Analyte.CREATININE, inputs["creatinine"])
    found = ckd_epi_2021(creatinine, int(inputs["age"]["value"]), Sex(inputs["sex"]))
    return {
        "egfr": found,
        "reported": reported(found),
        "category": gfr_category(found),
        "unit": UNIT,
    }


def kdigo_g(inputs: Inputs) -> dict[str, Any]:
    """The G category of an eGFR."""
    return {"category": gfr_category(Decimal(inputs["egfr"]["value"]))}


def ckd_chronicity(inputs: Inputs) -> dict[str, Any]:
    """Has eGFR been low for long enough?"""
    results = [
        lab_result(Analyte.EGFR, item["egfr"] | {"effective": item["effective"]})
        for item in inputs["values"]
    ]
    series = [reported_estimate(result) for result in results]
    if not is_low(series[-1]):
        return {"status": "not met"}
    long = days_low(series, results[-1].taken) >= Policy().ckd_chronicity_days
    return {"status": "confirmed" if long else "unconfirmed"}
