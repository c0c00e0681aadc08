"""Diagnoses beyond myeloma: exceptions to a prefix, courses, precursors, unchecked rows."""

import pytest

from fhir_mappings.model import Course, Disease
from tests.fhir_mappings.builders import condition
from tests.fhir_mappings.resources import chart
from tests.tables import rows

RECORDED = """
    codings                         | problems
    cm C91.10                       | CLL
    cm C91.11                       | CLL remission
    cm C91.12                       | CLL relapse
    sct 430338009                   | CLL precursor
    cm C83.0                        | CLL no-index
    cm C91.10, sct 430338009        | CLL precursor
    cm C88.00                       | WALDENSTROM
    cm C88.01                       | WALDENSTROM remission
    cm C82.0A                       | FOLLICULAR_LYMPHOMA remission
    cm C82.01                       | FOLLICULAR_LYMPHOMA
    who C83.3                       | DLBCL
    sct 722954005                   | DLBCL no-index, HODGKIN_LYMPHOMA no-index
    cm C90.10                       | PLASMA_CELL_LEUKAEMIA
    cm C86.5                        | OTHER_LYMPHOMA, ANGIOIMMUNOBLASTIC_LYMPHOMA
    cm D47.Z2                       | CASTLEMAN
    cm E85.81                       | AL_AMYLOIDOSIS, AMYLOIDOSIS
    cm E85.3                        | DIALYSIS_AMYLOIDOSIS, AMYLOIDOSIS
    cm B27.00                       | EBV
    cm B27.10                       | CMV
    who B27.1                       | CMV
    cm T86.11                       | KIDNEY_TRANSPLANT
    cm T86.2                        | OTHER_TRANSPLANT
    cm Z94.0                        | KIDNEY_TRANSPLANT
    sct 714152005                   | CKD, DIALYSIS
    cm N10                          | PYELONEPHRITIS
    who N10                         | TUBULOINTERSTITIAL
    cm M32.15                       | LUPUS, TUBULOINTERSTITIAL
    cm N14.3                        | CADMIUM, TUBULOINTERSTITIAL
    cm M06.1                        | RHEUMATOID_ARTHRITIS, ADULT_STILL
    cm O98.711                      | HIV, PREGNANCY
    cm Z34.90                       | PREGNANCY
    cm C34.1                        | SOLID_TUMOUR
    cm C79.5                        | SOLID_TUMOUR
    cm U07.1                        | COVID_19
    sct 37711000                    |
    cm C90.00, cm D47.2             | MULTIPLE_MYELOMA, MGUS
    cm C90.00, sct 277577000        | MGUS precursor
    cm C90.00, sct 430338009        | MULTIPLE_MYELOMA, CLL precursor
"""


@pytest.mark.parametrize(("codings", "problems"), rows(RECORDED))
def test_codes_record_their_diagnoses(codings, problems):
    found = chart(condition(*codings.split(", "))).problems

    told = [f"{item.disease.name} {item.course.value}".strip() for item in found]
    assert sorted(told) == sorted(filter(None, problems.split(", ")))


def test_a_problem_keeps_what_its_code_says():
    (found,) = chart(condition("cm N18.31")).problems

    assert (found.disease, found.label) == (Disease.CKD, "CKD stage 3")


@pytest.mark.parametrize(("coding", "unchecked"), [("cm O26.9", True), ("cm B20", False)])
def test_a_problem_says_when_nobody_has_checked_its_code(coding, unchecked):
    (found,) = chart(condition(coding)).problems

    assert (found.unchecked, found.course) == (unchecked, Course.UNSTATED)
