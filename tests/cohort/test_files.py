"""The cohort as files: the same arguments give the same bytes, written one patient at a time."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from fhir.resources.R4B import get_fhir_model_class

from cds_service.demo.cohort.__main__ import main
from cds_service.demo.cohort.files import bundle, write_bundles, write_ndjson
from cds_service.demo.cohort.patients import ROUND, CohortPatient, cohort, cohort_patient
from cds_service.json_body import json_text
from tests.cohort.reading import AS_OF

FEW = 12
ON_PURPOSE = {"two-values"}  # resources that break FHIR because the scenario is about that


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_arguments_give_the_same_bytes_and_another_seed_other_people(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_ndjson(cohort(FEW, AS_OF, seed), tmp_path / name)

    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_a_patient_does_not_depend_on_those_before():
    assert list(cohort(FEW, AS_OF))[7] == cohort_patient(7, AS_OF)


def test_a_scenario_that_returns_shows_its_next_variant():
    first, again = cohort_patient(4, AS_OF), cohort_patient(4 + len(ROUND), AS_OF)

    assert first.scenario == again.scenario == "boundary"
    assert first.id != again.id


def test_every_resource_is_a_line_of_its_kind_and_the_truth_a_line_per_patient(tmp_path):
    written = write_ndjson(cohort(FEW, AS_OF), tmp_path)

    kinds = {path.stem: path.read_text().splitlines() for path in tmp_path.iterdir()}
    assert written == sum(map(len, kinds.values())) - FEW
    assert [json.loads(line)["id"] for line in kinds["Patient"]] == [
        patient.id for patient in cohort(FEW, AS_OF)
    ]
    assert json.loads(kinds["truth"][0])["scenario"] == "iss-1"
    assert all(
        json.loads(line)["resourceType"] == kind
        for kind, lines in kinds.items()
        if kind != "truth"
        for line in lines
    )


def test_patients_are_written_while_they_are_made(tmp_path):
    seen: list[int] = []

    def watched() -> Iterator[CohortPatient]:
        for patient in cohort(3, AS_OF):
            seen.append(len(list(tmp_path.iterdir())))
            yield patient

    write_ndjson(watched(), tmp_path)

    assert seen == sorted(seen)
    assert seen[0] == 0 < seen[1]


def test_a_bundle_puts_each_address_once_in_its_newest_version():
    (amended,) = {
        patient.id: patient
        for patient in cohort(len(ROUND), AS_OF)
        if patient.scenario == "amended-version" and patient.resources[-1]["meta"].get("versionId")
    }.values()

    addresses = [entry["request"]["url"] for entry in bundle(amended)["entry"]]
    versions = [entry["resource"]["meta"].get("versionId") for entry in bundle(amended)["entry"]]

    assert len(addresses) == len(set(addresses)) == len(amended.resources) - 1
    assert "2" in versions
    assert "1" not in versions


@pytest.mark.parametrize("patient", list(cohort(len(ROUND), AS_OF)), ids=lambda patient: patient.id)
def test_the_resources_follow_fhir_except_where_a_scenario_is_about_that(patient):
    for resource in patient.resources[:40]:
        parsed = json.loads(json_text(resource))
        model = get_fhir_model_class(parsed["resourceType"])
        if patient.scenario in ON_PURPOSE and parsed.get("valueString"):
            with pytest.raises(ValueError, match="value"):
                model.model_validate(parsed)
        else:
            model.model_validate(parsed)


def test_the_command_writes_lines_and_bundles(tmp_path):
    done = CliRunner().invoke(
        main, [str(tmp_path), "-n", "2", "--as-of", AS_OF.isoformat(), "--bundles"]
    )

    assert done.exit_code == 0
    assert done.output.startswith("2 patients, ")
    assert len(list((tmp_path / "bundles").iterdir())) == 2
    assert (tmp_path / "truth.ndjson").exists()


def test_without_a_day_the_cohort_is_as_of_today(tmp_path):
    done = CliRunner().invoke(main, [str(tmp_path), "-n", "1"])

    (condition,) = (tmp_path / "Condition.ndjson").read_text().splitlines()
    recorded = date.fromisoformat(json.loads(condition)["recordedDate"])
    assert done.exit_code == 0
    assert 0 < (datetime.now(UTC).date() - recorded).days < 40


def test_bundles_count_their_resources(tmp_path):
    (patient,) = cohort(1, AS_OF)

    assert write_bundles([patient], tmp_path) == len(patient.resources)
