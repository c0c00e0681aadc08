"""One `patient-view` request with complete prefetch: 20 Observations, Patient and Condition.

The newest values are B2M 6.3 mg/L, albumin 3.1 g/dL and eGFR 37, so that every rule has work to do.
Nothing is left to chance; dates count back from the day of the run, since old results would be
left out.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from cds_service.prefetch_templates import templates

Resource = dict[str, Any]
PATIENT = {"resourceType": "Patient", "id": "bench", "gender": "female", "birthDate": "1958-04-02"}
SUBJECT = {"reference": "Patient/bench"}
USUAL_GAP = timedelta(days=60)  # between two results of the same test
LONGEST = timedelta(days=3650)  # however many there are
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


def body(observations: int = 20) -> bytes:
    """The request as an EHR would send it that has asked for every key; about 19 KB with 20
    Observations. More of them, in steps of 20, are the same tests measured more often."""
    return _request(prefetch=_charted(observations // 20))


def empty_history() -> bytes:
    """A patient of whom no key brought anything, as most are."""
    return _request(prefetch=_charted(0) | {"conditions": _searchset([])})


def asking(fhir_server: str, missing: Iterable[str] | None = None) -> bytes:
    """The request without some keys, or without any prefetch, to be had from that server."""
    if missing is None:
        return _request(fhirServer=fhir_server)
    delivered = {key: value for key, value in _charted(1).items() if key not in set(missing)}
    return _request(fhirServer=fhir_server, prefetch=delivered)


def resources() -> list[Resource]:
    """What a FHIR server holds of the patient."""
    held = [entry["resource"] for value in _charted(1).values() for entry in value.get("entry", ())]
    return [PATIENT, *held]


def _charted(times: int) -> dict[str, Resource]:
    """Every prefetch key; a test with three values has been measured three times so many times."""
    today = datetime.now(UTC).date()
    laboratory = {key: _measured(today, series, times) for key, series in HISTORY.items()}
    rest = dict.fromkeys(templates(), _searchset([]))
    conditions = _searchset([_myeloma(today)])
    return rest | {"patient": PATIENT, **laboratory, "conditions": conditions}


def _measured(today: date, history: list[Series], times: int) -> Resource:
    return _searchset(
        [
            _observation(today, series, place, min(USUAL_GAP, LONGEST / len(series.values) / times))
            for series in history
            for place in range(len(series.values) * times)
        ]
    )


def _request(**members: Any) -> bytes:
    context = {"userId": "Practitioner/bench", "patientId": "bench"}
    instance = "7d4be9a5-53b8-4b3f-9d3c-3c1f2f8f6f10"
    hook = {"hook": "patient-view", "hookInstance": instance, "context": context}
    return json.dumps(hook | members).encode()


def _observation(today: date, series: Series, place: int, gap: timedelta) -> Resource:
    drawn = datetime.combine(today, time(8), UTC) - timedelta(days=2) - place * gap
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
        "valueQuantity": {"value": series.values[place % len(series.values)], **ucum},
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
