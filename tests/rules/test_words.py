# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Numbers and results as a card words them."""

from decimal import Decimal

import pytest

from cds_service.rules.words import (
    about,
    amount,
    change_text,
    dated,
    listed,
    plain,
    sentence_case,
    together,
    value_text,
)
from fhir_mappings.model import Reported
from tests.rules.build import result
from tests.tables import rows


def test_alternatives_are_listed_and_never_given_as_a_range():
    assert listed(["I"]) == "I"
    assert listed(["I", "II"]) == "I or II"
    assert listed(["I", "II", "III"]) == "I, II or III"
    assert listed(("a", "b"), "and") == "a and b"


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest():
    assert sentence_case("eGFR 5 mg/L") == "EGFR 5 mg/L"
    assert sentence_case("") == ""


PLAIN = """
    value | text
    3.50  | 3.5
    5.00  | 5
    100   | 100
    1E+2  | 100
    0.20  | 0.2
    0.00  | 0
"""


@pytest.mark.parametrize(("value", "text"), rows(PLAIN))
def test_a_decimal_is_written_without_exponent_and_trailing_zeros(value, text):
    assert plain(Decimal(value)) == text


ABOUT = """
    value | text
    1.58  | 1.6
    4.94  | 4.9
    4.999 | 5.0
    5     | 5
    7.04  | 7
    12.95 | 13
"""


@pytest.mark.parametrize(("value", "text"), rows(ABOUT))
def test_a_rough_number_has_one_decimal_below_5(value, text):
    assert about(Decimal(value)) == text


VALUES = """
    analyte    | reported     | value                  | amount
    SERUM_B2M  | 6.3 mg/L     | 6.3 mg/L               | B2M 6.3 mg/L
    SERUM_B2M  | 6.30 ug/mL   | 6.30 ug/mL             | B2M 6.30 ug/mL
    SERUM_B2M  | 6300 ug/L    | 6.3 mg/L               | B2M 6.3 mg/L (reported 6300 ug/L, x 0.001)
    SERUM_B2M  | 6345 ug/L    | 6.345 mg/L             | B2M 6.345 mg/L (reported 6345 ug/L, x 0.001)
    SERUM_B2M  | > 20 mg/L    | > 20 mg/L              | B2M > 20 mg/L
    SERUM_B2M  | > 20000 ug/L | > 20 mg/L              | B2M > 20 mg/L (reported > 20000 ug/L, x 0.001)
    SERUM_B2M  | <= 0.2 mg/dL | <= 2 mg/L              | B2M <= 2 mg/L (reported <= 0.2 mg/dL, x 10)
    SERUM_B2M  | 250 nmol/L   | about 2.93 mg/L        | B2M about 2.93 mg/L (reported 250 nmol/L, x 0.011729 by molar mass)
    SERUM_B2M  | > 500 nmol/L | > about 5.86 mg/L      | B2M > about 5.86 mg/L (reported > 500 nmol/L, x 0.011729 by molar mass)
    SERUM_B2M  | 1300 nmol/L  | about 15.2 mg/L        | B2M about 15.2 mg/L (reported 1300 nmol/L, x 0.011729 by molar mass)
    SERUM_B2M  | 0 nmol/L     | about 0 mg/L           | B2M about 0 mg/L (reported 0 nmol/L, x 0.011729 by molar mass)
    ALBUMIN    | 3.4 g/dL     | 3.4 g/dL               | albumin 3.4 g/dL
    CREATININE | 88 umol/L    | 88 umol/L              | creatinine 88 umol/L
    URINE_PH   | 5.2 [pH]     | 5.2                    | urine pH 5.2
    URINE_B2M_PER_CREATININE | 820 ug/g{creat} | 820 ug/g | urine B2M/creatinine 820 ug/g
    EGFR       | 24.0         | 24                     | eGFR 24
    EGFR       | > 60         | > 60                   | eGFR > 60
"""


@pytest.mark.parametrize(("analyte", "reported", "value", "in_full"), rows(VALUES))
def test_b2m_is_shown_in_mg_per_litre_and_everything_else_as_reported(
    analyte, reported, value, in_full
):
    item = result(analyte, reported)

    assert value_text(item) == value
    assert amount(item) == in_full


def test_a_result_in_a_summary_carries_its_date():
    assert dated(result("SERUM_B2M", "6.1 mg/L")) == "B2M 6.1 mg/L (18 Nov 2026)"


TOGETHER = """
    creatinine              | eGFR               | text
    0.8 mg/dL               | -                  | B2M 6 mg/L, creatinine 0.8 mg/dL (18 Nov 2026)
    0.8 mg/dL @ 2026-11-01  | -                  | B2M 6 mg/L (18 Nov 2026), creatinine 0.8 mg/dL (1 Nov 2026)
    0.8 mg/dL               | 85 @ 2026-11-01    | B2M 6 mg/L (18 Nov 2026), creatinine 0.8 mg/dL (18 Nov 2026), eGFR 85 (1 Nov 2026)
"""


@pytest.mark.parametrize(("creatinine", "egfr", "text"), rows(TOGETHER))
def test_results_of_one_day_share_its_date(creatinine, egfr, text):
    others = [result("CREATININE", creatinine)]
    others += [result("EGFR", egfr)] if egfr != "-" else []

    assert together(result("SERUM_B2M", "6"), *others) == text


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("1.1 mg/dL", "1.9 mg/dL", "1.1 to 1.9 mg/dL"),
        ("97 umol/L", "1.9 mg/dL", "97 umol/L to 1.9 mg/dL"),
    ],
)
def test_a_change_names_its_unit_once_where_both_results_share_it(before, after, text):
    assert change_text(result("CREATININE", before), result("CREATININE", after)) == text


UNITS = """
    unit        | text
    ug/g{creat} | 900 ug/g
    [pH]        | 900
    ug/L        | 900 ug/L
"""


@pytest.mark.parametrize(("unit", "text"), rows(UNITS))
def test_annotations_of_units_are_left_out(unit, text):
    reported = Reported(Decimal(900), unit)

    assert value_text(result("URINE_B2M", "900", reported=reported)) == text


CHANGES = """
    before      | after      | text
    1.1 mg/dL   | 1.9 mg/dL  | 1.1 to 1.9 mg/dL
    97 umol/L   | 1.9 mg/dL  | 97 umol/L to 1.9 mg/dL
"""


@pytest.mark.parametrize(("before", "after", "text"), rows(CHANGES))
def test_a_change_names_a_shared_unit_once(before, after, text):
    assert change_text(result("CREATININE", before), result("CREATININE", after)) == text
