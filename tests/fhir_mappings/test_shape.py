"""Older forms of FHIR are told by their elements; the STU3 models of fhir.resources are judge."""

from importlib import import_module

import pytest

from fhir_mappings.model import Analyte, Reason
from fhir_mappings.shape import GONE, is_older
from tests.fhir_mappings.builders import SELF, administration, concept, medication, procedure
from tests.fhir_mappings.resources import B2M, aside, chart, condition, observation, patient

KINDS = sorted(GONE)
DSTU2_ONLY = {
    "Observation": {"comments", "reliability"},
    "Condition": {"patient", "dateRecorded"},
    "Patient": {"careProvider"},
    "Procedure": {"notPerformed", "reasonNotPerformed"},
    "MedicationAdministration": {"wasNotGiven", "patient"},
    "MedicationStatement": {"wasNotTaken", "patient"},
}
OLDER = [
    observation(category=concept("local laboratory")),
    observation(interpretation=concept("flag H")),
    observation(comments="hemolysed"),
    observation(comment="hemolysed"),
    observation(related=[{"type": "has-member"}]),
    observation(context={"reference": "Encounter/1"}),
    condition(verificationStatus="confirmed"),
    condition(clinicalStatus="active"),
    condition(subject=None, patient=SELF),
    condition(assertedDate="2026-01-01"),
    condition(stage={"summary": {"text": "ISS II"}}),
    procedure("sct 367336001", notDone=False),
    administration(notGiven=True),
    medication("MedicationStatement", taken="n"),
    medication("MedicationDispense", notDone=True),
    medication("MedicationRequest", category=concept("local inpatient")),
    {"resourceType": "MedicationOrder"},
]
CURRENT = [
    observation(category=[concept("local laboratory")], interpretation=[concept("flag H")]),
    observation(category={}, interpretation={}) | {"comment": None, "context": None},
    observation(triggeredBy=[{"type": "reflex"}], bodyStructure={"reference": "BodyStructure/1"}),
    condition(participant=[{"actor": {"reference": "Practitioner/1"}}]),
    condition(clinicalStatus=" "),
    patient(),
    procedure("sct 367336001"),
    medication("MedicationStatement"),
    {"resourceType": "Encounter", "patient": SELF, "context": SELF},
    {"resourceType": ["Observation"], "comments": "x"},
    {},
]


@pytest.mark.parametrize("resource", OLDER, ids=str)
def test_a_mark_of_an_older_form_is_seen(resource):
    assert is_older(resource)


@pytest.mark.parametrize("resource", CURRENT, ids=str)
def test_r4_and_r5_resources_carry_no_such_mark(resource):
    assert not is_older(resource)


@pytest.mark.parametrize("kind", KINDS)
def test_the_elements_that_are_gone_are_those_the_model_libraries_differ_in(kind):
    def elements(version):
        module = import_module(f"fhir.resources.{version}{kind.lower()}")
        return set(getattr(module, kind).elements_sequence())

    current = elements("R4B.") | elements("")

    assert not GONE[kind] & current
    assert GONE[kind] - DSTU2_ONLY.get(kind, set()) <= elements("STU3.")


def test_an_older_result_is_named_with_its_reason_and_not_read():
    found = aside(observation(B2M, comments="hemolysed"))

    assert (found.reason, found.analyte) == (Reason.OLDER_FHIR, Analyte.SERUM_B2M)


def test_an_older_result_that_was_withdrawn_stays_withdrawn():
    assert aside(observation(B2M, comments="x", status="cancelled")).reason is Reason.WITHDRAWN


def test_an_older_diagnosis_is_not_read_even_where_it_names_the_patient_in_the_older_way():
    old = condition(subject=None, patient=SELF, verificationStatus="refuted")

    assert aside(old).reason is Reason.OLDER_FHIR
    assert aside(old | {"patient": {"reference": "Patient/p2"}}).reason is Reason.OTHER_PATIENT


def test_an_older_transplant_or_stage_on_a_diagnosis_is_not_read():
    old = condition("sct 153351000119102", verificationStatus="refuted", stage={"summary": {}})

    found = chart(old)

    assert (found.therapies, found.stages) == ((), ())
    assert [item.reason for item in found.unusable] == [Reason.OLDER_FHIR]


@pytest.mark.parametrize(
    "record",
    [
        administration(notGiven=True),
        administration(wasNotGiven=False, patient=SELF, subject=None),
        medication("MedicationStatement", taken="n"),
        procedure("sct 367336001", notDone=True),
        {"resourceType": "MedicationOrder", "id": "m1", "patient": SELF},
    ],
    ids=str,
)
def test_an_older_treatment_record_proves_nothing_but_may_be_treatment(record):
    found = chart(record)

    assert found.therapies == ()
    assert [(item.reason, item.therapy) for item in found.unusable] == [
        (Reason.OLDER_FHIR, "treatment")
    ]
