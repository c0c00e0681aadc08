"""Write the chart of one invented patient, and beside it what the chart was made to show.

Everything is drawn from a generator seeded by patient and scenario, so that the same arguments give
the same patient, byte for byte, whatever was written before.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cds_service.demo.catalogue import LOINC, SNOMED
from cds_service.demo.chart_writer import LABORATORY, TEST_DATA, UCUM, Resource, concept
from cds_service.demo.cohort.diagnoses import Coded
from cds_service.demo.cohort.laboratory import LDH, Lab
from cds_service.demo.cohort.truth import Aside, Diagnosis, Result, Truth

SPECIMENS = {"serum": "119364003", "blood": "119297000", "urine": "122575003", "csf": "258450006"}
LDH_LIMITS = (214, 225, 235, 246, 250, 280)  # upper limits, one laboratory each
ADULTS = (1940, 1972)
FAMILIES = ("Abel", "Brandt", "Castell", "Dorval", "Eklund", "Faraday", "Grieve", "Holm", "Ibsen")
GIVEN = {
    "female": ("Ada", "Berta", "Clara", "Dina", "Elin", "Flora", "Greta", "Hana", "Ines"),
    "male": ("Arne", "Bruno", "Carl", "Erik", "Felix", "Gustav", "Hugo", "Ivan", "Kurt"),
}


class PatientWriter:
    """Collects the resources of one patient; dates count back from `as_of`."""

    def __init__(self, patient_id: str, seed: str, as_of: date, variant: int = 0) -> None:
        self.patient_id = patient_id
        self.as_of = as_of
        self.variant = variant
        self.random = random.Random(seed)  # nosec B311
        self.resources: list[Resource] = []
        self.truth = Truth()
        self.ldh_limit = self.random.choice(LDH_LIMITS)
        self.ago = 0

    def person(self, born: tuple[int, int] = ADULTS) -> None:
        """The Patient resource, the first of the chart."""
        sex = self.random.choice(["female", "male"])
        birth = date(self.days(*born), self.days(1, 12), self.days(1, 28))
        number = f"MRN{self.days(10**6, 10**7 - 1)}"
        name = {"family": self.random.choice(FAMILIES), "given": [self.random.choice(GIVEN[sex])]}
        self.sex, self.birth = sex, birth
        self.patient = self.add(
            "Patient",
            identifier=[{"system": "urn:oid:2.999.1.1", "value": number}],
            active=True,
            name=[{"use": "official", **name}],
            gender=sex,
            birthDate=birth.isoformat(),
        )

    def between(self, low: str, high: str) -> Decimal:
        """A value of the range, with as many decimals as its lower end is written with."""
        step = Decimal(1).scaleb(int(Decimal(low).as_tuple().exponent))
        first, last = (int(Decimal(end) / step) for end in (low, high))
        return Decimal(self.random.randint(first, last)) * step

    def days(self, low: int, high: int) -> int:
        """A whole number of the range, ends included."""
        return self.random.randint(low, high)

    def day(self, ago: int) -> str:
        """The calendar day so many days before `as_of`."""
        return (self.as_of - timedelta(days=ago)).isoformat()

    def time(self, ago: int) -> str:
        """A morning moment of that day."""
        return f"{self.day(ago)}T{self.days(7, 13):02d}:{self.days(0, 5)}0:00Z"

    def add(self, kind: str, **elements: Any) -> Resource:
        """Any record of the patient; all but the first get the patient as subject."""
        count = len(self.resources)
        own = {
            "resourceType": kind,
            "id": f"{self.patient_id}-{count}" if count else self.patient_id,
        }
        subject = {"subject": self.subject} if count else {}
        resource = {**own, "meta": {"tag": [TEST_DATA]}, **subject, **elements}
        self.resources.append(resource)
        return resource

    @property
    def subject(self) -> Resource:
        """The reference by which every record belongs to the patient."""
        return {"reference": f"Patient/{self.patient_id}"}

    def result(
        self, lab: Lab, value: Decimal | int, ago: int, comparator: str = "", aside: str = ""
    ) -> Resource:
        """A laboratory Observation; `aside` is the reason for which it must not be read."""
        taken = self.time(ago)
        resource = self.add(
            "Observation",
            status="final",
            category=[LABORATORY],
            code={"coding": [{"system": LOINC, "code": lab.loinc}], "text": lab.text},
            effectiveDateTime=taken,
            issued=taken,
            specimen={"display": f"{lab.specimen} specimen"},
        )
        resource["valueQuantity"] = quantity(Decimal(value), lab.unit, comparator)
        resource |= self._limits(lab)
        if aside:
            self.truth.aside.append(Aside(lab.analyte, aside))
        elif lab.analyte:
            self._expect(lab, Decimal(value), comparator, self.day(ago))
        return resource

    def _expect(self, lab: Lab, value: Decimal, comparator: str, day: str) -> None:
        canonical = lab.canonical(value)
        self.truth.results.append(Result(lab.analyte, canonical, comparator, day))

    def _limits(self, lab: Lab) -> Resource:
        low, high = lab.limits
        named = {"low": low, "high": str(self.ldh_limit) if lab is LDH else high}
        known = {side: quantity(Decimal(end), lab.unit) for side, end in named.items() if end}
        return {"referenceRange": [known]} if known else {}

    def problem(
        self, diagnosis: Coded, ago: int, clinical: str = "active", verification: str = "confirmed"
    ) -> Resource:
        """A Condition on the problem list."""
        for disease in () if verification == "refuted" else diagnosis.diseases:
            self.truth.diagnoses.append(Diagnosis(disease, clinical, verification))
        return self.add(
            "Condition",
            clinicalStatus=concept("condition-clinical", clinical, clinical.capitalize()),
            verificationStatus=concept("condition-ver-status", verification, verification),
            category=[concept("condition-category", "problem-list-item", "Problem List Item")],
            code={"coding": diagnosis.codings, "text": diagnosis.text},
            onsetDateTime=self.day(ago),
            recordedDate=self.day(ago),
        )


def quantity(value: Decimal, unit: str, comparator: str = "") -> Resource:
    """A FHIR Quantity in a UCUM unit."""
    bound = {"comparator": comparator} if comparator else {}
    return {"value": value, **bound, "unit": unit, "system": UCUM, "code": unit}


def specimen(kind: str) -> Resource:
    """A Specimen of this kind, to be contained in an Observation."""
    coded = {"coding": [{"system": SNOMED, "code": SPECIMENS[kind]}]}
    return {"resourceType": "Specimen", "id": "specimen", "type": coded}
