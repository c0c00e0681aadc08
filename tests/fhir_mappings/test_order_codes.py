"""Which tests an order asks for."""

import pytest

from fhir_mappings.codes import LOINC, laboratory_codes, other_codes, refused_codes, table
from fhir_mappings.model import LabTest
from fhir_mappings.order_codes import lab_tests_of, order_codes
from tests.fhir_mappings.builders import concept
from tests.tables import rows

ORDERS = list(table("orders.csv"))
SITE = {("https://lab.example.org/codes", "B2"): "1952-1", ("x", "HUH"): "no LOINC"}

BY_CODE = """
    codings                          | tests
    loinc 1952-1                     | SERUM_B2M
    loinc 87708-4                    | SERUM_B2M
    loinc 1953-9                     | URINE_B2M
    loinc 13485-8                    | URINE_B2M URINE_CREATININE
    loinc 10873-8                    | URINE_B2M_RATE
    loinc 1951-3                     |
    loinc 2160-0                     | KIDNEY_FUNCTION
    loinc 98979-8                    | KIDNEY_FUNCTION
    loinc 24323-8                    | KIDNEY_FUNCTION ALBUMIN CALCIUM
    loinc 24320-4                    | KIDNEY_FUNCTION
    loinc 24356-8                    | URINE_PH
    loinc 82256-9                    | FISH
    loinc 48670-4                    | IGHV
    loinc 2345-7                     |
    local B2                         | SERUM_B2M
    local b2                         |
    x HUH                            |
    atc 1952-1                       |
    local B2; loinc 2532-0           | SERUM_B2M LDH
"""

BY_WORDS = """
    words                                   | tests
    Beta-2 microglobulin, serum             | SERUM_B2M
    β2-Microglobulin (plasma)               | SERUM_B2M
    B2M blood                               | SERUM_B2M
    Beta 2 microglobulin, random urine      | URINE_B2M
    Beta-2 microglobulin                    |
    Creatinine                              | KIDNEY_FUNCTION
    eGFR                                    | KIDNEY_FUNCTION
    Creatinine, urine                       | URINE_CREATININE
    Comprehensive metabolic panel           | KIDNEY_FUNCTION ALBUMIN CALCIUM
    Basic Metabolic Panel                   | KIDNEY_FUNCTION
    Albumin                                 | ALBUMIN
    Albumin/creatinine ratio, urine         | URINE_ALBUMIN URINE_CREATININE
    Urinalysis                              | URINE_PH
    pH of urine                             | URINE_PH
    pH, arterial                            |
    TP53: FISH 17p and sequencing           | FISH TP53
    IGHV mutation status                    | IGHV
    Goldfish allergen                       |
    Magnesium                               |
"""


def names(tests):
    return " ".join(test.name for test in LabTest if test in tests)


def as_listed(text):
    return names({LabTest[name] for name in text.split()})


@pytest.mark.parametrize(("codings", "tests"), rows(BY_CODE))
def test_a_coded_order_asks_for_what_its_codes_say(codings, tests):
    code = concept(*codings.split("; "))

    assert names(lab_tests_of(code, SITE)) == as_listed(tests)


@pytest.mark.parametrize(("words", "tests"), rows(BY_WORDS))
def test_an_order_in_words_asks_for_what_the_closed_list_knows(words, tests):
    assert names(lab_tests_of({"text": words}, SITE)) == as_listed(tests)


def test_the_words_of_a_site_code_that_is_not_mapped_count():
    coding = {"system": "urn:site", "code": "1", "display": "LDH"}

    assert lab_tests_of({"coding": [coding]}, {}) == {LabTest.LDH}


def test_words_do_not_add_to_what_a_code_says():
    code = {"coding": [{"system": LOINC, "code": "2160-0"}], "text": "Creatinine and LDH"}

    assert lab_tests_of(code, {}) == {LabTest.KIDNEY_FUNCTION}


def test_only_the_beginning_of_a_long_text_is_read():
    assert lab_tests_of({"text": f"{'x' * 300} LDH"}, {}) == frozenset()


@pytest.mark.parametrize(
    "odd", [None, [], "x", {}, {"coding": "x"}, {"coding": [None, {"code": []}]}, {"text": 7}]
)
def test_a_code_of_no_shape_asks_for_nothing(odd):
    assert lab_tests_of(odd, SITE) == frozenset()


@pytest.mark.parametrize("row", ORDERS, ids=lambda row: row["code"])
def test_a_row_names_tests_that_exist_for_a_code_of_the_laboratory_table(row):
    known = laboratory_codes().keys() | refused_codes().keys() | other_codes().keys()

    assert row["code"] in known
    assert row["label"]
    assert row["tests"]
    assert set(row["tests"].split()) <= set(LabTest.__members__)
    assert row["confidence"] in {"verified", "secondary", "unverified"}


def test_no_code_stands_twice_and_every_test_can_be_ordered():
    codes = [row["code"] for row in ORDERS]

    assert len(codes) == len(set(codes))
    assert set().union(*order_codes().values()) == set(LabTest)
