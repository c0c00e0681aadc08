"""What discovery publishes."""

import re

import pytest

from cds_service.errors import UnknownService
from cds_service.services import SERVICES, discovery, find_service
from fhir_mappings.codes import loinc_codes
from fhir_mappings.model import Analyte

TEMPLATES = [
    pytest.param(template, id=f"{service.id}-{key}")
    for service in SERVICES.values()
    for key, template in service.prefetch.items()
]


def test_publishes_the_patient_view_service_with_its_keys():
    (service,) = discovery()["services"]

    assert (service["id"], service["hook"]) == ("b2m-patient-view", "patient-view")
    keys = ["patient", "b2m", "albumin", "ldh", "creatinine", "egfr", "conditions"]
    assert list(service["prefetch"]) == keys


def test_no_member_of_discovery_is_empty():
    for service in discovery()["services"]:
        assert all(service.values())
        assert all(service["prefetch"].values())


def test_asks_for_every_code_that_is_read():
    template = SERVICES["b2m-patient-view"].prefetch["b2m"]

    asked = re.findall(r"http://loinc\.org\|([^,&]+)", template)
    assert tuple(asked) == loinc_codes(Analyte.SERUM_B2M)


def test_what_is_required_is_published():
    assert all(service.required <= service.prefetch.keys() for service in SERVICES.values())


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_stay_in_the_restricted_subset(template):
    path, _, search = template.partition("?")
    names = [part.partition("=")[0] for part in search.split("&")] if search else []

    assert re.fullmatch(r"[A-Z][A-Za-z]+(/\{\{context\.patientId\}\})?", path)
    assert set(names) <= {"patient", "code", "category", "_sort", "_count"}
    assert len(names) == len(set(names))
    assert re.findall(r"\{\{(.*?)\}\}", template) == ["context.patientId"]
    assert all(1 <= int(count) <= 100 for count in re.findall(r"_count=(\d+)", template))
    assert len(template) < 2000
    assert template.count("|") <= 20


def test_an_unknown_id_is_not_found():
    with pytest.raises(UnknownService):
        find_service("b2m")
