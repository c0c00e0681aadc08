# Rows of the tables hold whole sentences.
# ruff: noqa: E501
"""Which eGFR goes with a sample (policies KP-01, KP-02, KP-23)."""

import pytest

from cds_service.rules.equations import Draw
from cds_service.rules.estimate import Estimate, computed_estimate, estimate_at, estimates
from fhir_mappings.model import Patient
from tests.rules.build import POLICY, chart, moment, person, result
from tests.tables import rows

ANCHOR = moment("2026-11-18T12:00")


def computed(creatinine: str, patient: Patient) -> Estimate | None:
    return computed_estimate(Draw((result("CREATININE", creatinine),)), patient, POLICY)


def read(*more, **said):
    return estimate_at(chart(*more, **said), ANCHOR, POLICY)


SOURCES = """
    eGFR                    | creatinine                 | shown | method
    24 @ 2026-11-18T12:00   | -                          | 24    | CKD-EPI 2021
    24 @ 2026-11-18T12:00   | 0.8 mg/dL @ 2026-11-18T12:00 | 24  | CKD-EPI 2021
    24 @ 2026-11-10         | 0.8 mg/dL @ 2026-11-18T12:00 | 85  | CKD-EPI 2021, computed from creatinine
    24 @ 2026-11-18T12:00   | 0.8 mg/dL @ 2026-11-10     | 24    | CKD-EPI 2021
    24 @ 2026-10-18         | 0.8 mg/dL @ 2026-10-19     | 85    | CKD-EPI 2021, computed from creatinine
    24 @ 2026-11            | 0.8 mg/dL @ 2026-11-03     | 24    | CKD-EPI 2021
    > 60 @ 2026-11-18       | -                          | > 60  | CKD-EPI 2021
    -                       | < 0.3 mg/dL                | -     |
    -                       | 0.8 mg/dL @ 2026-10-18     | -     |
    24 @ 2026-10-18         | -                          | -     |
"""


@pytest.mark.parametrize(("egfr", "creatinine", "shown", "method"), rows(SOURCES))
def test_the_laboratorys_own_is_taken_unless_creatinine_lies_closer(
    egfr, creatinine, shown, method
):
    found = read(EGFR=egfr, CREATININE=creatinine)

    if shown == "-":
        assert found is None
    else:
        assert found is not None
        assert (found.text, found.method) == (shown, method)
        assert found.comparable


@pytest.mark.parametrize("method", ["MDRD", "CKD-EPI 2009", "MDRD, race-specific", ""])
def test_an_older_formula_is_recomputed_where_creatinine_allows_it(method):
    old = result("EGFR", "50", method=method)

    found = read(old, CREATININE="0.8 mg/dL")

    assert found is not None
    assert found.text == "85"
    assert found.comparable


@pytest.mark.parametrize(("method", "shown"), [("MDRD", "MDRD"), ("", "method not stated")])
def test_an_older_formula_alone_is_shown_but_not_compared(method, shown):
    found = read(result("EGFR", "50", method=method))

    assert found is not None
    assert (found.text, found.method, found.comparable) == ("50", shown, False)


@pytest.mark.parametrize(
    "method", ["CKD-EPI 2021", "CKD-EPI 2021 creatinine-cystatin C", "cystatin C"]
)
def test_a_race_free_method_is_compared(method):
    found = read(result("EGFR", "50", method=method))

    assert found is not None
    assert found.comparable


PEOPLE = """
    sex    | born       | shown
    female | 1968-03-01 | 85
    male   | 1968-03-01 | 103
    -      | 1968-03-01 | 85 to 103
    female | 1968       | 85 to 86
    female | -          | -
    female | 2008-11-18 | 109
    female | 2008-11-19 | -
    female | 2008       | -
"""


@pytest.mark.parametrize(("sex", "born", "shown"), rows(PEOPLE))
def test_sex_or_age_known_in_part_gives_a_range_and_a_child_gives_none(sex, born, shown):
    patient = person(sex.replace("-", ""), "" if born == "-" else born)

    found = computed("0.8 mg/dL", patient)

    assert (found.text if found else "-") == shown


def test_age_is_that_at_the_specimen():
    born = person("male", "1968-11-18")
    before = computed("0.8 mg/dL @ 2026-11-17", born)
    after = computed("0.8 mg/dL @ 2026-11-18", born)

    assert before is not None
    assert after is not None
    assert after.egfr.low < before.egfr.low


def test_a_range_holds_both_ends():
    found = computed("0.8 mg/dL", person(sex=""))

    assert found is not None
    assert found.egfr.exact is None
    assert found.egfr.low_included
    assert found.egfr.high_included


def test_only_a_computed_estimate_is_listed_as_computed():
    own, made = read(EGFR="24"), read(CREATININE="0.8 mg/dL")

    assert own is not None
    assert own.computed is None
    assert made is not None
    assert made.computed is not None
    item = made.computed
    assert (item.label, item.text, item.unit) == ("eGFR", "85", "mL/min/1.73 m2")
    assert item.method == "CKD-EPI 2021, computed from creatinine"
    assert item.source is made.source


def test_a_bound_of_creatinine_gives_no_estimate_in_a_series():
    (found,) = estimates(chart(CREATININE=["< 0.3 mg/dL", "0.8 mg/dL @ 2026-01-01"]), POLICY)

    assert found.text == "86"
    assert estimates(chart(CREATININE="< 0.3 mg/dL"), POLICY) == []


def test_of_a_sample_known_by_its_month_the_latest_time_counts():
    read = chart(EGFR="24 @ 2026-11-28", CREATININE="0.8 mg/dL @ 2026-11-03")

    found = estimate_at(read, moment("2026-11"), POLICY)

    assert found is not None
    assert found.text == "24"


def test_a_series_is_in_the_order_of_the_latest_possible_time():
    read = chart(EGFR=["50 @ 2026-11", "60 @ 2026-11-18"], CREATININE="0.8 mg/dL @ 2026-11-19")

    assert [item.text for item in estimates(read, POLICY)] == ["60", "85", "50"]
