"""Three sets of codes: what discovery asks for, what the mapping reads for the analytes that the
rules use, and what the synthetic cohort delivers under each key."""

import ast
import re
from pathlib import Path

import pytest

import cds_service.rules
from cds_service.prefetch_templates import DONE, LABORATORY_KEYS, READ_MARKERS
from fhir_mappings.codes import loinc_codes, other_codes, refused_codes
from fhir_mappings.genomics import marker_codes
from fhir_mappings.model import Analyte
from fhir_mappings.observations import TESTED
from fhir_mappings.therapy import RESOURCES
from tests.cds_service.hook_requests import SERVICE
from tests.tables import rows

# The keys of the cohort generator's hook bodies, copied.
COHORT = """
    key          | codes
    b2m          | 1952-1 83078-6 56786-7 76484-5 14626-6
    b2mUrine     | 1953-9 83077-8 13485-8
    albumin      | 1751-7 61151-7 61152-5
    ldh          | 2532-0 14804-9 14805-6
    creatinine   | 2160-0 14682-9 38483-4 77140-2
    egfr         | 98979-8 98980-6 62238-1 94677-2 50210-4 69405-9 33914-3 77147-7 88294-4
    calcium      | 17861-6 2000-8
    blood        | 718-7 777-3 26515-7 6690-2 731-0
    cytogenetics | 72824-6 81746-0 84916-6 72726-3 77033-9 90043-1 81752-8 69548-6
"""
# The cohort delivers leukocytes with the blood count; no rule reads them.
ONLY_IN_THE_COHORT = {"6690-2"}
# Asked for with urine albumin, for a reader of the chart; no rule reads them.
NOT_USED_BY_RULES = {
    Analyte.URINE_PROTEIN_CREATININE,
}
RULES = sorted(Path(next(iter(cds_service.rules.__path__))).glob("*.py"))
LIMITS_ONLY = {"plausibility.py"}  # its tables name an analyte without needing a result


def asked(key: str) -> list[str]:
    return re.findall(r"http://loinc\.org\|([^,&]+)", SERVICE.prefetch[key])


def used_by_rules() -> set[Analyte]:
    """Every analyte that a module of the rules names."""
    trees = [ast.parse(path.read_text("utf-8")) for path in RULES if path.name not in LIMITS_ONLY]
    return {
        Analyte[node.attr]
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Analyte"
    }


def test_discovery_asks_for_exactly_the_analytes_that_the_rules_use():
    wanted = {analyte for _, analytes in LABORATORY_KEYS.values() for analyte in analytes}

    assert Analyte.SERUM_B2M in used_by_rules()
    assert wanted - NOT_USED_BY_RULES == used_by_rules()
    assert wanted > NOT_USED_BY_RULES


@pytest.mark.parametrize("key", LABORATORY_KEYS)
def test_a_key_asks_for_every_code_that_the_mapping_reads_for_its_analytes(key):
    _, analytes = LABORATORY_KEYS[key]

    read = [code for analyte in analytes for code in loinc_codes(analyte)]

    assert asked(key)[: len(read)] == read


@pytest.mark.parametrize("key", LABORATORY_KEYS)
def test_beyond_them_only_the_b2m_keys_ask_for_codes_that_are_set_aside_with_a_reason(key):
    _, analytes = LABORATORY_KEYS[key]
    read = {code for analyte in analytes for code in loinc_codes(analyte)}

    more = set(asked(key)) - read - set(DONE.get(key, ()))

    assert more <= refused_codes().keys()
    assert bool(more) is key.startswith("b2m")


@pytest.mark.parametrize("key", DONE)
def test_a_code_that_shows_only_that_a_test_was_done_is_asked_for_and_kept_as_such(key):
    assert set(DONE[key]) <= set(asked(key))
    assert set(DONE[key]) <= other_codes().keys()
    assert {other_codes()[code][1] for code in DONE[key]} <= TESTED


def test_no_code_is_asked_for_twice():
    codes = [code for key in SERVICE.prefetch for code in asked(key)]

    assert sorted(codes) == sorted(set(codes))


def test_the_cytogenetics_key_asks_for_every_code_that_may_report_a_marker_of_the_indices():
    assert tuple(asked("cytogenetics")) == marker_codes(READ_MARKERS)


def test_every_kind_of_treatment_record_that_the_mapping_reads_is_asked_for_once():
    searches = [template.partition("?")[0] for template in SERVICE.prefetch.values()]

    assert sorted(kind for kind in searches if kind in RESOURCES) == sorted(RESOURCES)


@pytest.mark.parametrize(("key", "codes"), rows(COHORT))
def test_all_that_the_cohort_delivers_under_a_key_is_asked_for_there(key, codes):
    assert set(codes.split()) - set(asked(key)) <= ONLY_IN_THE_COHORT
