"""One `patient-view` request with complete prefetch: 20 Observations, Patient and Condition.

The newest values are B2M 6.3 mg/L, albumin 3.1 g/dL and eGFR 37, so that every rule has work to do.
Dates count back from the day of the run, since old results would be left out.
"""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

Resource = dict[str, Any]
PATIENT = {"resourceType": "Patient", "id": "bench", "gender": "female", "birthDate": "1958-04-02"}
SUBJECT = {"reference": "Patient/bench"}
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


class Series(NamedTuple):
    loinc: str
    display: str
    unit: str
    low: float
    high: float
    values: tuple[float, ...]  # from newest to oldest


HISTORY = {
    "b2m": [Series("1952-1", "Beta-2-Microglobulin", "mg/L", 0.8, 2.2, (6.3, 5.8, 5.1))],
    "albumin": [Series("1751-7", "Albumin", "g/dL", 3.5, 5.2, (3.1, 3.3, 3.4))],
    "ldh": [Series("14804-9", "Lactate dehydrogenase", "U/L", 135, 225, (310, 240))],
    "creatinine": [Series("2160-0", "Creatinine", "mg/dL", 0.5, 0.9, (1.5, 1.4, 1.4))],
    "egfr": [Series("33914-3", "eGFR", "mL/min/{1.73_m2}", 60, 120, (37, 39, 41))],
    "calcium": [Series("17861-6", "Calcium", "mg/dL", 8.6, 10.2, (9.9, 9.7))],
    "blood": [Series("718-7", "Hemoglobin", "g/dL", 12, 15.5, (9.8, 10.4))],
    "lightChains": [
        Series("36916-5", "Kappa light chains.free", "mg/L", 3.3, 19.4, (412,)),
        Series("33944-0", "Lambda light chains.free", "mg/L", 5.7, 26.3, (11,)),
    ],
}


def body() -> bytes:
    """The request as an EHR would send it, about 17 KB."""
    today = datetime.now(UTC).date()
    prefetch: dict[str, Resource] = {
        "patient": PATIENT,
        "conditions": _searchset([_myeloma(today)]),
    }
    for key, history in HISTORY.items():
        prefetch[key] = _searchset(
            [
                _observation(today, series, place)
                for series in history
                for place in range(len(series.values))
            ]
        )
    return json.dumps(
        {
            "hook": "patient-view",
            "hookInstance": "7d4be9a5-53b8-4b3f-9d3c-3c1f2f8f6f10",
            "context": {"userId": "Practitioner/bench", "patientId": "bench"},
            "prefetch": prefetch,
        }
    ).encode()


def _observation(today: date, series: Series, place: int) -> Resource:
    drawn = datetime.combine(today, time(8), UTC) - timedelta(days=2 + 60 * place)
    ucum = {"unit": series.unit, "system": "http://unitsofmeasure.org", "code": series.unit}
    category = {"system": f"{TERMINOLOGY}/observation-category", "code": "laboratory"}
    coding = {"system": "http://loinc.org", "code": series.loinc, "display": series.display}
    low, high = {"value": series.low, **ucum}, {"value": series.high, **ucum}
    return {
        "resourceType": "Observation",
        "id": f"{series.loinc}-{place}",
        "status": "final",
        "category": [{"coding": [category]}],
        "code": {"coding": [coding]},
        "subject": SUBJECT,
        "effectiveDateTime": drawn.isoformat(),
        "issued": (drawn + timedelta(hours=5)).isoformat(),
        "valueQuantity": {"value": series.values[place], **ucum},
        "referenceRange": [{"low": low, "high": high}],
    }


def _myeloma(today: date) -> Resource:
    def status(kind: str, code: str) -> Resource:
        return {"coding": [{"system": f"{TERMINOLOGY}/condition-{kind}", "code": code}]}

    return {
        "resourceType": "Condition",
        "id": "myeloma",
        "clinicalStatus": status("clinical", "active"),
        "verificationStatus": status("ver-status", "confirmed"),
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "109989006"}]},
        "subject": SUBJECT,
        "recordedDate": (today - timedelta(days=3)).isoformat(),
    }


def _searchset(resources: list[Resource]) -> Resource:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "entry": [{"resource": resource, "search": {"mode": "match"}} for resource in resources],
    }
