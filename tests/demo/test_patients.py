import json
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib import import_module

import pytest

from cds_service.demo.catalogue import LOINC, SNOMED
from cds_service.demo.patients import STORIES, demo_patient, demo_patients
from cds_service.json_body import json_text, parse_json
from fhir_mappings.codes import loinc_codes
from fhir_mappings.model import Analyte

TODAY = date(2026, 11, 20)
PATIENTS = demo_patients(TODAY)
DATED = ("issued", "effectiveDateTime", "authoredOn", "whenHandedOver", "performedDateTime")
# Only their short names have been seen.
UNNAMED = {"48670-4", "13471-8", "5609-3"}
RESOURCES = [resource for patient in PATIENTS for resource in patient.resources]


def test_there_are_enough_stories_to_tell_them_apart():
    assert len({patient.id for patient in PATIENTS}) == len(PATIENTS) >= 14
    assert len({patient.shows for patient in PATIENTS}) == len(PATIENTS)
    assert len({patient.name for patient in PATIENTS}) == len(PATIENTS)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource["id"])
def test_every_resource_is_valid_fhir(resource):
    kind = resource["resourceType"]
    model = getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)

    assert model.model_validate(resource).id == resource["id"]


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_every_resource_belongs_to_its_patient_and_says_it_is_test_data(patient):
    for resource in patient.resources:
        subject = resource.get("subject", {"reference": f"Patient/{patient.id}"})
        assert subject == {"reference": f"Patient/{patient.id}"}
        assert resource["meta"]["tag"][0]["code"] == "HTEST"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 1, 1)])
def test_nothing_lies_in_the_future_and_the_age_holds_on_any_day(story, today):
    patient = demo_patient(story.id, today)
    born = date.fromisoformat(patient.resources[0]["birthDate"])
    midnight = datetime.combine(today, datetime.min.time(), UTC)
    dates = [res[name] for res in patient.resources for name in DATED if name in res]

    assert (today - born).days // 365.25 == story.age
    assert all(datetime.fromisoformat(written) < midnight for written in dates)
    assert story.id not in {"iss-3", "cll"} or len(dates) >= 5


def test_the_bundle_keeps_ids_and_the_digits_of_the_laboratory():
    bundle = demo_patient("albumin-missing", TODAY).bundle()
    sent = json_text(bundle)

    assert '"value":2.0,"unit":"mg/L"' in sent
    assert parse_json(sent.encode()) == bundle
    assert bundle["type"] == "transaction"
    for entry in bundle["entry"]:
        resource = entry["resource"]
        assert entry["request"] == {
            "method": "PUT",
            "url": f"{resource['resourceType']}/{resource['id']}",
        }


def test_snomed_codings_carry_no_display_and_loinc_codings_do():
    codings = [coding for res in RESOURCES for coding in res.get("code", {}).get("coding", [])]
    loinc = [item for item in codings if item["system"] == LOINC]

    assert {item["code"] for item in loinc if not item.get("display")} == UNNAMED
    assert not any("display" in item for item in codings if item["system"] == SNOMED)


def test_every_b2m_is_found_by_the_codes_the_service_asks_for():
    texts = {
        coding["code"]
        for res in RESOURCES
        for coding in res.get("code", {}).get("coding", [])
        if coding.get("display", "").startswith("Beta-2-Microglobulin")
    }

    asked = (Analyte.SERUM_B2M, Analyte.URINE_B2M, Analyte.URINE_B2M_PER_CREATININE)

    assert texts <= {code for analyte in asked for code in loinc_codes(analyte)}
    assert texts >= {"1952-1", "1953-9", "13485-8"}


def test_the_patients_need_nothing_but_the_standard_library():
    code = (
        "import sys, json, cds_service.demo.patients; "
        "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    modules = set(json.loads(loaded))

    assert not modules & {"sekmet", "fhir", "flask", "requests", "pydantic"}


def test_an_unknown_story_is_an_error():
    with pytest.raises(KeyError):
        demo_patient("nobody", TODAY)
