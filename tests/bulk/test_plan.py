"""The same plan is continued; anything that could change a result starts anew."""

import dataclasses
import os
import subprocess
import sys
from datetime import date

import pytest

from cds_service.bulk import plan as plans
from cds_service.bulk.export import export_in
from cds_service.bulk.partition import partition
from cds_service.bulk.plan import Choices, NotOurs, plan_for
from cds_service.bulk.run import evaluate_one
from cds_service.bulk.shard import figures_of
from cds_service.settings import Settings
from tests.architecture.source import ROOT
from tests.bulk.exports import AS_OF, SETTINGS, SITE_KEY, evaluated, patient, rows, write_export
from tests.fhir_mappings.resources import observation

CHOICES = Choices(as_of=AS_OF)
KEYLESS = Settings()
SCRIPT = """
import sys
from pathlib import Path
from cds_service.bulk.export import export_in
from cds_service.bulk.plan import Choices, plan_for
from cds_service.settings import Settings
print(plan_for(export_in(Path(sys.argv[1])), Path(sys.argv[2]), Settings(), Choices()).fingerprint)
"""


@pytest.fixture
def finished(tmp_path):
    return evaluated([patient(), observation()], tmp_path, CHOICES)


def again(finished, settings=SETTINGS, choices=CHOICES):
    export = export_in(finished.export.folder)
    return plan_for(export, finished.out, settings, choices)


def test_the_same_plan_has_nothing_left_to_do(finished):
    assert again(finished).left == []


def test_the_same_plan_is_known_in_another_process(tmp_path):
    folder = write_export(tmp_path / "export", [patient()])
    command = [sys.executable, "-c", SCRIPT, str(folder), str(tmp_path / "out")]
    told = {
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(told) == 1


def test_a_job_that_comes_second_leaves_the_work_of_the_first(tmp_path):
    plan = evaluated([patient(), observation()], tmp_path, CHOICES)
    held = {path: path.stat().st_mtime_ns for path in plan.out.rglob("*.parquet")}

    assert evaluate_one(plan, 0, 1) == figures_of(plan, 0)
    partition(plan, 1)

    assert {path: path.stat().st_mtime_ns for path in plan.out.rglob("*.parquet")} == held


def test_a_changed_input_starts_anew(finished):
    (file, *_) = finished.export.files
    file.write_bytes(file.read_bytes() + b"\n")

    assert len(again(finished).left) == finished.shards
    assert not finished.parts.exists()


@pytest.mark.parametrize(
    "settings",
    [
        {"site": {"key": SITE_KEY, "b2m_uln": "2.6"}},
        {"site": {"key": f"{SITE_KEY}x"}},
        {"site": {"key": SITE_KEY}, "indices": {"mass": True}},
        {"site": {"key": SITE_KEY}, "policy": {"sample_max_days": 30}},
        {"site": {"key": SITE_KEY}, "orders": {"suggest": False}},
    ],
)
def test_changed_settings_start_anew(finished, settings):
    assert again(finished, Settings.model_validate(settings)).left


@pytest.mark.parametrize(
    "change",
    [
        {"since": date(2026, 1, 1)},
        {"keep_dates": True},
        {"exported": ("Condition",)},
        {"fhir_server": "https://ehr.example.org/fhir"},
        {"shards": 3},
        {"as_of": AS_OF.replace(hour=21)},
    ],
)
def test_other_choices_start_anew(finished, change):
    assert again(finished, choices=dataclasses.replace(CHOICES, **change)).left


def test_a_new_rule_set_starts_anew(finished, monkeypatch):
    monkeypatch.setattr(plans, "RULE_SET_VERSION", "2099.1")

    assert again(finished).left


def test_more_memory_changes_no_result(finished):
    assert again(finished, choices=dataclasses.replace(CHOICES, memory="1GB")).left == []


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    folder = write_export(tmp_path / "export", [patient()])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")

    with pytest.raises(NotOurs, match="another folder"):
        plan_for(export_in(folder), tmp_path / "out", SETTINGS, CHOICES)

    assert (tmp_path / "out" / "thesis.txt").exists()


def test_a_damaged_manifest_starts_anew(finished):
    (finished.out / "run.json").write_text("[1")

    assert again(finished).left


def test_without_a_site_key_a_run_keeps_one_of_its_own_until_it_ends(tmp_path):
    resources = [patient(), observation(), observation(id="o2", effectiveDateTime="2026-11-19")]
    plan = evaluated(resources, tmp_path, CHOICES, KEYLESS)
    other = evaluated(resources, tmp_path / "other", CHOICES, KEYLESS)

    continued = again(plan, KEYLESS)

    assert continued.pseudonym_key == plan.pseudonym_key != other.pseudonym_key
    assert continued.settings.site.key == plan.settings.site.key
    assert (plan.work / "key").stat().st_mode & 0o077 == 0
    assert plan.work.stat().st_mode & 0o077 == 0
    assert {row["pseudonym"] for row in rows(plan, "results")} != {
        row["pseudonym"] for row in rows(other, "results")
    }


def test_the_site_key_itself_is_not_written_down(finished):
    held = [path.read_bytes() for path in finished.out.rglob("*") if path.is_file()]

    assert held
    assert [content for content in held if SITE_KEY.encode() in content] == []
