"""On dialysis when a sample is taken, as far as the record shows (policy KP-19)."""

import pytest

from cds_service.rules.on_dialysis import dialysis_since, on_dialysis
from fhir_mappings.model import Disease, Kind, Moment, Therapy
from tests.rules.build import POLICY, chart, moment, problem, therapy
from tests.tables import rows

SAMPLE = moment("2026-11-18")


def treatments(*starts: str, kind: Kind = Kind.DIALYSIS, active: bool = False):
    return tuple(
        therapy(start, kind=kind, groups=frozenset(), substance=kind.value, active=active)
        for start in starts
    )


def read(*therapies: Therapy, problems=(), at: Moment = SAMPLE) -> bool:
    return on_dialysis(chart(therapies=therapies, problems=problems), at, POLICY)


TREATMENTS = """
    treatments             | on dialysis
    2026-08-20, 2026-11-16 | yes
    2026-08-19, 2026-11-16 | no
    2026-11-16, 2026-11-20 | yes
    2026-11-16             | no
    2026-11-16, unknown    | no
"""


@pytest.mark.parametrize(("starts", "answer"), rows(TREATMENTS))
def test_two_treatments_within_90_days_show_it(starts, answer):
    days = ["" if start == "unknown" else start for start in starts.split(", ")]

    assert read(*treatments(*days)) is (answer == "yes")


GOING_ON = """
    start      | on dialysis
    2026-11-16 | yes
    2020-01-01 | yes
    2026-11-18 | yes
    2026-11-19 | no
    unknown    | yes
"""


@pytest.mark.parametrize(("start", "answer"), rows(GOING_ON))
def test_one_treatment_that_goes_on_shows_it_once_it_has_begun(start, answer):
    ongoing = treatments("" if start == "unknown" else start, active=True)

    assert read(*ongoing) is (answer == "yes")


BEGUN = """
    start                | sample               | on dialysis
    2026-11              | 2026-11-18           | yes
    2026-11-18           | 2026-11              | yes
    2026-11-18T08:00:00Z | 2026-11-18T08:00:00Z | yes
    2026-11-18T08:00:01Z | 2026-11-18T08:00:00Z | no
"""


@pytest.mark.parametrize(("start", "sample", "answer"), rows(BEGUN))
def test_what_may_have_begun_by_the_sample_shows_it(start, sample, answer):
    found = read(*treatments(start, active=True), at=moment(sample))

    assert found is (answer == "yes")


@pytest.mark.parametrize("kind", [Kind.CONTINUOUS_DIALYSIS, Kind.PLASMA_EXCHANGE, Kind.AGENT])
def test_other_treatments_are_no_dialysis(kind):
    assert not read(*treatments("2026-11-10", "2026-11-12", kind=kind))


@pytest.mark.parametrize(("clinical", "answer"), [("active", True), ("resolved", False)])
def test_an_active_diagnosis_shows_it(clinical, answer):
    assert read(problems=(problem(Disease.DIALYSIS, clinical=clinical),)) is answer


def test_kidney_failure_of_unstated_kind_is_no_dialysis():
    assert not read(problems=(problem(Disease.KIDNEY_FAILURE), problem(Disease.CKD)))


TRANSPLANTS = """
    dialysis               | transplant | on dialysis
    2026-09-01, 2026-09-03 | 2026-10-01 | no
    2026-11-01, 2026-11-03 | 2026-10-01 | yes
    2026-11-03, 2026-11-01 | 2026-11-02 | yes
    2026-09-01, 2026-09-03 | 2026-11-18 | no
    2026-09-01, 2026-09-03 | 2026-11-19 | yes
    2026-09-01, 2026-09-03 | unknown    | yes
    2026-09-01, 2026-10-01 | 2026-10-01 | yes
    -                      | 2026-10-01 | no
    -                      | 2026-11-19 | yes
"""


@pytest.mark.parametrize(("starts", "transplant", "answer"), rows(TRANSPLANTS))
def test_a_transplant_after_the_last_dialysis_ends_it(starts, transplant, answer):
    given = () if starts == "-" else treatments(*starts.split(", "))
    graft = treatments("" if transplant == "unknown" else transplant, kind=Kind.KIDNEY_TRANSPLANT)

    found = read(*given, *graft, problems=(problem(Disease.DIALYSIS),))

    assert found is (answer == "yes")


GRAFTS = """
    diagnosis since | transplant | on dialysis
    2018-01-01      | 2010-05-01 | yes
    2009-01-01      | 2010-05-01 | no
    2010            | 2010-05-01 | no
    2011            | 2010-05-01 | yes
    2026-12-01      | 2010-05-01 | no
"""


@pytest.mark.parametrize(("since", "transplant", "answer"), rows(GRAFTS))
def test_a_diagnosis_dated_after_the_transplant_means_that_the_graft_has_failed(
    since, transplant, answer
):
    graft = treatments(transplant, kind=Kind.KIDNEY_TRANSPLANT)

    found = read(*graft, problems=(problem(Disease.DIALYSIS, onset=moment(since)),))

    assert found is (answer == "yes")


def test_the_last_of_two_transplants_ends_it():
    given = treatments("2026-09-01", "2026-09-03")
    grafts = treatments("2012-05-01", "2026-10-01", kind=Kind.KIDNEY_TRANSPLANT)

    assert not read(*given, *grafts, problems=(problem(Disease.DIALYSIS),))


VAGUE = """
    last dialysis        | transplant           | sample               | on dialysis
    2026-10              | 2026-10-15           | 2026-11-18           | yes
    2026-09              | 2026-10-15           | 2026-11-18           | no
    2026-10-15           | 2026-10              | 2026-11-18           | yes
    2026-09-15           | 2026-10              | 2026-11-18           | no
    2026-09-15           | 2026-11              | 2026-11-18           | yes
    2026-09-15           | 2026-11-15           | 2026-11              | yes
    2026-11              | 2026-10-15           | 2026-11-18           | yes
    2026-11-20           | 2026-10-15           | 2026-11              | yes
    2026-11-18T08:00:00Z | 2026-10-15           | 2026-11-18T08:00:00Z | yes
    2026-11-18T08:00:01Z | 2026-10-15           | 2026-11-18T08:00:00Z | no
    2026-09-15           | 2026-11-18T08:00:00Z | 2026-11-18T08:00:00Z | no
    2026-09-15           | 2026-11-18T08:00:01Z | 2026-11-18T08:00:00Z | yes
"""


@pytest.mark.parametrize(("dialysis", "transplant", "sample", "answer"), rows(VAGUE))
def test_a_transplant_ends_it_only_if_it_surely_lies_between(dialysis, transplant, sample, answer):
    graft = treatments(transplant, kind=Kind.KIDNEY_TRANSPLANT)
    given = (*treatments(dialysis), *graft)

    found = read(*given, problems=(problem(Disease.DIALYSIS),), at=moment(sample))

    assert found is (answer == "yes")


def test_the_earliest_record_dates_it_and_nothing_is_guessed():
    onset = problem(Disease.DIALYSIS, onset=moment("2019-05"))
    old = problem(Disease.CKD, onset=moment("2001-01-01"))
    undated = problem(Disease.DIALYSIS)
    given = treatments("2020-01-01", "")

    both = dialysis_since(chart(problems=(old, onset, undated), therapies=given))
    procedures = dialysis_since(chart(problems=(undated,), therapies=given))

    assert both is not None
    assert procedures is not None
    assert both.isoformat() == "2019-05-31"
    assert procedures.isoformat() == "2020-01-01"
    assert dialysis_since(chart(problems=(undated,), therapies=treatments(""))) is None
    graft = treatments("2010-01-01", kind=Kind.KIDNEY_TRANSPLANT)
    assert dialysis_since(chart(problems=(), therapies=graft)) is None
