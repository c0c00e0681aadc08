"""The mapping against a second reading of the same resources that shares no code with it."""

import ast
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cds_service.demo.cohort.patients import ROUND, cohort
from cds_service.demo.patients import demo_patients
from cds_service.json_body import json_text, parse_json
from fhir_mappings.bundle import Entry
from fhir_mappings.chart import chart_from
from fhir_mappings.model import Chart
from tests.cohort import oracle
from tests.cohort.oracle import CODES, Value, diagnoses_of, results_of
from tests.cohort.reading import AS_OF, AT, the_cohort
from tests.patients.reading import NOW, TODAY

TINY = Fraction(1, 10**20)  # a quotient such as 1/88.4 has no end as a decimal


pytestmark = pytest.mark.xdist_group("cohort")


def mapped(chart: Chart) -> list[Value]:
    return sorted(
        Value(
            item.analyte.name,
            Fraction(item.value.high if item.value.low.is_infinite() else item.value.low),
            item.reported.comparator,
            item.taken.first_day.isoformat(),
        )
        for item in chart.results
        if item.loinc in CODES
    )


def agree(chart: Chart, values: list[Value]) -> bool:
    """Are both readings the same, value for value, of the codes that both know?"""
    read = mapped(chart)
    equal = all(
        ours._replace(value=theirs.value) == theirs and abs(ours.value - theirs.value) < TINY
        for ours, theirs in zip(read, values, strict=False)
    )
    return equal and len(values) == len(read)


def arrived(resources: Any) -> list[dict[str, Any]]:
    return [parse_json(json_text(resource).encode()) for resource in resources]


def test_both_readings_of_the_cohort_are_the_same():
    differing = [
        read.patient.id
        for read in the_cohort()
        if not agree(read.chart, results_of(read.resources, read.patient.id, AT))
    ]

    assert differing == []


def test_the_second_reading_knows_every_code_that_the_cohort_has():
    read = {item.loinc for read in the_cohort() for item in read.chart.results}

    assert read == set(CODES)


def test_both_readings_of_the_diagnoses_are_the_same():
    for read in the_cohort():
        problems = sorted(item.disease.name for item in read.chart.problems)
        assert problems == diagnoses_of(read.resources), read.patient.id


@pytest.mark.parametrize("seed", [1, 2])
def test_other_people_are_read_the_same_in_both_ways_too(seed):
    for patient in cohort(len(ROUND), AS_OF, seed):
        resources = arrived(patient.resources)
        chart = chart_from(map(Entry, resources), patient.id, at=AT)
        assert agree(chart, results_of(resources, patient.id, AT)), patient.id


@pytest.mark.parametrize("patient", demo_patients(TODAY), ids=lambda patient: patient.id)
def test_both_readings_of_the_demo_patients_are_the_same(patient):
    resources = arrived(patient.resources)

    chart = chart_from(map(Entry, resources), patient.id, at=NOW)

    assert agree(chart, results_of(resources, patient.id, NOW))


def test_the_second_reading_notices_a_wrong_value():
    read = next(read for read in the_cohort() if read.patient.scenario == "iss-1")
    values = results_of(read.resources, read.patient.id, AT)
    wrong = [values[0]._replace(value=values[0].value + Fraction(1, 1000)), *values[1:]]

    assert agree(read.chart, values)
    assert not agree(read.chart, wrong)
    assert not agree(read.chart, values[1:])


def test_the_second_reading_shares_no_code_with_the_first():
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported == {"__future__", "re", "datetime", "fractions", "typing"}
