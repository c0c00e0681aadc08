"""R5 resources are read by shape where R5 has other elements than R4."""

import pytest

from fhir_mappings.model import Disease, Kind, Reason, Strength
from tests.fhir_mappings.builders import SELF, concept, resource
from tests.fhir_mappings.resources import MYELOMA, aside, chart, condition, observation, result

BORTEZOMIB = concept("atc L01XG01")
ADHERENCE = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"


def only(*resources):
    found = chart(*resources)
    assert found.unusable == ()
    (therapy,) = found.therapies
    return therapy


def record(kind: str, **elements):
    shared = {"status": "completed", "subject": SELF, "medication": {"concept": BORTEZOMIB}}
    return resource(kind, **(shared | elements))


def statement(adherence: str | None, status: str = "recorded"):
    said = {"code": concept(f"{ADHERENCE} {adherence}")} if adherence else None
    return record(
        "MedicationStatement", status=status, adherence=said, effectiveDateTime="2026-11-03"
    )


@pytest.mark.parametrize(
    "elements",
    [
        {"occurenceDateTime": "2026-11-03"},
        {"occurenceTiming": {"event": ["2026-11-03"]}},
        {"occurencePeriod": {"start": "2026-11-03", "end": "2026-11-05"}},
        {"occurrenceDateTime": "2026-11-03"},
    ],
    ids=str,
)
def test_an_administration_is_dated_by_its_occurrence(elements):
    found = only(record("MedicationAdministration", **elements))

    assert (found.substance, found.strength) == ("bortezomib", Strength.STRONG)
    assert found.start
    assert found.start.first_day.isoformat() == "2026-11-03"


def test_a_medication_is_found_by_its_reference_and_its_ingredient_by_concept_or_reference():
    substance = {"resourceType": "Medication", "id": "s", "code": BORTEZOMIB}
    for item in ({"concept": BORTEZOMIB}, {"reference": {"reference": "Medication/s"}}):
        vial = {"resourceType": "Medication", "id": "m", "ingredient": [{"item": item}]}
        given = record(
            "MedicationAdministration",
            medication={"reference": {"reference": "Medication/m"}},
            occurenceDateTime="2026-11-03",
        )

        assert only(given, vial, substance).substance == "bortezomib"


@pytest.mark.parametrize(
    ("adherence", "strength"),
    [
        ("taking", Strength.STRONG),
        ("stopped-as-directed", Strength.STRONG),
        ("on-hold", Strength.WEAK),
        ("not-taking", Strength.WEAK),
        (None, Strength.WEAK),
    ],
)
def test_a_statement_is_as_strong_as_its_adherence(adherence, strength):
    assert only(statement(adherence)).strength is strength


def test_adherence_does_not_outweigh_a_status_that_is_not_recorded():
    assert only(statement("taking", status="unknown")).strength is Strength.WEAK
    assert chart(statement("taking", status="entered-in-error")).therapies == ()
    assert chart(statement("taking", status="draft")).therapies == ()


def test_a_reported_plan_is_a_record_of_treatment():
    plan = record(
        "MedicationRequest", status="active", intent="plan", authoredOn="2026-11-03", reported=True
    )

    assert only(plan).strength is Strength.WEAK
    assert chart(plan | {"reported": False}).therapies == ()


@pytest.mark.parametrize(
    "reason",
    [{"concept": concept(MYELOMA)}, {"reference": {"reference": "Condition/c1"}}],
    ids=str,
)
def test_a_reason_is_a_concept_or_a_reference(reason):
    given = record("MedicationAdministration", occurenceDateTime="2026-11-03", reason=[reason])

    assert only(given, condition()).reasons == {Disease.MULTIPLE_MYELOMA}


def test_a_procedure_is_dated_by_its_occurrence():
    done = resource(
        "Procedure",
        status="completed",
        subject=SELF,
        code=concept("sct 367336001"),
        occurrenceDateTime="2026-11-03",
        reason=[{"concept": concept(MYELOMA)}, {"concept": "odd", "reference": None}],
    )

    found = only(done)

    assert (found.kind, found.strength) == (Kind.CHEMOTHERAPY, Strength.STRONG)
    assert found.reasons == {Disease.MULTIPLE_MYELOMA}


def test_results_and_diagnoses_with_elements_of_r5_are_read_like_any():
    triggered = observation(
        triggeredBy=[{"observation": {"reference": "Observation/0"}, "type": "reflex"}],
        bodyStructure={"reference": "BodyStructure/1"},
    )
    taken_part = condition(participant=[{"actor": {"reference": "Practitioner/1"}}])

    assert result(triggered).loinc == "1952-1"
    assert chart(taken_part).problems[0].disease is Disease.MULTIPLE_MYELOMA


@pytest.mark.parametrize(
    "value", [{"valueAttachment": {"url": "x"}}, {"valueReference": {"reference": "X/1"}}], ids=str
)
def test_a_value_that_only_r5_knows_is_no_number(value):
    assert aside(observation(valueQuantity=None, **value)).reason is Reason.NOT_NUMERIC
