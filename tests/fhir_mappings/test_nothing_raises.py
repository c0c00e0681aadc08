"""Whatever a server sends: a chart comes out, and what was sound beside it is still read."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_mappings.bundle import Entry
from fhir_mappings.chart import chart_from
from fhir_mappings.codes import table
from fhir_mappings.model import Chart
from fhir_mappings.therapy import RESOURCES
from tests.fhir_mappings.builders import (
    ABSENT,
    PRESENT,
    SELF,
    administration,
    concept,
    observation,
    quantity,
)
from tests.fhir_mappings.resources import AT, SYSTEMS, chart

SOUND = observation("loinc 72824-6", id="sound", valueCodeableConcept=concept(PRESENT))
KINDS = ["Observation", "Condition", "Medication", "Specimen", "Patient", *RESOURCES]
NAMES = sorted(
    {
        *("code", "coding", "system", "display", "text", "status", "subject", "reference", "id"),
        *("valueCodeableConcept", "valueQuantity", "valueString", "value", "unit", "comparator"),
        *("component", "interpretation", "referenceRange", "high", "specimen", "contained", "type"),
        *("effectiveDateTime", "effectivePeriod", "start", "end", "issued", "authoredOn"),
        *("medicationCodeableConcept", "medicationReference", "ingredient", "itemReference"),
        *("dosage", "dosageInstruction", "route", "timing", "event", "repeat", "boundsPeriod"),
        *("reasonCode", "reasonReference", "stage", "summary", "method", "verificationStatus"),
        *("performedPeriod", "whenHandedOver", "dispenseRequest", "basedOn", "intent", "isActive"),
    }
)
WORDS = ["", " ", "final", "completed", "Patient/p1", "#r1", "2026-11-03", "9999-12-31", "TP53"]
CODES = [
    row["code"] for name in ("markers", "staging", "treatment") for row in table(f"{name}.csv")
]
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.sampled_from([*WORDS, *SYSTEMS.values(), "48001-2", "48018-6", "LA9633-4"]),
    st.sampled_from(CODES),
    st.text(max_size=8),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)
CORRECT = {
    "Observation": observation(
        "loinc 69548-6",
        valueCodeableConcept=concept(ABSENT),
        valueQuantity=quantity(Decimal(5), "%"),
        component=[{"code": concept("loinc 48001-2"), "valueCodeableConcept": {"text": "17p13"}}],
    ),
    "MedicationAdministration": administration(contained=[{"id": "m1"}], reasonCode=[{}]),
}


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.lists(
        st.builds(
            lambda kind, elements, full_url: Entry(
                CORRECT.get(kind, {"subject": SELF}) | elements | {"resourceType": kind}, full_url
            ),
            st.sampled_from(KINDS),
            st.dictionaries(st.sampled_from(NAMES), values, max_size=6),
            st.sampled_from(["", "urn:uuid:1", "https://ehr.example.org/fhir/Observation/1"]),
        ),
        max_size=4,
    )
)
def test_any_resources_give_a_chart_in_which_the_sound_one_is_read(entries):
    found = chart_from([*entries, Entry(SOUND)], "p1", at=AT, base_url="https://ehr.example.org")

    assert isinstance(found, Chart)
    assert "Observation/sound" in {item.reference for item in found.markers}


@pytest.mark.parametrize("kind", KINDS)
def test_no_code_of_the_tables_raises_wherever_it_stands(kind):
    shared = {"resourceType": kind, "subject": SELF}

    found = chart(*(shared | everywhere(code) for code in CODES), SOUND)

    assert "Observation/sound" in {item.reference for item in found.markers}


def everywhere(code):
    codings = {"coding": [{"system": system, "code": code} for system in SYSTEMS.values()]}
    return dict.fromkeys(("code", "valueCodeableConcept", "medicationCodeableConcept"), codings)
