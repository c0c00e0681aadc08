"""Topics on urine, cadmium and change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cds_service.rules.cadmium import BEFORE_1999, CURRENT, Marker, cadmium_category
from cds_service.rules.fractional_excretion import fractional_excretion
from cds_service.rules.reference_change import percent_change, reference_change
from cds_service.rules.urine import UrineForm, UrineSetting, is_high, ph_caveats, urine_pattern
from fhir_mappings.model import Analyte
from tests.clinical_cases.quantities import Inputs, Unsupported, exact, number

FORMS = {
    "ug/L": Analyte.URINE_B2M,
    "ug/g": Analyte.URINE_B2M_PER_CREATININE,
    "ug/(24.h)": Analyte.URINE_B2M_RATE,
}
# The mild caveat of pH 6.0 to 6.9 is not part of the cases.
NOT_TESTED = {"ph-slightly-acid"}


def pattern(inputs: Inputs) -> dict[str, Any]:
    """Serum and urine B2M side by side."""
    unit = inputs["urine_b2m"]["unit"]
    if unit not in FORMS:
        raise Unsupported(f"unit {unit} of urine B2M")
    form = UrineForm(unit)
    serum = exact(Analyte.SERUM_B2M, inputs["serum_b2m"])
    urine = exact(FORMS[unit], inputs["urine_b2m"])
    setting = UrineSetting(
        exact(Analyte.SERUM_B2M, inputs["serum_b2m_upper_limit"]),
        form,
        _if_known(Analyte.URINE_PH, inputs.get("urine_ph")),
        _if_known(Analyte.EGFR, inputs.get("egfr")),
    )
    caveats = ph_caveats(setting.ph, high=is_high(urine, form))
    tested = [caveat for caveat in caveats if caveat not in NOT_TESTED]
    return {"pattern": urine_pattern(serum, urine, setting), "caveats": tested}


def fractional(inputs: Inputs) -> dict[str, Any]:
    """The fractional excretion, arithmetic only."""
    percent = fractional_excretion(
        exact(Analyte.URINE_B2M, inputs["urine_b2m"]),
        exact(Analyte.SERUM_B2M, inputs["serum_b2m"]),
        exact(Analyte.CREATININE, inputs["serum_creatinine"]),
        exact(Analyte.URINE_CREATININE, inputs["urine_creatinine"]),
    )
    return {"fe_percent": percent}


def osha(inputs: Inputs) -> dict[str, Any]:
    """The cadmium categories now and before 1999."""
    urine = exact(Analyte.URINE_B2M_PER_CREATININE, inputs["urine_b2m"])
    return {
        "current": cadmium_category(Marker.URINE_B2M, urine, CURRENT),
        "before_1999": cadmium_category(Marker.URINE_B2M, urine, BEFORE_1999),
    }


def rcv(inputs: Inputs) -> dict[str, Any]:
    """The change between two serum B2M and what it is read against."""
    before, after = (exact(Analyte.SERUM_B2M, inputs[name]) for name in ("previous", "current"))
    change = percent_change(before, after)
    limits = reference_change(
        number(inputs, "cv_within_person", "%"),
        number(inputs, "cv_analytical", "%"),
        number(inputs, "z", "1"),
    )
    return {
        "change_percent": change,
        "rcv_symmetric_percent": limits.symmetric,
        "rcv_up_percent": limits.up,
        "rcv_down_percent": limits.down,
        "exceeds_symmetric": limits.exceeds_symmetric(change),
        "exceeds_lognormal": limits.exceeds_lognormal(change),
    }


def _if_known(analyte: Analyte, quantity: dict[str, Any] | None) -> Decimal | None:
    return exact(analyte, quantity) if quantity else None
