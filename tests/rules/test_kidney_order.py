"""Children and changing creatinine: rows K2 and K3, before anything is compared."""

import pytest

from cds_service.rules.filtration import Verdict
from cds_service.rules.kidney import creatinine_change, is_child, read_kidney
from fhir_mappings.model import Analyte
from tests.rules.build import POLICY, chart, moment, person
from tests.tables import rows


def reading(*more, policy=POLICY, **said):
    read = chart(*more, **said)
    sample = read.latest(Analyte.SERUM_B2M)
    assert sample is not None
    return read_kidney(read, sample, policy)


CHILDREN = """
    born       | child
    2008-11-18 | no
    2008-11-19 | yes
    2008-11    | yes
    2008       | yes
    2007       | no
    -          | no
"""


@pytest.mark.parametrize(("born", "child"), rows(CHILDREN))
def test_a_patient_who_may_be_under_18_is_read_as_a_child(born, child):
    patient = person(born="" if born == "-" else born)

    assert is_child(chart(patient=patient), moment("2026-11-18"), POLICY) is (child == "yes")
    found = reading(SERUM_B2M="6 limit 2.4", EGFR="90", patient=patient)
    assert (found.verdict is Verdict.CHILD) is (child == "yes")


def test_a_child_comes_before_a_changing_creatinine():
    found = reading(
        SERUM_B2M="6",
        CREATININE=["0.4 mg/dL @ 2026-11-17", "0.8 mg/dL"],
        patient=person(born="2015-01-01"),
    )

    assert found.verdict is Verdict.CHILD


def test_a_changing_creatinine_leaves_nothing_to_compare():
    found = reading(
        SERUM_B2M="7.4 mg/L",
        CREATININE=["1.1 mg/dL @ 2026-11-17T08:00", "1.9 mg/dL @ 2026-11-18T22:00"],
    )

    assert found.verdict is Verdict.NON_STEADY
    assert found.expected is None
    assert found.change is not None
    assert found.change.hours == 38


@pytest.mark.parametrize("b2m", ["1.9", "7.4"])
def test_a_changing_creatinine_is_seen_without_a_date_of_birth_and_at_any_b2m(b2m):
    rising = ["1.0 mg/dL @ 2026-11-16", "2.0 mg/dL @ 2026-11-17"]

    found = reading(SERUM_B2M=b2m, CREATININE=rising, patient=person(born=""))

    assert found.verdict is Verdict.NON_STEADY
    assert found.estimate is None


CHANGES = """
    creatinine                                                       | changing
    1.0 mg/dL @ 2026-11-11, 1.5 mg/dL @ 2026-11-18                   | yes
    1.0 mg/dL @ 2026-11-10, 1.5 mg/dL @ 2026-11-17                   | no
    1.5 mg/dL @ 2026-11-18, 1.0 mg/dL @ 2026-11-25                   | yes
    1.5 mg/dL @ 2026-11-19, 1.0 mg/dL @ 2026-11-26                   | no
    1.0 mg/dL @ 2026-11-16, 1.5 mg/dL @ 2026-11-17, 1.5 mg/dL @ 2026-11-20 | yes
    1.0 mg/dL @ 2026-11-16, < 2.0 mg/dL @ 2026-11-17                 | no
    1.0 mg/dL                                                        | no
    -                                                                | no
"""


@pytest.mark.parametrize(("values", "changing"), rows(CHANGES))
def test_creatinine_within_7_days_of_the_sample_is_looked_at(values, changing):
    found = creatinine_change(chart(CREATININE=values.split(", ")), moment("2026-11-18"), POLICY)

    assert (found is not None) is (changing == "yes")


def test_of_two_changes_the_later_one_is_named():
    read = chart(
        CREATININE=[
            "1.0 mg/dL @ 2026-11-13T08:00",
            "2.0 mg/dL @ 2026-11-14T08:00",
            "2.0 mg/dL @ 2026-11-20T08:00",
            "3.0 mg/dL @ 2026-11-21T08:00",
            "3.0 mg/dL @ 2026-11-25T08:00",
        ]
    )

    found = creatinine_change(read, moment("2026-11-18"), POLICY)

    assert found is not None
    assert found.after.taken.text == "25 Nov 2026"
