"""The specimen on record against the code, and when it was taken."""

from typing import Any

import pytest

from fhir_mappings.model import Reason
from tests.fhir_mappings.resources import aside, concept, observation, result

SERUM, URINE, CSF = "sct 119364003", "sct 122575003", "sct 258450006"


def drawn(kind: object = None, collection: object = None, **elements: Any):
    inside = {"resourceType": "Specimen", "id": "s", "type": kind, "collection": collection}
    return observation(specimen={"reference": "#s"}, contained=[inside], **elements)


@pytest.mark.parametrize(
    "kind",
    [
        concept(URINE),
        concept("sct 276833005"),
        concept("spec UR"),
        concept(CSF),
        concept("sct 119360007"),
        {"text": "24 h urine"},
        {"coding": [{"system": "urn:lab", "code": "X", "display": "Dialysate"}]},
    ],
    ids=str,
)
def test_a_serum_code_on_another_specimen_contradicts_itself(kind):
    assert aside(drawn(kind)).reason is Reason.SPECIMEN_CONFLICT


@pytest.mark.parametrize(
    "kind",
    [
        concept(SERUM),
        concept("sct 122555007"),
        concept("spec BLDV"),
        concept("local urine"),
        concept(SERUM, URINE),
        {"text": "serum; urine"},
        {"text": "swab"},
        "urine",
        None,
    ],
    ids=str,
)
def test_a_specimen_that_fits_or_that_nobody_can_tell_contradicts_nothing(kind):
    assert result(drawn(kind)).loinc == "1952-1"


def test_a_code_outweighs_the_words_beside_it():
    assert result(drawn(concept(SERUM) | {"text": "not urine"})).loinc == "1952-1"


@pytest.mark.parametrize(
    ("collection", "day"),
    [
        ({"collectedDateTime": "2026-11-15"}, 15),
        ({"collectedPeriod": {"start": "2026-11-13", "end": "2026-11-14"}}, 14),
        ({"collectedDateTime": "soon"}, 19),
        ({}, 19),
        ("2026-11-15", 19),
        (None, 19),
    ],
    ids=str,
)
def test_without_an_effective_time_the_collection_counts_and_then_the_report(collection, day):
    issued = {"effectiveDateTime": None, "issued": "2026-11-19T08:00:00Z"}

    found = result(drawn(concept(SERUM), collection, **issued))

    assert found.taken.first_day.day == day


def test_the_effective_time_outweighs_the_collection():
    found = result(drawn(concept(SERUM), {"collectedDateTime": "2026-11-15"}))

    assert found.taken.first_day.day == 18


def test_an_absent_specimen_resource_says_nothing():
    found = result(observation(specimen={"reference": "Specimen/9", "display": "Serum"}))

    assert found.specimen == "Specimen/9"


ISSUED = "2026-11-18T09:00:00Z"


@pytest.mark.parametrize(
    ("effective", "collection", "issued", "by_issue"),
    [
        (None, None, ISSUED, True),
        ("soon", None, ISSUED, True),
        (ISSUED, None, ISSUED, False),
        ("2026-11-17", None, ISSUED, False),
        (None, {"collectedDateTime": "2026-11-17"}, ISSUED, False),
        (None, {"collectedDateTime": ISSUED}, ISSUED, False),
        ("2026-11-17", None, None, False),
    ],
)
def test_a_result_says_whether_nothing_but_its_report_dates_it(
    effective, collection, issued, by_issue
):
    inside = drawn(None, collection, effectiveDateTime=effective, issued=issued)

    found = result(inside)

    assert found.by_issue is by_issue
    assert found.when.startswith("reported ") is by_issue
