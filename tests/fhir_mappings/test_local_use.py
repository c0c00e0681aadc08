"""Medicines for the skin, the eye or the airways are no systemic treatment."""

import pytest

from tests.fhir_mappings.builders import administration, concept, medication
from tests.fhir_mappings.resources import chart


@pytest.mark.parametrize(
    ("record", "elements", "counts"),
    [
        ("MedicationAdministration", {"dosage": {"route": concept("sct 54485002")}}, False),
        ("MedicationStatement", {"dosage": [{"route": concept("sct 6064005")}]}, False),
        ("MedicationRequest", {"dosageInstruction": [{"route": {"text": "nasal"}}]}, False),
        ("MedicationAdministration", {"dosage": {"route": concept("sct 26643006")}}, True),
        ("MedicationAdministration", {"dosage": {"route": "eye"}}, True),
        (
            "MedicationStatement",
            {"dosage": [{"route": {"text": "eye"}}, {"route": {"text": "oral"}}]},
            True,
        ),
        ("MedicationAdministration", {}, True),
    ],
    ids=str,
)
def test_what_only_acts_locally_does_not_count(record, elements, counts):
    steroid = medication(record, medicationCodeableConcept=concept("rx 3264"), **elements)

    assert bool(chart(steroid).therapies) is counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Dexamethasone 0.1 % eye drops", False),
        ("Tobramycin inhalation solution", False),
        ("Tacrolimus 0.1 % ointment", False),
        ("Dexamethasone 4 mg tablet", True),
        ("Bortezomib for topical research", True),
    ],
)
def test_a_local_product_is_told_by_its_words_unless_it_treats_cancer(text, counts):
    named = administration(medicationCodeableConcept={"text": text})

    assert bool(chart(named).therapies) is counts
