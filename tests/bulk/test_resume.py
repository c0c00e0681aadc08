"""A run that was killed is continued, and ends as one that was not."""

import shutil
import signal
import time
from pathlib import Path

import duckdb
import pytest

from cds_service.bulk.finish import finish
from cds_service.bulk.report import Assumptions
from cds_service.bulk.rows import TABLES
from cds_service.bulk.tally import tally
from cds_service.demo.cohort.files import write_ndjson
from cds_service.demo.cohort.patients import cohort
from tests.bulk.exports import AS_OF, SITE_KEY, evaluated, patient
from tests.cds_service.command_line import b2m_cds, started
from tests.fhir_mappings.resources import observation

pytestmark = [pytest.mark.xdist_group("bulk"), pytest.mark.timeout(120)]

PATIENTS, SHARDS = 40, 16
SITE = {"B2M_CDS_SITE_KEY": SITE_KEY}


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    write_ndjson(cohort(PATIENTS, AS_OF.date()), folder)
    return folder


def arguments(export, out):
    return ["evaluate", str(export), "--out", str(out), "--shards", str(SHARDS)]


def complete(out):
    return len(list((out / "shards").glob("[0-9]*"))) if out.exists() else 0


def kept(out):
    """The joined tables and the reports, as far as they are results."""
    tables = {
        name: duckdb.connect().execute(f"FROM '{out}/{name}.parquet'").fetchall() for name in TABLES
    }
    reports = {name: (out / name).read_text() for name in ("report.md", "report.html")}
    return tables, reports


def kill_when_half_done(process, out):
    """SIGKILL for the parent alone: its workers have to end by themselves."""
    for _ in range(6000):
        if complete(out) >= 2 or process.poll() is not None:
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait(10)


@pytest.fixture(scope="module")
def whole(export, tmp_path_factory):
    """A run that nobody disturbed."""
    out = tmp_path_factory.mktemp("whole") / "out"
    done = b2m_cds(*arguments(export, out), **SITE)
    assert done.returncode == 0, done.stderr
    return out


def test_a_killed_run_ends_its_workers_and_is_continued_to_the_same_end(export, whole, tmp_path):
    torn = tmp_path / "torn"
    with started(*arguments(export, torn), **SITE) as process:
        kill_when_half_done(process, torn)
        workers_ended = ended(torn)
    before = {path.name: path.stat().st_mtime_ns for path in (torn / "shards").glob("[0-9]*")}

    continued = b2m_cds(*arguments(export, torn), **SITE)

    assert workers_ended
    assert continued.returncode == 0, continued.stderr
    assert 2 <= len(before) < SHARDS
    assert "Continuing: " in continued.stdout
    after = {path.name: path.stat().st_mtime_ns for path in (torn / "shards").glob("[0-9]*")}
    assert before.items() <= after.items()
    assert kept(torn) == kept(whole)


def ended(out):
    """Is no process left that was started with this folder?"""
    for _ in range(100):
        processes = Path("/proc").glob("[0-9]*/cmdline")
        if not any(names(process, str(out)) for process in processes):
            return True
        time.sleep(0.1)
    return False


def names(process, text):
    try:
        return text.encode() in process.read_bytes()
    except OSError:
        return False


def test_what_a_killed_shard_left_behind_counts_for_nothing(tmp_path):
    plan = evaluated([patient(), observation()], tmp_path)
    clean = tally(plan)
    for number in range(plan.shards):
        shutil.copytree(plan.shard(number), plan.out / "shards" / f".{number:04d}-dead")

    assert tally(plan) == clean

    finish(plan, Assumptions())
    assert list((plan.out / "shards").glob(".*")) == []


def test_when_the_report_is_made_nothing_that_names_a_patient_is_left(whole):
    assert {path.name for path in whole.iterdir()} == {
        "run.json", "export.json", "shards", "plots", "report.md", "report.html",
        *(f"{name}.parquet" for name in TABLES),
    }  # fmt: skip
    assert [
        path for path in whole.rglob("*") if path.is_file() and b"syn-" in path.read_bytes()
    ] == []
