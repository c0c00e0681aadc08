"""The codes beside the words: why an index says what it says, for the explanation of a card."""

from dataclasses import replace

import pytest

from cds_service.rules.population import Ground, applicability
from cds_service.rules.populations import CLL, WALDENSTROM
from fhir_mappings.model import Analyte, Course, Disease
from tests.rules.build import (
    GOOD_KIDNEY,
    POLICY,
    SAMPLE_DAY,
    chart,
    findings,
    moment,
    problem,
    result,
    with_indices,
)
from tests.tables import rows

ISS_REASONS = """
    b2m       | albumin           | present               | absent
    6.0       | 40                | pre-treatment         | unit-converted
    0.6 mg/dL | 40                | unit-converted        | implausible-value
    60        | 40                | implausible-value     | near-threshold
    4.0       | -                 | albumin-not-needed    | albumin-stale-ignored
    4.0       | 40 @ 2026-05-01   | albumin-stale-ignored | unit-converted
    4.0       | 40 @ 2026-05-01   | albumin-not-needed    | near-threshold
    2.5       | 40 @ 2026-05-01   | albumin-stale-ignored | albumin-not-needed
    2.5       | -                 | pre-treatment         | albumin-not-needed
    3.4       | 40                | near-threshold        | albumin-not-needed
    4.0       | 40                | pre-treatment         | near-threshold
"""


@pytest.mark.parametrize(("b2m", "albumin", "present", "absent"), rows(ISS_REASONS))
def test_an_index_gives_the_reasons_of_its_reading(b2m, albumin, present, absent):
    read = chart(SERUM_B2M=b2m, ALBUMIN=albumin, CREATININE=GOOD_KIDNEY)

    reasons = findings(read)["iss"].reasons

    assert present in reasons
    assert absent not in reasons
    assert len(set(reasons)) == len(reasons)


@pytest.mark.parametrize(("limit", "missing"), [("", True), (" limit 250", False)])
def test_ldh_without_the_limit_of_its_report_says_so(limit, missing):
    read = chart(SERUM_B2M="6.0", ALBUMIN="40", LDH=f"260{limit}", CREATININE=GOOD_KIDNEY)

    assert ("uln-missing" in findings(read)["r-iss"].reasons) is missing


@pytest.mark.parametrize(
    ("creatinine", "disease", "code"),
    [
        ("-", Disease.MULTIPLE_MYELOMA, "kidney-function-missing"),
        (GOOD_KIDNEY, Disease.MULTIPLE_MYELOMA, "renal-caveat"),
        ("6.0 mg/dL", Disease.DIALYSIS, "dialysis-explains-level"),
    ],
)
def test_the_kidney_beside_a_stage_gives_its_reason(creatinine, disease, code):
    on_record = (problem(), *([problem(disease)] if disease is Disease.DIALYSIS else []))
    read = chart(SERUM_B2M="6.0", CREATININE=creatinine, problems=on_record)

    reasons = findings(read)["iss"].reasons

    assert {"renal-caveat", code} <= set(reasons)
    others = {"kidney-function-missing", "dialysis-explains-level"} - {code}
    assert not others & set(reasons)


def test_a_raised_b2m_without_a_stage_is_called_not_diagnostic():
    read = chart(SERUM_B2M="6.0", CREATININE=GOOD_KIDNEY, problems=())

    reasons = findings(read)["nonspecific"].reasons

    assert {"b2m-not-diagnostic", "no-confirmed-diagnosis"} <= set(reasons)


def test_dialysis_gives_its_reason_once():
    read = chart(SERUM_B2M="24", problems=(problem(Disease.DIALYSIS),))

    assert findings(read)["dialysis"].reasons.count("dialysis-explains-level") == 1


@pytest.mark.parametrize("population", [CLL, WALDENSTROM])
def test_a_form_without_symptoms_gets_no_index_and_is_called_so(population):
    smouldering = problem(population.disease, course=Course.PRECURSOR)
    read = chart(SERUM_B2M="6.0", problems=(smouldering,))

    found = applicability(read, population, moment(SAMPLE_DAY), POLICY)

    assert (found.ground, found.ground.code) == (Ground.PRECURSOR, "asymptomatic")
    assert population.name in found.sentence
    assert "without symptoms" in found.sentence


def test_a_stale_input_of_an_optional_index_is_named_after_the_input():
    crp = replace(result(Analyte.CRP, "12 mg/L limit 5"), taken=moment("2026-05-01"))
    lymphoma = problem(Disease.ANGIOIMMUNOBLASTIC_LYMPHOMA)
    read = chart(crp, SERUM_B2M="6.0 limit 2.4", problems=(lymphoma,))

    assert "crp-stale-ignored" in findings(read, with_indices("aitl-score"))["aitl-score"].reasons
