"""FHIR resources of one patient for tests: usable as they are, and every element replaceable."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fhir_mappings.bundle import Entry
from fhir_mappings.chart import chart_from
from fhir_mappings.codes import LOINC, SNOMED_CT
from fhir_mappings.model import Chart, LabResult, Problem, Unusable
from fhir_mappings.units import UCUM

PATIENT_ID = "p1"
SELF = f"Patient/{PATIENT_ID}"
BASE = "https://ehr.example.org/fhir"
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
B2M, ALBUMIN, LDH, CREATININE, EGFR = "1952-1", "1751-7", "2532-0", "2160-0", "98979-8"
MYELOMA = "sct 109989006"
SYSTEMS = {
    "loinc": LOINC,
    "sct": SNOMED_CT,
    "cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "who": "http://hl7.org/fhir/sid/icd-10",
    "gm": "http://hl7.org/fhir/sid/icd-10-gm",
    "atc": "http://www.whocc.no/atc",
    "rx": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ncit": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
    "flag": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
    "spec": "http://terminology.hl7.org/CodeSystem/v2-0487",
    "clinical": "http://terminology.hl7.org/CodeSystem/condition-clinical",
    "ver": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
    "range": "http://terminology.hl7.org/CodeSystem/referencerange-meaning",
    "local": "https://lab.example.org/codes",
}

Resource = dict[str, Any]


def observation(loinc: str = B2M, **elements: Any) -> Resource:
    """A final B2M of 3.5 mg/L; an element given as None is left out."""
    return _written(
        {
            "resourceType": "Observation",
            "id": "o1",
            "status": "final",
            "code": concept(f"loinc {loinc}"),
            "subject": {"reference": SELF},
            "effectiveDateTime": "2026-11-18",
            "valueQuantity": quantity("3.5", "mg/L"),
        }
        | elements
    )


def condition(*codings: str, **elements: Any) -> Resource:
    """A condition by codings such as "cm C90.00", active and confirmed unless told otherwise."""
    return _written(
        {
            "resourceType": "Condition",
            "id": "c1",
            "clinicalStatus": concept("clinical active"),
            "verificationStatus": concept("ver confirmed"),
            "code": concept(*codings or (MYELOMA,)),
            "subject": {"reference": SELF},
        }
        | elements
    )


def patient(**elements: Any) -> Resource:
    """The patient in context, a woman born in 1957."""
    known = {"id": PATIENT_ID, "gender": "female", "birthDate": "1957-03-14"}
    return _written({"resourceType": "Patient"} | known | elements)


def quantity(value: str, unit: str = "", code: str = "", comparator: str = "") -> Resource:
    """A Quantity without what is empty; a code comes with the system of UCUM."""
    coded = {"system": UCUM, "code": code} if code else {}
    written = {"value": Decimal(value), "unit": unit, "comparator": comparator} | coded
    return {name: item for name, item in written.items() if item != ""}


def high(value: str, unit: str = "", *types: str) -> Resource:
    """A reference range with an upper limit and codings of its type such as "range normal"."""
    kind = {"type": concept(*types)} if types else {}
    return {"high": quantity(value, unit)} | kind


def concept(*codings: str) -> Resource:
    """A CodeableConcept by codings such as "sct 109989006"."""
    return {"coding": [coding(text) for text in codings]}


def coding(text: str) -> Resource:
    """A Coding by the short name of its system and its code."""
    system, _, code = text.partition(" ")
    return {"system": SYSTEMS.get(system, system), "code": code}


def chart(*resources: Resource, **options: Any) -> Chart:
    """The chart of the patient in context from resources without an address."""
    return chart_from(map(Entry, resources), PATIENT_ID, **({"at": AT} | options))


def result(resource: Resource, **options: Any) -> LabResult:
    """The one usable result of an Observation."""
    found = chart(resource, **options)
    assert found.unusable == ()
    (only,) = found.results
    return only


def aside(resource: Resource, **options: Any) -> Unusable:
    """What is noted of the one resource that cannot be used."""
    found = chart(resource, **options)
    assert (found.results, found.problems) == ((), ())
    (only,) = found.unusable
    return only


def problems(*resources: Resource) -> tuple[Problem, ...]:
    """The problems of conditions that can all be used."""
    found = chart(*resources)
    assert found.unusable == ()
    return found.problems


def _written(elements: Resource) -> Resource:
    return {name: value for name, value in elements.items() if value is not None}
