from decimal import Decimal
from itertools import product

import pytest

from cds_service.rules.dilution import competes, dilution_caveats
from cds_service.rules.urine import (
    FORM_OF,
    PATTERNS,
    UrineForm,
    UrineSetting,
    adult_limits_hold,
    is_high,
    pattern_index,
    ph_caveats,
    urine_pattern,
)
from fhir_mappings.model import measured
from tests.tables import rows

LIMITS = """
    urine B2M | unit      | high
    300       | ug/L      | no
    300.1     | ug/L      | yes
    300       | ug/g      | no
    300.1     | ug/g      | yes
    369.9     | ug/(24.h) | no
    370       | ug/(24.h) | yes
"""

# "-" = not recorded; the serum limit is 2.7 mg/L unless a row says otherwise.
PATTERN_TABLE = """
    serum mg/L | limit | urine ug/g | pH   | eGFR | pattern
    2.7        | 2.7   | 300        | 7    | -    | both-normal
    2.71       | 2.7   | 300        | 7    | -    | serum-only
    9          | 2.7   | 300        | 7    | 20   | serum-only
    2.7        | 2.7   | 301        | 7    | -    | urine-only-tubular
    2.7        | 2.7   | 301        | 7    | 20   | urine-only-tubular
    2.71       | 2.7   | 301        | 7    | -    | both-tubular-plus
    4.49       | 2.7   | 301        | 7    | -    | both-tubular-plus
    4.5        | 2.7   | 301        | 7    | -    | both-overflow-possible
    4.5        | 2.7   | 301        | 7    | 30   | both-overflow-possible
    4.99       | 2.7   | 301        | 7    | -    | both-overflow-possible
    5.0        | 2.7   | 301        | 7    | -    | both-overflow-likely
    5.0        | 2.7   | 301        | 7    | 90   | both-overflow-likely
    4.0        | 2.7   | 301        | 7    | 29.5 | both-tubular-plus
    4.0        | 2.7   | 301        | 7    | 29.4 | both-overflow-likely
    4.6        | 4.8   | 301        | 7    | -    | both-overflow-possible
    5.0        | 5.0   | 301        | 7    | -    | both-overflow-likely
    2.0        | 2.7   | 300        | 6.0  | -    | both-normal
    2.0        | 2.7   | 300        | 5.99 | -    | urine-uninterpretable-acid
    3.0        | 2.7   | 300        | 6.0  | -    | serum-only
    3.0        | 2.7   | 300        | 5.99 | -    | urine-uninterpretable-acid
    3.0        | 2.7   | 300        | -    | -    | serum-only
    2.0        | 2.7   | 301        | 5    | -    | urine-only-tubular
    3.0        | 2.7   | 301        | 5    | -    | both-tubular-plus
"""

BOUNDS = """
    serum mg/L | urine ug/g | possible
    < 2.7      | < 300      | both-normal
    > 2.7      | < 300      | serum-only
    2.0        | > 300      | urine-only-tubular
    2.0        | < 400      | both-normal urine-only-tubular
    > 4.0      | 400        | both-tubular-plus both-overflow-possible both-overflow-likely
    > 20       | 400        | both-overflow-likely
"""

PH = """
    pH   | urine high | caveats
    -    | no         | ph-unknown
    5.99 | no         |
    6.0  | no         | ph-slightly-acid
    6.99 | no         | ph-slightly-acid
    7.0  | no         |
    -    | yes        |
    6.5  | yes        |
"""

DILUTION = """
    urine creatinine mg/dL | unit      | caveats
    19.9                   | ug/L      | urine-very-dilute
    20                     | ug/L      |
    300                    | ug/L      |
    300.1                  | ug/L      | urine-very-concentrated
    -                      | ug/L      | dilution-unknown
    19.9                   | ug/g      |
    -                      | ug/(24.h) |
"""


def _known(text: str) -> Decimal | None:
    return None if text == "-" else Decimal(text)


def _measured(text: str):
    *comparator, value = text.split()
    return measured(Decimal(value), *comparator)


@pytest.mark.parametrize(("urine", "unit", "high"), rows(LIMITS))
def test_each_unit_form_has_its_own_limit(urine, unit, high):
    assert is_high(Decimal(urine), UrineForm(unit)) == (high == "yes")


def test_each_form_is_the_canonical_unit_of_its_analyte():
    units = {analyte.unit.replace("{creat}", ""): form for analyte, form in FORM_OF.items()}

    assert units == {form.value: form for form in UrineForm}


@pytest.mark.parametrize(("serum", "limit", "urine", "ph", "egfr", "pattern"), rows(PATTERN_TABLE))
def test_the_pattern_follows_the_table(serum, limit, urine, ph, egfr, pattern):
    setting = UrineSetting(Decimal(limit), UrineForm.PER_CREATININE, _known(ph), _known(egfr))

    assert urine_pattern(Decimal(serum), Decimal(urine), setting) == pattern


@pytest.mark.parametrize(("serum", "urine", "possible"), rows(BOUNDS))
def test_bounds_leave_every_pattern_that_they_allow(serum, urine, possible):
    index = pattern_index(UrineSetting(Decimal("2.7"), UrineForm.PER_CREATININE))
    known = {"serum": _measured(serum), "urine": _measured(urine)}

    assert index.possible(known) == tuple(possible.split())


@pytest.mark.parametrize("form", UrineForm)
@pytest.mark.parametrize("limit", ["2.7", "4.5", "4.8", "6"])
def test_the_declared_cutoffs_are_all_the_cutoffs_of_the_table(form, limit):
    setting = UrineSetting(Decimal(limit), form)
    index = pattern_index(setting)
    serums = [Decimal(n) / 20 for n in range(40, 140)]
    for serum, urine in product(serums, map(Decimal, ("299", "300", "301", "369", "370", "371"))):
        known = {"serum": measured(serum), "urine": measured(urine)}

        assert index.possible(known) == (urine_pattern(serum, urine, setting),)


def test_every_pattern_can_be_reached():
    acid = UrineSetting(Decimal("2.7"), UrineForm.CONCENTRATION, ph=Decimal(5))
    neutral = UrineSetting(Decimal("2.7"), UrineForm.CONCENTRATION, ph=Decimal(7))

    found = {*pattern_index(acid).possible({}), *pattern_index(neutral).possible({})}

    assert found == set(PATTERNS)


@pytest.mark.parametrize(("ph", "high", "caveats"), rows(PH))
def test_ph_leaves_doubt_only_about_a_result_that_is_not_high(ph, high, caveats):
    assert ph_caveats(_known(ph), high=high == "yes") == tuple(caveats.split())


@pytest.mark.parametrize(("creatinine", "unit", "caveats"), rows(DILUTION))
def test_dilution_matters_to_a_concentration_only(creatinine, unit, caveats):
    assert dilution_caveats(_known(creatinine), UrineForm(unit)) == tuple(caveats.split())


def test_albumin_competes_only_in_the_nephrotic_range():
    assert not competes(Decimal(2200))
    assert competes(Decimal("2200.1"))


def test_the_limits_hold_from_two_years():
    assert not adult_limits_hold(Decimal("1.99"))
    assert adult_limits_hold(Decimal(2))
