"""A site's own codes are read as the LOINC codes they are mapped to, and as nothing else."""

import pytest

from fhir_mappings.local_codes import is_known_loinc
from fhir_mappings.model import Analyte, Reason
from tests.fhir_mappings.resources import aside, chart, concept, condition, observation, result

LOCAL = "https://lab.example.org/codes"
MAP = {f"{LOCAL}|B2M": "1952-1", f"{LOCAL}|PD": "87708-4", f"{LOCAL}|C90.00": "1952-1"}


def test_a_mapped_code_is_read_as_its_loinc_code():
    found = result(observation(code=concept("local B2M")), local_codes=MAP)

    assert (found.analyte, found.loinc) == (Analyte.SERUM_B2M, "1952-1")


def test_a_code_mapped_to_a_refused_one_is_refused():
    found = aside(observation(code=concept("local PD")), local_codes=MAP)

    assert found.reason is Reason.POST_DIALYSIS


def test_a_component_is_translated_too_and_an_odd_one_stays_as_it_is():
    part = {"code": concept("local B2M"), "valueQuantity": {"value": "3.5", "unit": "mg/L"}}
    panel = observation(code=concept("local panel"), component=[part, "odd", {"code": 5}])

    assert result(panel, local_codes=MAP).loinc == "1952-1"


@pytest.mark.parametrize(
    "code",
    [
        concept("local other"),
        concept("https://lab.example.org B2M"),
        concept("loinc 2345-7", "local B2M"),
        {"text": "local B2M"},
        "B2M",
    ],
    ids=str,
)
def test_what_is_not_mapped_or_has_a_loinc_code_is_left_as_it_is(code):
    assert chart(observation(code=code), local_codes=MAP) == chart(observation(code=code))


def test_the_map_is_for_observations_only():
    assert chart(condition("local C90.00"), local_codes=MAP).results == ()


@pytest.mark.parametrize("loinc", ["1952-1", "87708-4", "69548-6"])
def test_a_local_code_may_mean_any_code_of_the_tables(loinc):
    assert is_known_loinc(loinc)
    assert not is_known_loinc(f"{loinc}0")
