"""Which records are evidence of treatment, how strong, since when, and for what."""

from typing import Any

import pytest

from fhir_mappings.model import Disease, Kind, Reason, Strength
from tests.fhir_mappings.builders import (
    OTHER,
    administration,
    concept,
    condition,
    medication,
    procedure,
)
from tests.fhir_mappings.resources import chart, patient
from tests.tables import rows

STATUSES = """
    record                   | status           | evidence
    MedicationAdministration | in-progress      | STRONG
    MedicationAdministration | completed        | STRONG
    MedicationAdministration | stopped          | STRONG
    MedicationAdministration | on-hold          | STRONG
    MedicationAdministration | unknown          | WEAK
    MedicationAdministration | Completed        | WEAK
    MedicationAdministration | not-done         |
    MedicationAdministration | entered-in-error |
    MedicationStatement      | active           | STRONG
    MedicationStatement      | completed        | STRONG
    MedicationStatement      | stopped          | STRONG
    MedicationStatement      | on-hold          | WEAK
    MedicationStatement      | intended         |
    MedicationStatement      | not-taken        |
    MedicationStatement      | entered-in-error |
    MedicationDispense       | completed        | STRONG
    MedicationDispense       | in-progress      | WEAK
    MedicationDispense       | stopped          | WEAK
    MedicationDispense       | preparation      |
    MedicationDispense       | cancelled        |
    MedicationDispense       | on-hold          |
    MedicationDispense       | declined         |
    MedicationRequest        | active           | WEAK
    MedicationRequest        | completed        | WEAK
    MedicationRequest        | stopped          | WEAK
    MedicationRequest        | draft            |
    MedicationRequest        | cancelled        |
    MedicationRequest        | entered-in-error |
    Procedure                | in-progress      | STRONG
    Procedure                | completed        | STRONG
    Procedure                | stopped          | STRONG
    Procedure                | on-hold          | WEAK
    Procedure                | preparation      |
    Procedure                | not-done         |
"""

DATED: dict[str, dict[str, Any]] = {
    "MedicationAdministration": {"effectiveDateTime": "2026-11-03"},
    "MedicationStatement": {"effectiveDateTime": "2026-11-03"},
    "MedicationDispense": {"whenHandedOver": "2026-11-03"},
    "MedicationRequest": {"authoredOn": "2026-11-03"},
    "Procedure": {"performedDateTime": "2026-11-03", "code": concept("sct 709115004")},
}

PROCEDURES = """
    code          | kind                | substance
    709115004     | CELL_THERAPY        | autologous stem cell transplant
    1156961008    | CELL_THERAPY        | CAR-T cell therapy
    367336001     | CHEMOTHERAPY        | chemotherapy
    53438000      | RADIOTHERAPY        | radiotherapy
    20720000      | PLASMA_EXCHANGE     | plasma exchange
    302497006     | DIALYSIS            | dialysis
    71192002      | DIALYSIS            | dialysis
    714749008     | CONTINUOUS_DIALYSIS | continuous renal replacement
    70536003      | KIDNEY_TRANSPLANT   | kidney transplant
"""

REASONS = [
    ({}, None),
    ({"reasonCode": [concept("cm C90.00")]}, {Disease.MULTIPLE_MYELOMA}),
    ({"reasonCode": [concept("cm M06.9")]}, {Disease.RHEUMATOID_ARTHRITIS}),
    ({"reasonCode": [{"text": "pain"}]}, set()),
    ({"reasonReference": [{"reference": "Condition/r1"}]}, {Disease.CLL}),
    ({"reasonReference": [{"reference": "Condition/elsewhere"}]}, set()),
    ({"reasonReference": [{"reference": "Condition/r3"}]}, set()),
]


@pytest.mark.parametrize(("record", "status", "evidence"), rows(STATUSES))
def test_kind_and_status_of_a_record_say_how_strong_it_is(record, status, evidence):
    found = chart(medication(record, status=status, **DATED[record]))

    assert [item.strength.name for item in found.therapies] == ([evidence] if evidence else [])
    assert found.unusable == ()


@pytest.mark.parametrize(
    ("elements", "counts"),
    [
        ({"intent": "order"}, True),
        ({"intent": "instance-order"}, True),
        ({"intent": "something else"}, True),
        ({"intent": "proposal"}, False),
        ({"intent": "option"}, False),
        ({"intent": "plan"}, False),
        ({"intent": "plan", "reportedBoolean": False}, False),
        ({"intent": "plan", "reportedBoolean": True}, True),
        ({"intent": "plan", "reportedReference": {"reference": "Patient/p1"}}, True),
        ({"intent": "order", "doNotPerform": True}, False),
        ({"intent": "order", "doNotPerform": False}, True),
    ],
    ids=str,
)
def test_only_what_was_ordered_or_reported_as_taken_counts(elements, counts):
    request = medication("MedicationRequest", authoredOn="2026-11-03", **elements)

    assert bool(chart(request).therapies) is counts


def test_a_therapy_says_what_it_is_and_where_it_comes_from():
    (found,) = chart(administration()).therapies

    assert (found.substance, found.kind) == ("bortezomib", Kind.AGENT)
    assert found.groups == {"myeloma", "bnhl", "wm"}
    assert found.reference == "MedicationAdministration/r1"
    assert found.start is not None
    assert found.start.text == "3 Nov 2026"
    assert found.effects == set()
    assert (found.end, found.by_name, found.active) == (None, False, False)


@pytest.mark.parametrize("status", ["active", "in-progress", "completed", "stopped"])
def test_a_record_that_goes_on_is_active(status):
    (found,) = chart(medication("MedicationStatement", status=status)).therapies

    assert found.active is (status in {"active", "in-progress"})


def test_a_record_without_a_date_is_weak_and_comes_first():
    undated = administration(id="r2", effectiveDateTime=None)

    found = chart(administration(), undated).therapies

    assert [(item.start is None, item.strength) for item in found] == [
        (True, Strength.WEAK),
        (False, Strength.STRONG),
    ]


@pytest.mark.parametrize(("code", "kind", "substance"), rows(PROCEDURES))
def test_a_procedure_is_recognised_by_its_code(code, kind, substance):
    (found,) = chart(procedure(f"sct {code}")).therapies

    assert (found.kind, found.substance) == (Kind[kind], substance)
    assert (found.strength, found.by_name) == (Strength.STRONG, False)


@pytest.mark.parametrize("code", ["427053002", "175899003", "80146002"])
def test_liver_support_an_own_kidney_put_back_and_other_procedures_are_no_therapy(code):
    found = chart(procedure(f"sct {code}"))

    assert (found.therapies, found.unusable) == ((), ())


def test_a_procedure_that_is_only_named_is_weak():
    named = procedure("local 1", code=concept(text="Autologous stem cell transplant (2nd)"))

    (found,) = chart(named).therapies

    assert (found.kind, found.strength, found.by_name) == (Kind.CELL_THERAPY, Strength.WEAK, True)


def test_a_procedure_does_not_give_a_medicine_by_name():
    named = procedure(code=concept(text="Lenalidomide counselling"))

    assert chart(named).therapies == ()


def test_a_medicine_record_does_not_show_a_procedure_by_name():
    named = administration(medicationCodeableConcept={"text": "Solution for dialysis"})

    assert chart(named).therapies == ()


@pytest.mark.parametrize(("elements", "reasons"), REASONS, ids=str)
def test_the_reason_on_record_is_kept(elements, reasons):
    foreign = condition("cm C90.00", id="r3", subject=OTHER)

    found = chart(administration(**elements), condition("cm C91.10"), foreign)

    assert found.therapies[0].reasons == reasons


def test_an_earlier_transplant_in_the_problem_list_is_strong_and_no_later_than_its_date():
    history = condition("sct 2631000119108", recordedDate="2025-02-01")

    (found,) = chart(history).therapies

    assert (found.kind, found.strength) == (Kind.CELL_THERAPY, Strength.STRONG)
    assert found.start is not None
    assert (found.start.text, found.no_later, found.reasons) == ("1 Feb 2025", True, None)


@pytest.mark.parametrize(
    "elements", [{"subject": OTHER}, {"verificationStatus": concept("ver entered-in-error")}]
)
def test_an_earlier_transplant_of_somebody_else_or_in_error_is_none(elements):
    assert chart(condition("sct 2631000119108", **elements)).therapies == ()


@pytest.mark.parametrize(
    ("elements", "reason", "therapy"),
    [
        ({"subject": OTHER}, Reason.OTHER_PATIENT, ""),
        ({"subject": None}, Reason.NO_SUBJECT, ""),
        ({"status": None}, Reason.INVALID, "bortezomib"),
        ({"effectiveDateTime": "2027-01-01"}, Reason.FUTURE, "bortezomib"),
        ({"medicationCodeableConcept": None}, Reason.MEDICINE_UNKNOWN, "treatment"),
    ],
    ids=str,
)
def test_what_cannot_be_used_names_the_treatment_it_may_show(elements, reason, therapy):
    found = chart(administration(**elements))

    assert found.therapies == ()
    (aside,) = found.unusable
    assert (aside.reason, aside.therapy) == (reason, therapy)


@pytest.mark.parametrize("kind", [kind for kind in DATED if kind != "Procedure"])
def test_a_record_that_names_its_patient_by_a_number_is_read(kind):
    number = {"system": "urn:mrn", "value": "1"}
    record = medication(kind, subject={"identifier": number})

    assert chart(patient(identifier=[number]), record).therapies


@pytest.mark.parametrize("kind", [kind for kind in DATED if kind != "Procedure"])
def test_every_kind_of_record_is_validated(kind):
    (found,) = chart(
        medication(kind, subject={"reference": "Patient/p1"}, status="no such")
    ).therapies

    assert found.strength is Strength.WEAK
    (aside,) = chart(medication(kind, status=["completed"])).unusable
    assert aside.reason is Reason.INVALID
