"""Five hundred invented patients: the chart and the stage are what the data were made to show."""

from collections import Counter
from decimal import Decimal

import pytest

from cds_service.demo.cohort.patients import ROUND, SCENARIOS, CohortPatient
from cds_service.rules import interpret
from cds_service.rules.policy import Policy
from fhir_mappings.model import Analyte, Chart, measured
from tests.cohort.reading import AT, SIZE, Read, the_cohort

NAMES = [scenario.__name__.replace("_", "-") for scenario, _ in SCENARIOS]


pytestmark = pytest.mark.xdist_group("cohort")


def of(scenario: str) -> list[Read]:
    return [read for read in the_cohort() if read.patient.scenario == scenario]


def expected_results(patient: CohortPatient) -> Counter[tuple[object, ...]]:
    return Counter(
        (item.analyte, measured(item.value, item.comparator), item.day)
        for item in patient.truth.results
    )


def read_results(chart: Chart) -> Counter[tuple[object, ...]]:
    return Counter(
        (item.analyte.name, item.value, item.taken.first_day.isoformat()) for item in chart.results
    )


@pytest.mark.parametrize("scenario", NAMES)
def test_every_result_is_read_with_its_value_and_day_and_no_other_is(scenario):
    for read in of(scenario):
        assert read_results(read.chart) == expected_results(read.patient), read.patient.id


@pytest.mark.parametrize("scenario", NAMES)
def test_what_must_not_be_read_is_set_aside_for_the_right_reason(scenario):
    for read in of(scenario):
        found = Counter(
            (item.analyte.name if item.analyte else "", item.reason.name)
            for item in read.chart.unusable
        )
        assert found == Counter(map(tuple, read.patient.truth.aside)), read.patient.id


@pytest.mark.parametrize("scenario", NAMES)
def test_diagnoses_findings_stages_and_treatments_are_those_on_record(scenario):
    for read in of(scenario):
        chart, truth = read.chart, read.patient.truth
        problems = [(it.disease.name, it.clinical, it.verification) for it in chart.problems]
        assert Counter(problems) == Counter(map(tuple, truth.diagnoses))
        assert Counter((it.marker.name, it.present) for it in chart.markers) == Counter(
            truth.markers
        )
        assert [(it.scheme.name, it.group) for it in chart.stages] == truth.stages
        assert Counter(it.substance for it in chart.therapies) == Counter(truth.therapies)


@pytest.mark.parametrize("scenario", NAMES)
def test_the_stage_is_the_one_that_the_data_were_made_for_and_none_where_none_may_be(scenario):
    for read in of(scenario):
        findings = interpret(read.chart, AT, Policy())
        stages = [item.possible for item in findings if item.rule == "iss"]
        truth = read.patient.truth
        if not truth.staged:
            assert all(len(possible) != 1 for possible in stages), read.patient.id
        elif truth.iss is not None:
            assert stages == [truth.iss], read.patient.id


def test_the_cohort_shows_every_scenario_in_every_variant():
    assert len(ROUND) <= SIZE
    assert {read.patient.scenario for read in the_cohort()} == set(NAMES)
    assert len(set(NAMES)) == len(SCENARIOS)


def test_the_cohort_is_rich_enough_to_test_with():
    results = [item for read in the_cohort() for item in read.patient.truth.results]
    stages = {read.patient.truth.iss for read in the_cohort()}

    assert {item.analyte for item in results} >= {"SERUM_B2M", "URINE_B2M", "IGM", "CYSTATIN_C"}
    assert {item.comparator for item in results} == {"", "<", ">", ">="}
    assert stages >= {("I",), ("II",), ("III",), ("I", "II"), ("II", "III"), None}


def test_values_at_the_cut_offs_are_kept_to_the_digit():
    values = {
        item.value.exact for read in of("boundary") for item in read.chart.of(Analyte.SERUM_B2M)
    }

    assert values == {Decimal("3.50"), Decimal("3.49"), Decimal("5.50"), Decimal("5.49")}
