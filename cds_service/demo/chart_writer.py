"""Write the chart of an invented patient as FHIR R4 resources. Standard library only.

Numbers are given as text and written as exact decimals, so that a laboratory's 4.10 stays 4.10.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cds_service.demo.catalogue import Diagnosis, Test

Resource = dict[str, Any]

SPECIMEN_TIME = time(7, 40, tzinfo=UTC)
REPORT_TIME = time(11, 5, tzinfo=UTC)
TEST_DATA = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
HL7 = "http://terminology.hl7.org/CodeSystem"
UCUM = "http://unitsofmeasure.org"


def concept(system: str, code: str, display: str) -> Resource:
    """A CodeableConcept of one of HL7's own code systems."""
    return {"coding": [{"system": f"{HL7}/{system}", "code": code, "display": display}]}


LABORATORY = concept("observation-category", "laboratory", "Laboratory")


@dataclass
class ChartWriter:
    """Collects the resources of one patient; every date counts back from `today`. `drawn` is when
    the next specimens are taken."""

    patient_id: str
    today: date
    drawn: time = SPECIMEN_TIME
    resources: list[Resource] = field(default_factory=list)

    def person(self, given: str, family: str, sex: str, age: int) -> None:
        """The Patient, whose last birthday was a few weeks before `today`."""
        born = self.today.replace(year=self.today.year - age, day=1) - timedelta(days=21)
        self.add(
            "Patient",
            self.patient_id,
            identifier=[{"system": "urn:oid:2.999.1.1", "value": self.patient_id.upper()}],
            active=True,
            name=[{"use": "official", "family": family, "given": [given]}],
            gender=sex,
            birthDate=born.isoformat(),
        )

    def result(
        self,
        test: Test,
        value: str,
        days_ago: int = 2,
        *,
        unit: str = "",
        limits: tuple[str, str] | None = None,
        status: str = "final",
    ) -> None:
        """A laboratory Observation; `unit` and `limits` default to what the test usually has."""
        taken = self.day(days_ago)
        unit = unit or test.unit
        low, high = limits or test.limits
        observation = self.add(
            "Observation",
            f"{self.patient_id}-{test.key}-{days_ago}",
            status=status,
            category=[LABORATORY],
            code={"coding": [test.coding], "text": test.text},
            subject=self.subject,
            effectiveDateTime=_instant(taken, self.drawn),
            issued=_instant(taken, max(self.drawn, REPORT_TIME)),
            performer=[{"display": "Central Lab"}],
            valueQuantity=_quantity(value, unit),
        )
        if limits_known := _limits(low, high, unit):
            observation["referenceRange"] = [limits_known]

    def problem(
        self, diagnosis: Diagnosis, days_ago: int = 8, *, verification: str = "confirmed"
    ) -> None:
        """An active Condition on the problem list."""
        recorded = self.day(days_ago).isoformat()
        self.add(
            "Condition",
            f"{self.patient_id}-{diagnosis.key}",
            clinicalStatus=concept("condition-clinical", "active", "Active"),
            verificationStatus=concept(
                "condition-ver-status", verification, verification.capitalize()
            ),
            category=[concept("condition-category", "problem-list-item", "Problem List Item")],
            code={"coding": list(diagnosis.codings), "text": diagnosis.text},
            subject=self.subject,
            onsetDateTime=recorded,
            recordedDate=recorded,
        )

    @property
    def subject(self) -> dict[str, str]:
        """The reference by which every record belongs to the patient."""
        return {"reference": f"Patient/{self.patient_id}"}

    def day(self, days_ago: int) -> date:
        """The date so many days before `today`."""
        return self.today - timedelta(days=days_ago)

    def add(self, resource_type: str, resource_id: str, **elements: Any) -> Resource:
        """Any other record, marked as test data."""
        resource = {
            "resourceType": resource_type,
            "id": resource_id,
            "meta": {"tag": [TEST_DATA]},
            **elements,
        }
        self.resources.append(resource)
        return resource


def _instant(day: date, at: time) -> str:
    return datetime.combine(day, at).isoformat()


def _quantity(value: str, unit: str) -> Resource:
    return {"value": Decimal(value), "unit": unit, "system": UCUM, "code": unit}


def _limits(low: str, high: str, unit: str) -> Resource:
    named = {"low": low, "high": high}
    return {side: _quantity(value, unit) for side, value in named.items() if value}
