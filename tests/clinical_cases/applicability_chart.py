"""The inputs of an applicability case as a chart: laboratory results through the real mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from fhir_mappings.bundle import Entry
from fhir_mappings.chart import chart_from
from fhir_mappings.codes import LOINC, loinc_codes
from fhir_mappings.dates import moment_from
from fhir_mappings.model import (
    Analyte,
    Chart,
    Course,
    Disease,
    Kind,
    Moment,
    Patient,
    Problem,
    RecordedStage,
    Scheme,
    Strength,
    Therapy,
)
from tests.clinical_cases.quantities import DAY, Inputs, Unsupported

CSF_B2M = "1951-3"
CODES = {
    "b2m": loinc_codes(Analyte.SERUM_B2M)[0],
    "albumin": loinc_codes(Analyte.ALBUMIN)[0],
    "creatinine": loinc_codes(Analyte.CREATININE)[0],
    "ldh": loinc_codes(Analyte.LDH)[0],
    "urine_b2m": loinc_codes(Analyte.URINE_B2M)[0],
    "csf_b2m": CSF_B2M,
    "egfr": loinc_codes(Analyte.EGFR)[0],
}
B2M_INPUTS = ("b2m", "b2m_series", "urine_b2m", "csf_b2m")
# Where a case gives no B2M a raised one stands in: no group may come of it all the same.
STAND_IN = {"value": Decimal(6), "unit": "mg/L"}
# A series is of one laboratory beside steady kidney function: else no change is spoken of at all.
SERIES_INTERVAL = timedelta(days=90)
STEADY = {"value": Decimal(80), "unit": Analyte.EGFR.unit}
REFUTED = "refuted"

# Plain-English names; None: a condition that the product has no code for.
DISEASES: Mapping[str, Disease | None] = {
    "multiple myeloma": Disease.MULTIPLE_MYELOMA,
    "smouldering multiple myeloma": Disease.SMOULDERING_MYELOMA,
    "smouldering myeloma": Disease.SMOULDERING_MYELOMA,
    "smoldering multiple myeloma": Disease.SMOULDERING_MYELOMA,
    "mgus": Disease.MGUS,
    "monoclonal gammopathy of undetermined significance": Disease.MGUS,
    "solitary plasmacytoma": Disease.PLASMACYTOMA,
    "plasma cell leukaemia": Disease.PLASMA_CELL_LEUKAEMIA,
    "cll": Disease.CLL,
    "chronic lymphocytic leukaemia": Disease.CLL,
    "small lymphocytic lymphoma": Disease.CLL,
    "monoclonal b-cell lymphocytosis": None,
    "waldenstrom macroglobulinaemia": Disease.WALDENSTROM,
    "follicular lymphoma": Disease.FOLLICULAR_LYMPHOMA,
    "dlbcl": Disease.DLBCL,
    "diffuse large b-cell lymphoma": Disease.DLBCL,
    "angioimmunoblastic t-cell lymphoma": Disease.ANGIOIMMUNOBLASTIC_LYMPHOMA,
    "al amyloidosis": Disease.AL_AMYLOIDOSIS,
    "mantle cell lymphoma": Disease.MANTLE_CELL_LYMPHOMA,
    "marginal zone lymphoma": Disease.MARGINAL_ZONE_LYMPHOMA,
    "hodgkin lymphoma": Disease.HODGKIN_LYMPHOMA,
    "castleman disease": Disease.CASTLEMAN,
    "hairy cell leukaemia": Disease.HAIRY_CELL_LEUKAEMIA,
    "chronic kidney disease": Disease.CKD,
    "hiv infection": Disease.HIV,
    "rheumatoid arthritis": Disease.RHEUMATOID_ARTHRITIS,
}
SCHEMES = {"iss": Scheme.ISS, "r-iss": Scheme.R_ISS, "r2-iss": Scheme.R2_ISS}
ALL_GROUPS = frozenset({"myeloma", "cll", "bnhl", "wm"})


def chart_of(inputs: Inputs) -> tuple[Chart, datetime]:
    """The chart of a case and the moment of interpretation: the end of its last sample's day."""
    entries = [Entry(resource) for resource in _observations(inputs)]
    days = [date.fromisoformat(entry.resource["effectiveDateTime"][:10]) for entry in entries]
    at = datetime.combine(max(days), time.max, UTC)
    read = chart_from(entries, "case", at=at)
    chart = replace(
        read,
        problems=tuple(_problems(inputs)),
        patient=_patient(inputs, at),
        therapies=tuple(_therapies(inputs)),
        stages=tuple(_stages(inputs)),
    )
    return chart, at


def _observations(inputs: Inputs) -> Iterator[dict[str, Any]]:
    day = (inputs.get("b2m") or {}).get("effective", DAY)
    for name in CODES:
        if inputs.get(name):
            limit = inputs.get(f"{name}_upper_limit")
            yield _observation(name, {"effective": day} | inputs[name], limit)
    if not any(inputs.get(name) for name in B2M_INPUTS):
        yield _observation("b2m", {"effective": day} | STAND_IN)
    series = list(reversed(inputs.get("b2m_series") or ()))
    for place, quantity in enumerate(series):
        taken = {"effective": (date.fromisoformat(day[:10]) - place * SERIES_INTERVAL).isoformat()}
        yield _observation("b2m", taken | quantity)
        yield _observation("egfr", taken | STEADY)


def _observation(
    name: str, quantity: Mapping[str, Any], limit: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    written = {key: quantity[key] for key in ("value", "unit", "comparator") if quantity.get(key)}
    ranges = [{"high": {"value": limit["value"], "unit": limit["unit"]}}] if limit else []
    return {
        "resourceType": "Observation",
        "id": f"{name}-{quantity['effective']}",
        "status": quantity.get("status", "final"),
        "code": {"coding": [{"system": LOINC, "code": CODES[name]}]},
        "subject": {"reference": "Patient/case"},
        "effectiveDateTime": quantity["effective"],
        "valueQuantity": written,
        "referenceRange": ranges,
        "performer": [{"display": "Laboratory"}],
    }


def _problems(inputs: Inputs) -> Iterator[Problem]:
    if inputs.get("dialysis"):
        yield Problem(Disease.DIALYSIS, "Condition/dialysis")
    for item in inputs.get("conditions") or ():
        name = item["name"].casefold()
        if name not in DISEASES:
            raise Unsupported(f"condition {item['name']}")
        disease, status = DISEASES[name], item.get("verificationStatus", "confirmed")
        if disease and status != REFUTED:
            yield Problem(
                disease,
                "Condition/case",
                Course.PRECURSOR if inputs.get("symptomatic") is False else Course.UNSTATED,
                verification=status,
                onset=_moment(item.get("onset")),
            )


def _patient(inputs: Inputs, at: datetime) -> Patient:
    if not inputs.get("age"):
        return Patient()
    years = int(inputs["age"]["value"])
    return Patient(born=_moment(f"{at.year - years}-{at:%m-%d}"))


def _therapies(inputs: Inputs) -> Iterator[Therapy]:
    began = inputs.get("first_therapy_date")
    if began or inputs.get("prior_therapy"):
        yield Therapy(
            "first-line therapy",
            Kind.AGENT,
            ALL_GROUPS,
            Strength.STRONG,
            _moment(began),
            "MedicationAdministration/case",
        )


def _stages(inputs: Inputs) -> Iterator[RecordedStage]:
    if stage := inputs.get("recorded_stage"):
        yield RecordedStage(SCHEMES[stage["system"]], stage["group"], "Observation/stage")


def _moment(text: str | None) -> Moment | None:
    return moment_from(text)
