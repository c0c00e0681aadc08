"""A record whose resources are read once gives the charts of one that is read anew each time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.answer import PatientContext, interpretation
from cds_service.bulk.charts import Charts
from cds_service.bulk.record import PatientRecord, record_from
from cds_service.demo.cohort.patients import cohort
from cds_service.demo.patients import demo_patients
from cds_service.json_body import json_text
from cds_service.settings import Settings
from fhir_mappings.model import Chart, Disease, Reason
from tests.bulk.exports import AS_OF, SETTINGS
from tests.fhir_mappings.resources import (
    ALBUMIN,
    B2M,
    BASE,
    CREATININE,
    MYELOMA,
    PATIENT_ID,
    Resource,
    concept,
    condition,
    observation,
    patient,
)

DAY = date(2026, 11, 20)
WRITTEN = {"subject": {"reference": f"Patient/{PATIENT_ID}"}}
PERSON = PatientContext(PATIENT_ID, fhir_server=BASE)
LOCAL = Settings.model_validate(
    {"site": {"local_codes": {"https://lab.example.org/codes|B2": B2M}, "time_zone": "Asia/Tokyo"}}
)


def record(*resources: Resource, patient_id: str = PATIENT_ID) -> PatientRecord:
    return record_from(patient_id, ((json_text(item), True) for item in resources), AS_OF, UTC)


def read_anew(
    of: PatientRecord, at: datetime, person: PatientContext, how: Settings = SETTINGS
) -> Chart:
    """The chart of the service, which knows no other moment."""
    return interpretation(of.at(at), person, how, at=at).chart


def differing(
    of: PatientRecord,
    moments: list[datetime],
    person: PatientContext = PERSON,
    how: Settings = SETTINGS,
) -> list[datetime]:
    """The moments whose chart is another than the one read anew."""
    known = Charts(of, person, how, several=True)
    return [at for at in moments if known.at(at, ()) != read_anew(of, at, person, how)]


def test_every_patient_of_the_cohort_and_of_the_demo_reads_the_same_at_every_date_on_file():
    told = list(cohort(130, DAY))
    people = [(item.id, item.resources) for item in told]
    people += [(item.id, item.resources) for item in demo_patients(DAY)]
    for patient_id, resources in people:
        of = record(*resources, patient_id=patient_id)
        moments = of.moments(AS_OF)[:6]

        assert differing(of, moments, PatientContext(patient_id)) == [], patient_id
    assert {"long-history", "amended-version", "future"} <= {item.scenario for item in told}


DAYS = [f"2026-0{month}-1{month}" for month in range(1, 8)]
TIMES = st.sampled_from([None, "2026", "2026-05", *DAYS, "2026-03-13T23:59:59-11:00", "2030-01-01"])
IDS = st.sampled_from(["a", "b", "c", None])
REFERENCES = st.sampled_from(
    ["Condition/a", "Condition/b", f"{BASE}/Condition/a", "Condition/a/_history/2", "Patient/p1"]
)

CODES = [*(concept(f"loinc {code}") for code in (B2M, ALBUMIN, CREATININE)), concept("local B2")]


@st.composite
def observations(draw: st.DrawFn) -> Resource:
    code = draw(st.sampled_from(CODES))
    specimen = {
        "resourceType": "Specimen", "id": "s", "collection": {"collectedDateTime": draw(TIMES)}
    }  # fmt: skip
    contained: dict[str, Any] = {"contained": [specimen], "specimen": {"reference": "#s"}}
    return observation(
        id=draw(IDS),
        code=code,
        effectiveDateTime=draw(TIMES),
        issued=draw(TIMES),
        meta={"versionId": draw(st.sampled_from("123")), "lastUpdated": "2031-01-01T00:00:00Z"},
        **(contained if draw(st.booleans()) else {}),
    )


@st.composite
def conditions(draw: st.DrawFn) -> Resource:
    codes = st.sampled_from([MYELOMA, "cm C91.10", "cm N18.4"])
    return condition(draw(codes), id=draw(IDS), recordedDate=draw(TIMES), onsetDateTime=draw(TIMES))


@st.composite
def treatments(draw: st.DrawFn) -> Resource:
    kind, date_name = draw(
        st.sampled_from(
            [
                ("MedicationRequest", "authoredOn"),
                ("MedicationAdministration", "effectiveDateTime"),
                ("ServiceRequest", "authoredOn"),
            ]
        )
    )
    return {
        "resourceType": kind,
        "id": draw(IDS),
        "status": "active" if kind.endswith("Request") else "completed",
        "intent": "order",
        "medicationCodeableConcept": concept("atc L01XG01"),
        "code": concept(f"loinc {B2M}"),
        date_name: draw(TIMES),
        "reasonReference": [{"reference": draw(REFERENCES)}],
        **WRITTEN,
    }


MOMENTS = st.lists(
    st.integers(0, 300).map(lambda days: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days)),
    min_size=1, max_size=6,
).map(sorted)  # fmt: skip
RECORDS = st.lists(st.one_of(observations(), conditions(), treatments()), max_size=8)


@pytest.mark.parametrize("how", [SETTINGS, LOCAL], ids=["plain", "local codes"])
@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(resources=RECORDS, moments=MOMENTS)
def test_whatever_is_dated_referred_to_or_replaced_reads_the_same(how, resources, moments):
    of = record(patient(), *resources)
    alone = Charts(of, PERSON, how, several=False)

    assert differing(of, moments, how=how) == []
    assert alone.at(moments[0], ()) == read_anew(of, moments[0], PERSON, how)


@pytest.mark.parametrize(
    "reference",
    [
        "Condition/c1",
        "Condition/c1/_history/2",
        f"{BASE}/Condition/c1",
        f"{BASE}/Condition/c1/_history/2",
    ],
)
def test_the_reason_for_a_treatment_is_read_when_it_is_there(reference):
    given: Resource = {
        "resourceType": "MedicationAdministration",
        "status": "completed",
        "medicationCodeableConcept": concept("atc L01XG01"),
        "effectiveDateTime": "2026-03-01T00:00:00Z",
        "reasonReference": [{"reference": reference}],
        **WRITTEN,
    }
    known = Charts(
        record(given, condition(MYELOMA, recordedDate="2026-05-01")), PERSON, SETTINGS, several=True
    )

    before, after = (known.at(datetime(2026, month, 2, tzinfo=UTC), ()) for month in (3, 5))

    assert [item.reasons for item in before.therapies] == [frozenset()]
    assert [item.reasons for item in after.therapies] == [frozenset({Disease.MULTIPLE_MYELOMA})]


COLLECTED = {
    "resourceType": "Specimen",
    "id": "s",
    "collection": {"collectedDateTime": "2026-06-01"},
}


@pytest.mark.parametrize(
    "dates",
    [
        {"effectiveDateTime": "2026-06-01"},
        {
            "effectiveDateTime": None,
            "effectivePeriod": {"start": "2026-02-01", "end": "2026-06-01"},
        },
        {"effectiveDateTime": None, "contained": [COLLECTED], "specimen": {"reference": "#s"}},
    ],
)
def test_a_result_ahead_of_its_entry_is_read_when_its_day_has_come(dates):
    ahead = observation(**{"issued": "2026-03-01T00:00:00Z"} | dates)
    known = Charts(record(ahead), PERSON, SETTINGS, several=True)

    march, july = (known.at(datetime(2026, month, 2, tzinfo=UTC), ()) for month in (3, 7))

    assert [item.reason for item in march.unusable] == [Reason.FUTURE]
    assert [item.reference for item in july.results] == ["Observation/o1"]


def test_a_resource_is_read_once_when_all_its_dates_lie_behind():
    days = [f"2026-0{month}-01T08:00:00Z" for month in range(1, 7)]
    of = record(*(observation(id=day[:7], effectiveDateTime=day, issued=day) for day in days))
    known = Charts(of, PERSON, SETTINGS, several=True)

    seen = [known.at(at, ()).results for at in of.moments(AS_OF)]

    assert [len(results) for results in seen] == [1, 2, 3, 4, 5, 6]
    assert all(results[0] is seen[0][0] for results in seen)
