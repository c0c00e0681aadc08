"""Topics on eGFR and its KDIGO categories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cds_service.rules.ckd import ckd_chronicity
from cds_service.rules.ckd_epi_cystatin import ckd_epi_2012_cystatin, ckd_epi_2021_combined
from cds_service.rules.ekfc import ekfc_creatinine, ekfc_cystatin
from cds_service.rules.estimate import reported_estimate
from cds_service.rules.gfr import ckd_epi_2021, gfr_category, reported
from cds_service.rules.kdigo import AlbuminuriaForm, albuminuria_category, kdigo_risk
from cds_service.rules.paediatric import schwartz_2009, u25_creatinine, u25_cystatin, u25_mean
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Sex
from tests.clinical_cases.quantities import Inputs, Unsupported, exact, lab_result, number

UNIT = Analyte.EGFR.unit

EQUATIONS: Mapping[str, Callable[[Inputs], Decimal | None]] = {
    "ckd-epi-2021-creatinine": lambda i: ckd_epi_2021(_creatinine(i), _years(i), _sex(i)),
    "ckd-epi-2012-cystatin-c": lambda i: ckd_epi_2012_cystatin(_cystatin(i), _years(i), _sex(i)),
    "ckd-epi-2021-creatinine-cystatin-c": lambda i: ckd_epi_2021_combined(
        _creatinine(i), _cystatin(i), _years(i), _sex(i)
    ),
    "ekfc-2021-creatinine": lambda i: ekfc_creatinine(_creatinine(i), _age(i), _sex(i)),
    "ekfc-2023-cystatin-c": lambda i: ekfc_cystatin(_cystatin(i), _age(i)),
    "schwartz-2009-bedside": lambda i: schwartz_2009(_creatinine(i), _height(i)),
}


def egfr(inputs: Inputs) -> dict[str, Any]:
    """One equation, as computed and as reported."""
    equation = EQUATIONS.get(inputs["equation"])
    if equation is None:
        raise Unsupported(f"equation {inputs['equation']}")
    found = equation(inputs)
    if found is None:
        raise Unsupported(f"{inputs['equation']} at this age")
    return {
        "egfr": found,
        "reported": reported(found),
        "category": gfr_category(found),
        "unit": UNIT,
    }


def egfr_u25(inputs: Inputs) -> dict[str, Any]:
    """CKiD U25 from creatinine, from cystatin C, and their mean."""
    age, sex = _age(inputs), _sex(inputs)
    by_creatinine = u25_creatinine(_creatinine(inputs), _height(inputs), age, sex)
    by_cystatin = u25_cystatin(_cystatin(inputs), age, sex)
    return {
        "egfr_creatinine": by_creatinine,
        "egfr_cystatin_c": by_cystatin,
        "egfr_mean": u25_mean(by_creatinine, by_cystatin),
        "unit": UNIT,
    }


def kdigo_g(inputs: Inputs) -> dict[str, Any]:
    """The G category of an eGFR."""
    return {"category": gfr_category(exact(Analyte.EGFR, inputs["egfr"]))}


def kdigo_a(inputs: Inputs) -> dict[str, Any]:
    """The A category of urine albumin in the unit of its report."""
    unit = inputs["albuminuria"]["unit"]
    if unit not in {form.value for form in AlbuminuriaForm}:
        raise Unsupported(f"unit {unit} of albuminuria")
    albumin = number(inputs, "albuminuria", unit)
    return {"category": albuminuria_category(albumin, AlbuminuriaForm(unit))}


def risk(inputs: Inputs) -> dict[str, Any]:
    """The risk of a pair of categories."""
    return {"risk": kdigo_risk(inputs["g"], inputs["a"])}


def chronicity(inputs: Inputs) -> dict[str, Any]:
    """Has eGFR been low for long enough?"""
    results = [
        lab_result(Analyte.EGFR, item["egfr"] | {"effective": item["effective"]})
        for item in inputs["values"]
    ]
    return {"status": ckd_chronicity(list(map(reported_estimate, results)), Policy()).value}


def _creatinine(inputs: Inputs) -> Decimal:
    return exact(Analyte.CREATININE, inputs["creatinine"])


def _cystatin(inputs: Inputs) -> Decimal:
    return exact(Analyte.CYSTATIN_C, inputs["cystatin_c"])


def _height(inputs: Inputs) -> Decimal:
    return exact(Analyte.HEIGHT, inputs["height"])


def _age(inputs: Inputs) -> Decimal:
    return number(inputs, "age", "a")


def _years(inputs: Inputs) -> int:
    return int(_age(inputs))


def _sex(inputs: Inputs) -> Sex:
    return Sex(inputs["sex"])
