"""Topics on serial creatinine and on what filtration explains."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cds_service.rules.aki import injury, steadiness
from cds_service.rules.filtration import Verdict, egfr_from_b2m, expected_at
from cds_service.rules.kidney import read_kidney
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Chart, Disease, LabResult, Problem, oldest_first
from tests.clinical_cases.quantities import Inputs, exact, lab_result

POLICY = Policy()
NO_RATIO = {
    Verdict.DIALYSIS,
    Verdict.NO_GFR,
    Verdict.NON_STEADY,
    Verdict.EGFR_TOO_LOW,
}
RISING = (("2026-11-17", 1), ("2026-11-18", 2))  # creatinine, mg/dL


def aki(inputs: Inputs) -> dict[str, Any]:
    """KDIGO criteria on a series of creatinine."""
    series = [lab_result(Analyte.CREATININE, item) for item in inputs["creatinine"]]
    stage, rule = injury(series)
    return {"stage": stage, "rule": rule, "steady_state": steadiness(series).value}


def egfr_b2m(inputs: Inputs) -> dict[str, Any]:
    """The GFR that a serum B2M corresponds to."""
    b2m = exact(Analyte.SERUM_B2M, inputs["b2m"])
    return {"egfr": egfr_from_b2m(b2m), "unit": Analyte.EGFR.unit}


def expected_b2m(inputs: Inputs) -> dict[str, Any]:
    """The serum B2M expected from an eGFR, and the two upper ends of its bands."""
    expected = expected_at(exact(Analyte.EGFR, inputs["egfr"]), POLICY)
    return {
        "expected": expected,
        "upper_explained": expected * POLICY.filtration_explained,
        "upper_indeterminate": expected * POLICY.filtration_indeterminate,
        "unit": Analyte.SERUM_B2M.unit,
    }


def filtration_story(inputs: Inputs) -> dict[str, Any]:
    """The verdict on a chart with one serum B2M."""
    limit = exact(Analyte.SERUM_B2M, inputs["b2m_upper_limit"])
    sample = lab_result(Analyte.SERUM_B2M, inputs["b2m"], upper_limit=limit)
    verdict = read_kidney(_chart(sample, inputs), sample, POLICY).verdict
    ratio = None if verdict in NO_RATIO else sample.value.low / expected_at(_egfr(inputs), POLICY)
    return {"verdict": verdict.value, "ratio": ratio}


def _egfr(inputs: Inputs) -> Decimal:
    return exact(Analyte.EGFR, inputs["egfr"])


def _chart(sample: LabResult, inputs: Inputs) -> Chart:
    results = [sample]
    if inputs.get("egfr"):
        results.append(lab_result(Analyte.EGFR, inputs["egfr"], method="CKD-EPI 2021"))
    if inputs.get("acute_kidney_injury"):
        results.extend(_rising_creatinine())
    on_dialysis = Problem(Disease.DIALYSIS, "Condition/case")
    return Chart(oldest_first(results), (on_dialysis,) if inputs.get("dialysis") else ())


def _rising_creatinine() -> list[LabResult]:
    return [
        lab_result(Analyte.CREATININE, {"value": value, "unit": "mg/dL", "effective": day})
        for day, value in RISING
    ]
