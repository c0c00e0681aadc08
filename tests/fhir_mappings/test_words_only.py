"""A test that is named, but in no code system that is read: reported, never read."""

import pytest

from fhir_mappings.model import Analyte, Reason
from tests.fhir_mappings.resources import MYELOMA, aside, chart, concept, condition, observation

NAMED = [
    ("Beta-2 Microglobulin, Serum", Analyte.SERUM_B2M),
    ("B2M", Analyte.SERUM_B2M),
    ("B2-MICROGLOBULIN", Analyte.SERUM_B2M),
    ("\u03b22-Mikroglobulin i.S.", Analyte.SERUM_B2M),
    ("\u03b2\u2082-microglobulin", Analyte.SERUM_B2M),
    ("BETA 2 MICROGLOB", Analyte.SERUM_B2M),
    ("Beta-2-microglobulin, urine", Analyte.URINE_B2M),
    ("B2M CSF", None),
    ("B2M serum and urine", Analyte.SERUM_B2M),
    ("Albumin", Analyte.ALBUMIN),
    ("LDH", Analyte.LDH),
    ("Lactate dehydrogenase", Analyte.LDH),
    ("Kreatinin", Analyte.CREATININE),
    ("Serum creatinine", Analyte.CREATININE),
    ("eGFR", Analyte.EGFR),
    ("Glomerular filtration rate", Analyte.EGFR),
]
OTHERS = [
    "Beta-2-glycoprotein",
    "Prealbumin",
    "Microalbumin",
    "Albumin/creatinine ratio",
    "Creatinine clearance",
    "Creatinine, urine",
    "Potassium",
    "eGFR and creatinine",
    "Bb2M",
    "B12",
    "",
]
URINE = {"display": "Urine"}


@pytest.mark.parametrize(("words", "analyte"), NAMED)
def test_a_test_that_is_named_in_words_is_reported(words, analyte):
    found = aside(observation(code={"text": words}))

    assert (found.reason, found.analyte) == (Reason.WORDS_ONLY, analyte)
    assert found.taken is not None


@pytest.mark.parametrize("words", OTHERS)
def test_words_that_name_no_such_test_are_nothing(words):
    found = chart(observation(code={"text": words}))

    assert (found.results, found.unusable) == ((), ())


def test_a_local_code_is_reported_by_its_name_even_when_it_looks_like_the_right_one():
    local = {"system": "urn:lab", "code": "1952-1", "display": "BETA 2 MICROGLOB"}
    unrelated = {"system": "urn:lab", "code": "1952-1", "display": "unrelated local test"}

    assert aside(observation(code={"coding": [local]})).reason is Reason.WORDS_ONLY
    assert chart(observation(code={"coding": [unrelated]})).unusable == ()


def test_a_loinc_code_says_itself_what_it_is_whatever_the_words():
    code = {"coding": [{"system": "http://loinc.org", "code": "2345-7"}], "text": "B2M"}

    assert chart(observation(code=code)).unusable == ()


def test_the_specimen_tells_which_b2m_it_is():
    assert aside(observation(code={"text": "B2M"}, specimen=URINE)).analyte is Analyte.URINE_B2M


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"subject": {"reference": "Patient/p2"}}, Reason.OTHER_PATIENT),
        ({"subject": None}, Reason.NO_SUBJECT),
        ({"status": "entered-in-error"}, Reason.WITHDRAWN),
        ({"status": "preliminary"}, Reason.PENDING),
        ({"effectiveDateTime": None}, Reason.NO_DATE),
        ({"effectiveDateTime": "2027-01-01"}, Reason.FUTURE),
    ],
    ids=str,
)
def test_what_else_is_wrong_with_it_is_said_first(elements, reason):
    found = aside(observation(code={"text": "B2M"}, **elements))

    assert found.reason is reason
    assert (found.taken is None) is (
        reason in {Reason.OTHER_PATIENT, Reason.NO_SUBJECT, Reason.NO_DATE}
    )


def test_a_component_that_is_named_in_words_is_reported_too():
    panel = observation(code={"text": "Staging panel"}, component=[{"code": {"text": "B2M"}}])

    assert aside(panel).reason is Reason.WORDS_ONLY


@pytest.mark.parametrize("code", [" 1952-1 ", "1952-1 serum", "B2M", ["1952-1"], 5, None], ids=str)
def test_a_loinc_code_of_another_shape_leaves_only_the_words(code):
    misspelled = {"coding": [{"system": "http://loinc.org", "code": code}], "text": "B2M"}

    assert aside(observation(code=misspelled)).reason is Reason.WORDS_ONLY


BLOOD_CANCERS = [
    "Multiple myeloma, IgG kappa",
    "MM",
    "Plasma cell myeloma",
    "Family history of lymphoma",
    "Chronische lymphatische Leuk\u00e4mie",
    "Leukaemia",
    "MGUS",
    "Waldenstr\u00f6m's macroglobulinaemia",
    "Plasmozytom",
    "AL amyloidosis",
]
OTHER_DISEASES = ["Hypertension", "Commotio", "Diabetes mellitus", "Glaucoma", "Summer cold", "LMM"]


@pytest.mark.parametrize("words", BLOOD_CANCERS)
def test_words_that_name_a_blood_cancer_may_hide_a_diagnosis(words):
    assert aside(condition(code={"text": words})).hides_diagnosis


@pytest.mark.parametrize("words", OTHER_DISEASES)
def test_words_of_other_diseases_hide_none(words):
    assert not aside(condition(code={"text": words})).hides_diagnosis


def test_a_condition_of_another_shape_hides_what_its_code_says():
    odd = {"clinicalStatus": ["active"]}

    assert aside(condition(MYELOMA, **odd)).hides_diagnosis
    assert not aside(condition("cm N18.4", **odd)).hides_diagnosis
    assert not aside(condition(code=[concept(MYELOMA)])).hides_diagnosis
