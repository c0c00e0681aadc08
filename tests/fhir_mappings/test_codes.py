import pytest

from fhir_mappings.codes import (
    LOINC,
    diagnosis_codes,
    laboratory_code,
    loinc_codes,
)
from fhir_mappings.model import Analyte, Course, Disease
from tests.fhir_mappings.resources import SYSTEMS, coding
from tests.tables import rows

ANALYTES = """
    code    | analyte
    1952-1  | SERUM_B2M
    14626-6 | SERUM_B2M
    1751-7  | ALBUMIN
    2532-0  | LDH
    38483-4 | CREATININE
    33914-3 | EGFR
    1953-9  | URINE_B2M
"""

NOT_READ = """
    code    | what it is
    2345-7  | glucose, which no rule reads
    1952-2  | a wrong check digit
    1952    | no check digit
"""

DIAGNOSES = """
    coding              | disease             | course
    cm C90.00           | MULTIPLE_MYELOMA    |
    cm C9000            | MULTIPLE_MYELOMA    |
    cm c90.00           | MULTIPLE_MYELOMA    |
    cm C90.01           | MULTIPLE_MYELOMA    | remission
    cm C90.02           | MULTIPLE_MYELOMA    | relapse
    who C90.0           | MULTIPLE_MYELOMA    |
    who C90.00          | MULTIPLE_MYELOMA    |
    who C90.01          | MULTIPLE_MYELOMA    | remission
    who C9001           | MULTIPLE_MYELOMA    | remission
    sct 109989006       | MULTIPLE_MYELOMA    |
    sct 94704006        | MULTIPLE_MYELOMA    | remission
    sct 415110002       | MULTIPLE_MYELOMA    | no-index
    sct 413587002       | SMOULDERING_MYELOMA | precursor
    cm D47.2            | MGUS                |
    who D47.2           | MGUS                |
    sct 277577000       | MGUS                | precursor
    cm N18              | CKD                 |
    cm N18.30           | CKD                 |
    cm I12.9            | CKD                 |
    who N18.5           | CKD                 |
    who I12.0           | CKD                 |
    who I13.1           | CKD                 |
    who I13.2           | CKD                 |
    cm I13.0            | CKD                 |
    cm E11.22           | CKD                 |
    cm Z99.2            | DIALYSIS            |
    cm Z49.31           | DIALYSIS            |
    who Z49.1           | DIALYSIS            |
    who Z49             | DIALYSIS            |
    sct 105502003       | DIALYSIS            |
"""

LONGEST = """
    coding    | label
    cm N18    | Chronic kidney disease, any stage
    cm N18.9  | Chronic kidney disease, any stage
    cm N18.3  | CKD stage 3
    cm N18.31 | CKD stage 3
    cm I12    | Chronic kidney disease, any stage
    cm I12.9  | Chronic kidney disease, any stage
    cm I12.0  | End-stage kidney disease
"""

NO_DIAGNOSIS = """
    coding                          | why not
    cm C90.0                        | CM splits it: shorter than any row
    cm E11.2                        | diabetic kidney complication, not yet E11.22
    cm                              | no code
    sct 1099890061                  | SNOMED CT matches exactly, never by prefix
    sct 10998900                    | nor by half a code
    who Z49.0                       | preparation for dialysis
    cm Z49.01                       | preparation for dialysis
    cm Z4901                        | the same without its dot
    cm Z91.15                       | does not come to dialysis
    who I12.9                       | hypertensive kidney disease without kidney failure
    who I129                        | the same without its dot
    who I13.0                       | with heart failure, not with kidney failure
    local C90.00                    | right digits, other system
    gm C90.00                       | a system that is not in the table
    http://hl7.org/fhir/sid/ICD C90 | unknown system
    loinc C90.00                    | unknown system
"""


def test_codes_for_prefetch_are_those_of_one_analyte():
    assert loinc_codes(Analyte.LDH) == ("2532-0", "14804-9", "14805-6")


@pytest.mark.parametrize(("code", "analyte"), rows(ANALYTES))
def test_a_loinc_code_names_its_analyte(code, analyte):
    found = laboratory_code([coding(f"loinc {code}")])

    assert found is not None
    assert found.analyte is Analyte[analyte]


@pytest.mark.parametrize(("code", "what"), rows(NOT_READ))
def test_a_code_that_is_not_in_the_table_names_nothing(code, what):
    assert laboratory_code([coding(f"loinc {code}")]) is None


def test_the_right_digits_in_another_system_are_not_the_code():
    assert laboratory_code([coding("local 1952-1")]) is None
    assert laboratory_code([{"code": "1952-1"}]) is None


def test_the_loinc_coding_is_found_behind_a_proprietary_one_and_the_first_known_counts():
    codings = ["local 777", "loinc 99999-9", "loinc 2532-0", "loinc 1952-1"]

    found = laboratory_code([coding(text) for text in codings])

    assert found is not None
    assert found.code == "2532-0"


@pytest.mark.parametrize("code", [None, 1952, ["1952-1"], {"code": "1952-1"}, "", True])
def test_a_code_that_is_not_text_names_nothing(code):
    assert laboratory_code([{"system": LOINC, "code": code}]) is None
    assert diagnosis_codes({"system": SYSTEMS["cm"], "code": code}) == []


def test_a_system_that_is_not_text_names_nothing():
    assert laboratory_code([{"system": [LOINC], "code": "1952-1"}]) is None
    assert diagnosis_codes({"system": [SYSTEMS["cm"]], "code": "C90.00"}) == []


@pytest.mark.parametrize(("text", "disease", "course"), rows(DIAGNOSES))
def test_a_coding_stands_for_its_diagnosis(text, disease, course):
    (found,) = diagnosis_codes(coding(text))

    assert found.disease is Disease[disease]
    assert found.course is Course(course)


@pytest.mark.parametrize(("text", "label"), rows(LONGEST))
def test_the_longest_icd_prefix_wins(text, label):
    assert [found.label for found in diagnosis_codes(coding(text))] == [label]


@pytest.mark.parametrize(("text", "why"), rows(NO_DIAGNOSIS))
def test_anything_else_stands_for_no_diagnosis(text, why):
    assert diagnosis_codes(coding(text)) == []


def test_one_code_may_stand_for_two_diagnoses():
    found = diagnosis_codes(coding("sct 236435004"))

    assert {row.disease for row in found} == {Disease.CKD, Disease.DIALYSIS}
