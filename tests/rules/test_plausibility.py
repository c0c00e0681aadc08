"""Values that cannot be and values to verify (policy P-11, kidney rules 9.2)."""

import pytest

from cds_service.rules.plausibility import (
    QUERY,
    beside_egfr,
    implausible,
    plausible,
    to_verify,
)
from fhir_mappings.model import Disease, Kind, Reason
from tests.rules.build import chart, number, problem, result, therapy, unusable
from tests.tables import rows

LIMITS = """
    analyte    | value         | verdict
    SERUM_B2M  | 0.19          | reject
    SERUM_B2M  | 0.2           | verify
    SERUM_B2M  | 0.59          | verify
    SERUM_B2M  | 0.6           | ok
    SERUM_B2M  | 50            | ok
    SERUM_B2M  | 50.1          | verify
    SERUM_B2M  | 200           | verify
    SERUM_B2M  | 200.1         | reject
    SERUM_B2M  | 2100          | reject
    SERUM_B2M  | 2100 ug/L     | ok
    SERUM_B2M  | < 0.5         | ok
    SERUM_B2M  | < 0.2         | ok
    SERUM_B2M  | > 20          | ok
    SERUM_B2M  | > 50.1        | verify
    SERUM_B2M  | > 200.1       | reject
    SERUM_B2M  | >= 0.5        | ok
    CREATININE | 0.09          | reject
    CREATININE | 0.1           | verify
    CREATININE | 0.19          | verify
    CREATININE | 0.2           | ok
    CREATININE | 15            | ok
    CREATININE | 15.1          | verify
    CREATININE | 40            | verify
    CREATININE | 40.1          | reject
    CREATININE | 88            | reject
    CREATININE | < 0.15        | ok
    ALBUMIN    | 4.9           | reject
    ALBUMIN    | 5             | verify
    ALBUMIN    | 9.9           | verify
    ALBUMIN    | 10            | ok
    ALBUMIN    | 60            | ok
    ALBUMIN    | 60.1          | verify
    ALBUMIN    | 80            | verify
    ALBUMIN    | 80.1          | reject
    ALBUMIN    | 3.5 g/L       | reject
    LDH        | 9.9           | reject
    LDH        | 10            | verify
    LDH        | 49.9          | verify
    LDH        | 50            | ok
    LDH        | 10000         | ok
    LDH        | 10000.1       | verify
    LDH        | 100000        | verify
    LDH        | 100000.1      | reject
    LDH        | 240 ukat/L    | verify
    EGFR       | 0.1           | verify
    EGFR       | 1.9           | verify
    EGFR       | 2             | ok
    EGFR       | 150           | ok
    EGFR       | 150.1         | verify
    EGFR       | 250           | verify
    EGFR       | 250.1         | reject
"""


def verdict(item, *, dialysed=False):
    if implausible(item):
        return "reject"
    return "verify" if to_verify(item, dialysed=dialysed) else "ok"


@pytest.mark.parametrize(("analyte", "value", "expected"), rows(LIMITS))
def test_values_are_judged_on_both_sides_of_each_limit(analyte, value, expected):
    assert verdict(result(analyte, value)) == expected


ON_DIALYSIS = """
    analyte    | value | verdict
    SERUM_B2M  | 50.1  | ok
    SERUM_B2M  | 60    | ok
    SERUM_B2M  | 60.1  | verify
    SERUM_B2M  | 0.5   | verify
    SERUM_B2M  | 201   | reject
    CREATININE | 15.1  | verify
    ALBUMIN    | 60.1  | verify
"""


@pytest.mark.parametrize(("analyte", "value", "expected"), rows(ON_DIALYSIS))
def test_dialysis_moves_the_limit_of_b2m_only(analyte, value, expected):
    assert verdict(result(analyte, value), dialysed=True) == expected


def test_an_impossible_value_is_set_aside_with_its_reason_and_never_corrected():
    already = unusable(Reason.NO_UNIT)

    read = plausible(chart(SERUM_B2M=["2100", "2.1 @ 2026-11-01"], unusable=(already,)))

    assert [item.reported.text for item in read.results] == ["2.1 mg/L"]
    first, aside = read.unusable
    assert first is already
    assert aside.reason is Reason.IMPLAUSIBLE
    assert aside.analyte is result("SERUM_B2M", "1").analyte
    assert aside.reference == "Observation/SERUM_B2M-2100"
    assert aside.reported == "2100 mg/L"
    assert aside.taken is not None
    assert aside.taken.text == "18 Nov 2026"


def test_an_unusual_value_stays_usable_and_is_marked_once():
    read = plausible(chart(SERUM_B2M="55", ALBUMIN="40"))

    assert [item.queries for item in read.results] == [(QUERY,), ()]
    assert read.unusable == ()


def test_an_earlier_mark_is_kept():
    marked = result("SERUM_B2M", "55", queries=("odd",))

    assert plausible(chart(marked)).results[0].queries == ("odd", QUERY)


@pytest.mark.parametrize(("clinical", "marked"), [("active", False), ("resolved", True)])
def test_only_dialysis_that_is_active_makes_a_high_value_ordinary(clinical, marked):
    on_dialysis = problem(Disease.DIALYSIS, clinical=clinical)

    read = plausible(chart(SERUM_B2M="55", problems=(problem(), on_dialysis)))

    assert bool(read.results[0].queries) is marked


def test_dialysis_that_only_its_treatments_show_makes_a_high_value_ordinary_too():
    sessions = tuple(
        therapy(day, kind=Kind.DIALYSIS, groups=frozenset()) for day in ("2026-11-14", "2026-11-16")
    )

    of_two = plausible(chart(SERUM_B2M="55", therapies=sessions))
    of_one = plausible(chart(SERUM_B2M="55", therapies=sessions[:1]))

    assert of_two.results[0].queries == ()
    assert of_one.results[0].queries == (QUERY,)


BESIDE_EGFR = """
    B2M    | eGFR   | verify
    20     | 95     | no
    20.1   | 95     | yes
    20.1   | 60.499 | no
    20.1   | 60.5   | yes
    20.1   | 60     | no
    20.1   | > 60   | no
    20.1   | > 90   | yes
    > 20   | 95     | no
    > 20.1 | 95     | yes
    20.1   | -      | no
"""


@pytest.mark.parametrize(("b2m", "egfr", "verify"), rows(BESIDE_EGFR))
def test_a_very_high_b2m_beside_a_good_egfr_is_to_be_verified(b2m, egfr, verify):
    sample = result("SERUM_B2M", b2m)

    found = beside_egfr(sample, None if egfr == "-" else number(egfr))

    assert found.queries == ((QUERY,) if verify == "yes" else ())


def test_a_value_already_marked_is_not_marked_twice():
    sample = result("SERUM_B2M", "55", queries=(QUERY,))

    assert beside_egfr(sample, number("95")) is sample
