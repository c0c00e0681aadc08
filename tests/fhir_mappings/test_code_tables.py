"""Every row of loinc.csv and conditions.csv: check digits, names, and no row twice."""

import re

import pytest

from fhir_mappings.codes import (
    laboratory_codes,
    loinc_codes,
    table,
)
from fhir_mappings.model import Analyte, Course, Disease
from tests.fhir_mappings.resources import SYSTEMS
from tests.tables import rows

LABORATORY = list(table("loinc.csv"))

CONDITIONS = list(table("conditions.csv"))

SNOMED = [row for row in CONDITIONS if row["system"] == SYSTEMS["sct"]]

ICD = [row for row in CONDITIONS if "icd-10" in row["system"]]

ROLES = {"stage", "stage-approx", "stage-fallback", "kidney", "kidney-fallback"}

CONFIDENCE = {"verified", "secondary"}  # nothing unverified is read

# Check digit of SNOMED CT identifiers: Verhoeff's tables (dihedral group D5, permutation).
TIMES = rows("""
    by 0 | by 1 | by 2 | by 3 | by 4 | by 5 | by 6 | by 7 | by 8 | by 9
    0    | 1    | 2    | 3    | 4    | 5    | 6    | 7    | 8    | 9
    1    | 2    | 3    | 4    | 0    | 6    | 7    | 8    | 9    | 5
    2    | 3    | 4    | 0    | 1    | 7    | 8    | 9    | 5    | 6
    3    | 4    | 0    | 1    | 2    | 8    | 9    | 5    | 6    | 7
    4    | 0    | 1    | 2    | 3    | 9    | 5    | 6    | 7    | 8
    5    | 9    | 8    | 7    | 6    | 0    | 4    | 3    | 2    | 1
    6    | 5    | 9    | 8    | 7    | 1    | 0    | 4    | 3    | 2
    7    | 6    | 5    | 9    | 8    | 2    | 1    | 0    | 4    | 3
    8    | 7    | 6    | 5    | 9    | 3    | 2    | 1    | 0    | 4
    9    | 8    | 7    | 6    | 5    | 4    | 3    | 2    | 1    | 0
""")

PERMUTATION = "1576283094"


@pytest.mark.parametrize("row", LABORATORY, ids=lambda row: row["code"])
def test_every_loinc_code_has_the_check_digit_that_loinc_computes(row):
    number, digit = row["code"].split("-")

    assert mod_10(number) == int(digit)


@pytest.mark.parametrize("row", LABORATORY, ids=lambda row: row["code"])
def test_every_loinc_row_has_a_name_a_known_role_and_units_for_its_analyte(row):
    units = {unit["analyte"] for unit in table("units.csv")}

    assert row["display"].strip()
    assert row["role"] in ROLES
    assert row["confidence"] in CONFIDENCE
    assert Analyte[row["analyte"]].name in units


def test_no_loinc_code_is_listed_twice():
    codes = [row["code"] for row in LABORATORY]

    assert len(codes) == len(set(codes)) == len(laboratory_codes())


def test_every_analyte_has_codes_and_preferred_ones_come_before_fallbacks():
    for analyte in Analyte:
        fallbacks = [laboratory_codes()[code].fallback for code in loinc_codes(analyte)]

        assert fallbacks
        assert fallbacks == sorted(fallbacks)
        assert not fallbacks[0]


def test_molar_codes_are_marked_as_approximate_by_their_role():
    molar = {row["code"] for row in LABORATORY if "[Moles/volume]" in row["display"]}
    about = {row["code"] for row in LABORATORY if row["role"] == "stage-approx"}
    exact = {row["code"] for row in LABORATORY if row["analyte"] == "CREATININE"}

    assert about == molar - exact


@pytest.mark.parametrize("row", SNOMED, ids=lambda row: row["code"])
def test_every_snomed_code_passes_verhoeffs_check_and_matches_exactly(row):
    assert verhoeff(row["code"]) == 0
    assert row["match"] == "exact"


@pytest.mark.parametrize("row", ICD, ids=lambda row: f"{row['disease']} {row['code']}")
def test_every_icd_code_is_dotted_and_matches_by_prefix(row):
    assert re.fullmatch(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", row["code"])
    assert row["match"] == "prefix"


@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: f"{row['disease']} {row['code']}")
def test_every_diagnosis_row_names_things_that_exist(row):
    assert row["disease"] in Disease.__members__
    assert Course(row["course"])
    assert row["label"].strip()
    assert row["confidence"] in CONFIDENCE
    assert row in [*SNOMED, *ICD]


def test_no_diagnosis_row_is_listed_twice():
    keys = [(row["disease"], row["system"], row["code"]) for row in CONDITIONS]

    assert len(keys) == len(set(keys))


def test_every_disease_has_codes():
    assert {row["disease"] for row in CONDITIONS} == set(Disease.__members__)


def test_the_check_digit_functions_of_this_file_find_a_wrong_digit():
    assert mod_10("1952") != 2
    assert verhoeff("109989007") != 0
    assert verhoeff("109898006") != 0


def mod_10(number: str) -> int:
    doubled = "".join(
        str(int(digit) * (2 if place % 2 == 0 else 1)) for place, digit in enumerate(number[::-1])
    )
    return -sum(map(int, doubled)) % 10


def verhoeff(number: str) -> int:
    check = 0
    for place, digit in enumerate(reversed(number)):
        permuted = int(digit)
        for _ in range(place % 8):
            permuted = int(PERMUTATION[permuted])
        check = int(TIMES[check][permuted])
    return check
