from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from fhir_mappings.bundle import Entry, entries_of
from fhir_mappings.chart import chart_from
from fhir_mappings.model import (
    Analyte,
    Availability,
    Chart,
    Coverage,
    Disease,
    Reason,
    Sex,
    measured,
)
from tests.fhir_mappings.resources import (
    ALBUMIN,
    AT,
    BASE,
    CREATININE,
    EGFR,
    LDH,
    PATIENT_ID,
    Resource,
    chart,
    condition,
    observation,
    patient,
    quantity,
)

URN = "urn:uuid:0f1f4f5e-94b5-4b0c-8f0a-7b8e4a3a2c55"


def test_nothing_delivered_is_an_empty_chart():
    assert chart() == Chart()


def test_a_chart_holds_results_problems_and_the_person():
    found = chart(
        patient(),
        observation(id="o1"),
        observation(ALBUMIN, id="o2", valueQuantity=quantity("3.1", "g/dL")),
        observation(LDH, id="o3", valueQuantity=quantity("240", "U/L")),
        observation(CREATININE, id="o4", valueQuantity=quantity("106.08", "umol/L")),
        observation(EGFR, id="o5", valueQuantity=quantity("59", "mL/min/{1.73_m2}")),
        condition("cm C90.00"),
    )

    assert {item.analyte: item.value for item in found.results} == {
        Analyte.SERUM_B2M: measured(Decimal("3.5")),
        Analyte.ALBUMIN: measured(Decimal(31)),
        Analyte.LDH: measured(Decimal(240)),
        Analyte.CREATININE: measured(Decimal("1.2")),
        Analyte.EGFR: measured(Decimal(59)),
    }
    assert [item.disease for item in found.problems] == [Disease.MULTIPLE_MYELOMA]
    assert found.patient.sex is Sex.FEMALE
    assert found.unusable == ()


def test_results_come_oldest_first_whatever_the_order_of_delivery():
    days = ["2026-11-18", "2025-01-01", "2026-02", "2026-11-01T08:00:00Z"]

    found = chart(*(observation(id=day[:10], effectiveDateTime=day) for day in days))

    assert [item.reference.partition("/")[2] for item in found.results] == [
        "2025-01-01",
        "2026-02",
        "2026-11-01",
        "2026-11-18",
    ]


def test_coverage_is_passed_on():
    coverage = (Coverage("conditions", Availability.UNAVAILABLE, "forbidden"),)

    assert chart(coverage=coverage).coverage == coverage


def test_a_resource_delivered_by_two_searches_counts_once():
    found = chart(observation(), observation(), condition(), condition())

    assert (len(found.results), len(found.problems)) == (1, 1)


VERSIONS = [
    ({"lastUpdated": "2026-11-18T08:00:00Z"}, {"lastUpdated": "2026-11-19T08:00:00Z"}),
    ({"lastUpdated": "2026-11-18T23:30:00-05:00"}, {"lastUpdated": "2026-11-19T05:00:00Z"}),
    ({"versionId": "9"}, {"versionId": "10"}),
    (
        {"lastUpdated": "2026-11-18T08:00:00Z", "versionId": "9"},
        {"lastUpdated": "2026-11-18T08:00:00Z", "versionId": "10"},
    ),
    (
        {"lastUpdated": "2026-11-18T08:00:00Z", "versionId": "10"},
        {"lastUpdated": "2026-11-19T08:00:00Z", "versionId": "9"},
    ),
    (None, {"versionId": "1"}),
    ({"versionId": "9"}, {"lastUpdated": "2026-11-18T08:00:00Z"}),
    ("yesterday", {"versionId": "2"}),
    ({"lastUpdated": "yesterday", "versionId": "two"}, {"versionId": "2"}),
    ({"versionId": "9" * 5000}, {"versionId": "2"}),
]


@pytest.mark.parametrize(("older", "newer"), VERSIONS)
def test_of_two_versions_of_a_resource_the_newest_counts_whichever_came_last(older, newer):
    before = observation(meta=older, valueQuantity=quantity("3.5", "mg/L"))
    after = observation(meta=newer, valueQuantity=quantity("5.5", "mg/L"))

    for delivered in ([before, after], [after, before]):
        (found,) = chart(*delivered).results

        assert found.reported.text == "5.5 mg/L"


def test_of_versions_that_cannot_be_told_apart_the_last_delivered_counts():
    first = observation(valueQuantity=quantity("3.5", "mg/L"))
    last = observation(valueQuantity=quantity("5.5", "mg/L"))

    assert [item.reported.text for item in chart(first, last).results] == ["5.5 mg/L"]


def test_an_unusable_resource_delivered_twice_is_listed_once():
    assert len(chart(*[observation(status="preliminary")] * 2).unusable) == 1


def test_resources_of_different_kinds_with_the_same_id_are_different():
    found = chart(observation(id="7"), condition(id="7"))

    assert (len(found.results), len(found.problems)) == (1, 1)


def test_another_patients_resource_of_the_same_id_does_not_displace_the_patients_own():
    other = observation(subject={"reference": "Patient/p2"})

    for delivered in ([observation(), other], [other, observation()]):
        found = chart(*delivered)

        assert len(found.results) == 1
        assert [item.reason for item in found.unusable] == [Reason.OTHER_PATIENT]


def test_resources_without_an_id_are_told_apart_by_their_address():
    nameless = observation(id=None)
    entries = [Entry(nameless, "urn:uuid:1"), Entry(nameless, "urn:uuid:2")]

    found = chart_from([*entries, *entries], PATIENT_ID, at=AT)

    assert [item.reference for item in found.results] == ["urn:uuid:1", "urn:uuid:2"]


def test_resources_without_id_and_address_each_stand_alone():
    found = chart(observation(id=None), observation(id=None))

    assert [item.reference for item in found.results] == ["Observation without id"] * 2


def test_one_odd_resource_does_not_spoil_the_others():
    odd: list[Resource] = [
        {},
        {"resourceType": None},
        {"resourceType": ["Observation"]},
        {"resourceType": "Observation"},
        {"resourceType": "Condition", "code": 5},
        {"resourceType": "Patient", "id": PATIENT_ID, "gender": []},
        observation(id={"odd": []}, valueQuantity="high"),
        observation(id=5, code={"coding": [{"system": "http://loinc.org", "code": {}}]}),
    ]

    found = chart(*odd, observation(), condition(id="c9"))

    assert [item.reference for item in found.results] == ["Observation/o1"]
    assert [item.reference for item in found.problems] == ["Condition/c9"]
    assert [item.reason for item in found.unusable] == [Reason.INVALID]


@pytest.mark.parametrize("kind", ["DiagnosticReport", "observation", "Basic"])
def test_resources_of_a_kind_that_is_not_read_are_left_out(kind):
    assert chart(observation(resourceType=kind)) == Chart()


def test_a_transaction_bundle_is_read_by_its_own_addresses():
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"fullUrl": "urn:uuid:1", "resource": observation(id=None, subject={"reference": URN})},
            {"fullUrl": URN, "resource": patient()},
        ],
    }

    found = chart_from(entries_of(bundle), PATIENT_ID, at=AT)

    assert [item.reference for item in found.results] == ["urn:uuid:1"]


def test_absolute_references_are_recognised_by_the_servers_address():
    absolute = observation(subject={"reference": f"{BASE}/Patient/{PATIENT_ID}"})

    assert len(chart(absolute, base_url=BASE).results) == 1
    assert chart(absolute).results == ()


def test_the_zone_holds_for_results_and_problems():
    berlin = ZoneInfo("Europe/Berlin")

    found = chart(observation(), condition(onsetDateTime="2026-11-18"), zone=berlin)

    (lab,), (problem,) = found.results, found.problems
    assert lab.taken == problem.onset
    assert lab.taken.earliest.hour == 23


def test_reading_leaves_the_resources_as_they_were():
    resource = observation(performer=[{"display": " Central Laboratory "}], vendor=None)
    before = repr(resource)

    chart(resource)

    assert repr(resource) == before
