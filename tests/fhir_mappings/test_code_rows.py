"""Every row of the tables: check digits, names that exist, no row twice, no wrong display."""

import re
from collections import Counter

import pytest

from fhir_mappings.codes import (
    LOINC,
    SNOMED_CT,
    laboratory_codes,
    loinc_codes,
    refused_codes,
    table,
)
from fhir_mappings.local_use import LOCAL_ROUTES
from fhir_mappings.model import Analyte, Course, Disease, Kind, Marker, Reason, Scheme
from fhir_mappings.treatment_codes import ATC, CLASSES
from tests.fhir_mappings.resources import SYSTEMS

LOINC_ROWS, CONDITIONS, TREATMENTS, STAGES, ANSWERS, MARKERS, UNITS, SPECIMENS = (
    list(table(f"{name}.csv"))
    for name in (
        "loinc",
        "conditions",
        "treatment",
        "staging",
        "qualitative",
        "markers",
        "units",
        "specimens",
    )
)
CODED = [*CONDITIONS, *TREATMENTS, *STAGES, *ANSWERS, *SPECIMENS]
SNOMED = sorted({row["code"] for row in CODED if row["system"] == SNOMED_CT} | LOCAL_ROUTES)
CONFIDENCE = {"verified", "secondary", "unverified"}
ROLES = {
    "stage",
    "stage-approx",
    "stage-fallback",
    "kidney",
    "kidney-fallback",
    "tubular",
    "context",
    "context-fallback",
    "genetics",
    "genetics-component",
    "recorded-stage",
    "report",
    "show-only",
    "never",
    "order",
}
# Verhoeff's tables (dihedral group D5, permutation).
TIMES = [
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
]
PERMUTED = [
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
]


def by_code(row):
    return f"{row.get('disease') or row.get('substance') or ''} {row['code']}"


@pytest.mark.parametrize("code", [*(row["code"] for row in LOINC_ROWS)])
def test_every_loinc_code_has_the_check_digit_that_loinc_computes(code):
    number, digit = code.split("-")

    assert mod_10(number) == int(digit)


@pytest.mark.parametrize("code", SNOMED)
def test_every_snomed_code_passes_verhoeffs_check(code):
    assert verhoeff(code) == 0


def test_the_check_digit_functions_find_a_wrong_digit():
    assert mod_10("1952") != 2
    assert verhoeff("109989007") != 0
    assert verhoeff("109898006") != 0


@pytest.mark.parametrize("row", LOINC_ROWS, ids=by_code)
def test_a_loinc_row_carries_an_official_name_or_none(row):
    assert bool(row["display"]) is (row["display_kind"] == "long common name")
    assert row["role"] in ROLES
    assert row["confidence"] in CONFIDENCE
    assert row["specimen"] in {"blood", "urine", "other", ""}
    assert row["analyte"] in {*Analyte.__members__, ""}
    assert row["set_aside"] in {*Reason.__members__, ""}


@pytest.mark.parametrize("row", LOINC_ROWS, ids=by_code)
def test_what_must_not_be_read_is_refused_and_everything_else_of_an_analyte_is_read(row):
    refused = row["role"] in {"show-only", "never"} and bool(row["set_aside"])

    assert (row["code"] in refused_codes()) is refused
    assert (row["code"] in laboratory_codes()) is (bool(row["analyte"]) and not refused)


def test_every_analyte_has_codes_and_units_and_names_its_canonical_unit_among_them():
    units = {(row["analyte"], row["token"]): row["factor"] for row in UNITS}
    read = {row.analyte for row in laboratory_codes().values()}

    assert read == set(Analyte)
    assert all(units[analyte.name, analyte.unit] == "1" for analyte in Analyte)


def test_preferred_codes_of_an_analyte_come_before_fallbacks():
    for analyte in Analyte:
        fallbacks = [laboratory_codes()[code].fallback for code in loinc_codes(analyte)]

        assert fallbacks == sorted(fallbacks)
        assert not fallbacks[0]


@pytest.mark.parametrize("row", CONDITIONS, ids=by_code)
def test_a_diagnosis_row_names_things_that_exist(row):
    assert row["disease"] in Disease.__members__
    assert Course(row["course"])
    assert row["label"].strip()
    assert row["confidence"] in CONFIDENCE
    assert row["match"] in ({"exact"} if row["system"] == SNOMED_CT else {"prefix", "except"})
    assert row["system"] == SNOMED_CT or re.fullmatch(
        r"[A-Z](\d([0-9A-Z](\.[0-9A-Z]{1,4})?)?)?", row["code"]
    )


def test_every_disease_has_codes():
    assert {row["disease"] for row in CONDITIONS} == set(Disease.__members__)


def test_an_exception_cuts_into_a_shorter_prefix_of_its_own_disease():
    prefixes = {
        (row["disease"], row["system"], row["code"])
        for row in CONDITIONS
        if row["match"] == "prefix"
    }
    exceptions = [row for row in CONDITIONS if row["match"] == "except"]

    assert len(exceptions) == 8
    for row in exceptions:
        shorter = [row["code"][:end] for end in range(1, len(row["code"]))]
        assert any((row["disease"], row["system"], cut) in prefixes for cut in shorter)


@pytest.mark.parametrize("row", TREATMENTS, ids=by_code)
def test_a_treatment_row_names_things_that_exist(row):
    shapes = {ATC: r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?", SYSTEMS["rx"]: r"\d+", SNOMED_CT: r"\d+"}

    assert row["kind"] in Kind.__members__
    assert set(row["groups"].split()) <= {"myeloma", "cll", "bnhl", "wm"}
    assert set(row["effects"].split()) <= {"nephrotoxic", "raises_b2m", "raises_creatinine"}
    assert re.fullmatch(shapes[row["system"]], row["code"])
    assert row["match"] == "exact" or row["system"] == ATC
    assert row["confidence"] in CONFIDENCE


def test_only_medicines_that_treat_a_disease_have_groups():
    for row in TREATMENTS:
        specific = row["kind"] in {"AGENT", "CHEMOTHERAPY", "CELL_THERAPY"}
        assert bool(row["groups"]) is specific, row


def test_the_classes_are_substances_of_the_table():
    assert {row["substance"] for row in TREATMENTS} > CLASSES


@pytest.mark.parametrize("row", STAGES, ids=by_code)
def test_a_stage_row_names_a_scheme_and_a_value_its_group(row):
    assert row["scheme"] in {*Scheme.__members__, ""}
    assert row["element"] in {"code", "value", "method"}
    assert bool(row["group"]) is (row["element"] == "value")


def test_an_answer_means_one_of_a_closed_list():
    meanings = {"present", "absent", "abnormal", "unknown", "pathogenic", "benign", "uncertain"}

    assert {row["meaning"] for row in ANSWERS} == meanings


@pytest.mark.parametrize("row", MARKERS, ids=lambda row: f"{row['code']} {row['marker']}")
def test_a_marker_row_belongs_to_a_genetics_code(row):
    roles = {item["code"]: item["role"] for item in LOINC_ROWS}

    assert roles[row["code"]] == "genetics"
    assert row["marker"] in {*Marker.__members__, ""}
    assert row["answer"] in {"answer", "share", "joint", "text", "variant"}


@pytest.mark.parametrize(
    "keys",
    [
        [row["code"] for row in LOINC_ROWS],
        [(row["disease"], row["system"], row["code"]) for row in CONDITIONS],
        [(row["system"], row["code"]) for row in TREATMENTS],
        [(row["system"], row["code"]) for row in STAGES],
        [(row["system"], row["code"]) for row in ANSWERS],
        [(row["code"], row["marker"]) for row in MARKERS],
        [(row["analyte"], row["token"]) for row in UNITS],
    ],
    ids=["loinc", "conditions", "treatment", "staging", "qualitative", "markers", "units"],
)
def test_no_row_is_listed_twice(keys):
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_no_procedure_code_of_the_american_medical_association_is_listed():
    systems = {row["system"] for row in CODED}

    assert systems <= {LOINC, SNOMED_CT, ATC, *SYSTEMS.values()}
    assert not any("cpt" in system for system in systems)


def mod_10(number):
    doubled = "".join(
        str(int(digit) * (2 if place % 2 == 0 else 1)) for place, digit in enumerate(number[::-1])
    )
    return -sum(map(int, doubled)) % 10


def verhoeff(number):
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = int(TIMES[check][int(PERMUTED[place % 8][int(digit)])])
    return check
