"""What discovery publishes."""

import re

import pytest

from cds_service.errors import UnknownService
from cds_service.services import SERVICES, discovery, find_service

TEMPLATES = [
    pytest.param(template, id=f"{service.id}-{key}")
    for service in SERVICES.values()
    for key, template in service.prefetch.items()
]


KEYS = [
    *("patient", "b2m", "b2mUrine", "albumin", "ldh", "creatinine", "cystatinC", "egfr"),
    *("urineContext", "urineAlbumin", "calcium", "lightChains", "blood", "immunoglobulins"),
    *("crp", "height", "cadmium", "cytogenetics", "stages"),
    *("medications", "procedures", "dispenses", "administrations", "statements", "conditions"),
    "orders",
]
ORDER_KEYS = [
    *("patient", "b2m", "albumin", "ldh", "creatinine", "cystatinC", "egfr", "blood"),
    *("immunoglobulins", "crp", "cytogenetics", "stages", "medications", "procedures"),
    *("conditions", "orders"),
]
OFFERED = [
    ("b2m-patient-view", "patient-view", KEYS),
    ("b2m-order-select", "order-select", ORDER_KEYS),
    ("b2m-order-sign", "order-sign", ORDER_KEYS),
]


def test_publishes_three_services_each_with_its_hook_and_its_own_keys():
    services = discovery()["services"]

    assert [(item["id"], item["hook"], list(item["prefetch"])) for item in services] == OFFERED


def test_one_key_has_one_query_in_every_service():
    patient_view = SERVICES["b2m-patient-view"].prefetch

    assert all(service.prefetch.items() <= patient_view.items() for service in SERVICES.values())


def test_no_member_of_discovery_is_empty():
    for service in discovery()["services"]:
        assert all(service.values())
        assert all(service["prefetch"].values())


def test_what_is_required_or_decides_is_published_and_what_is_required_decides():
    for service in SERVICES.values():
        assert service.required <= service.deciding <= service.prefetch.keys()


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_stay_in_the_restricted_subset(template):
    path, _, search = template.partition("?")
    names = [part.partition("=")[0] for part in search.split("&")] if search else []

    assert re.fullmatch(r"[A-Z][A-Za-z]+(/\{\{context\.patientId\}\})?", path)
    assert set(names) <= {"patient", "code", "category", "status", "_sort", "_count"}
    assert len(names) == len(set(names))
    assert re.findall(r"\{\{(.*?)\}\}", template) == ["context.patientId"]
    assert all(1 <= int(count) <= 100 for count in re.findall(r"_count=(\d+)", template))
    assert len(template) < 2000
    assert template.count("|") <= 20


def test_an_unknown_id_is_not_found():
    with pytest.raises(UnknownService):
        find_service("b2m")
