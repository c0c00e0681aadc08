"""`b2m-cds evaluate` as a person runs it."""

import os
import re
import subprocess
import sys

import duckdb
import pytest
from click.testing import CliRunner

from cds_service.bulk.export import KINDS
from cds_service.cli import main
from tests.architecture.source import ROOT
from tests.bulk.exports import SITE_KEY, patient, write_export
from tests.bulk.test_evaluate import results
from tests.cds_service.command_line import B2M_CDS
from tests.fhir_mappings.resources import MYELOMA, condition

NO_DUCKDB = "import sys; sys.modules['duckdb'] = None; from cds_service.cli import main; main()"
SERVING = (
    "import sys, cds_service.commands.serve, cds_service.app;"
    " print('duckdb' in sys.modules, 'cds_service.bulk' in sys.modules)"
)
AS_OF = ("--as-of", "2026-11-20")


@pytest.fixture
def export(tmp_path):
    return write_export(tmp_path / "export", [patient(), condition(MYELOMA), *results("11-10")])


def evaluate(*arguments):
    command = ["evaluate", "--workers", "1", *map(str, arguments)]
    return CliRunner().invoke(main, command, env={"B2M_CDS_SITE_KEY": SITE_KEY})


def test_a_run_shows_a_line_for_each_shard_and_where_the_report_is(export, tmp_path):
    done = evaluate(export, "--out", tmp_path / "out", *AS_OF, "--shards", 2)

    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert [line.partition(",")[0] for line in lines[:2]] == ["1 of 2 shards", "2 of 2 shards"]
    assert lines[-1] == f"Report: {tmp_path / 'out' / 'report.html'}"


def test_on_a_terminal_one_line_grows(export, tmp_path):
    options = ["evaluate", str(export), "--out", str(tmp_path / "out"), "--workers", "1", *AS_OF]
    reader, terminal = os.openpty()
    done = subprocess.run([*B2M_CDS, *options, "--shards", "2"], stdout=terminal, check=False)
    os.close(terminal)
    written = os.read(reader, 65_536).decode()
    os.close(reader)

    bars = re.findall(r"\r\[([#.]{30})\]", written)
    assert done.returncode == 0
    assert bars == ["#" * 15 + "." * 15, "#" * 30]
    assert written.count("\n") == 2


def test_shards_run_alone_and_merged_are_the_same_as_all_at_once(export, tmp_path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    evaluate(export, "--out", whole, *AS_OF, "--shards", 3)

    for number in (3, 1, 2):
        done = evaluate(export, "--out", parts, *AS_OF, "--shard", f"{number}/3")
        assert f"Shard {number} of 3: " in done.output
        assert not (parts / "report.html").exists()
    merged = evaluate(export, "--out", parts, *AS_OF, "--shards", 3, "--merge")

    assert merged.exit_code == 0, merged.output
    assert (parts / "report.md").read_text() == (whole / "report.md").read_text()
    cards = [
        duckdb.connect().execute(f"FROM '{out}/cards.parquet'").fetchall() for out in (whole, parts)
    ]
    assert cards[0] == cards[1]
    assert cards[0]


def test_shards_that_are_not_there_are_not_merged(export, tmp_path):
    evaluate(export, "--out", tmp_path / "out", *AS_OF, "--shard", "2/3")

    done = evaluate(export, "--out", tmp_path / "out", *AS_OF, "--shards", 3, "--merge")

    assert done.exit_code == 2
    assert "1, 3 of 3 must be run first" in done.output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--shard", "0/3"], "K/N"),
        (["--shard", "4/3"], "K/N"),
        (["--shard", "two"], "K/N"),
        (["--shard", "1/3", "--merge"], "exclude each other"),
        (["--memory", "lots"], "512MB"),
        (["--exported", "Encounter"], "Encounter"),
        (["--workers", "0"], "--workers"),
    ],
)
def test_what_cannot_be_meant_is_refused(export, tmp_path, arguments, complaint):
    done = evaluate(export, "--out", tmp_path / "out", *arguments)

    assert done.exit_code == 2
    assert complaint in done.output


def test_a_folder_without_an_export_is_named(tmp_path):
    done = evaluate(tmp_path, "--out", tmp_path / "out")

    assert done.exit_code == 2
    assert "No NDJSON file" in done.output


def test_too_little_memory_is_said_in_words(export, tmp_path):
    done = evaluate(export, "--out", tmp_path / "out", "--memory", "1MB")

    assert done.exit_code == 2
    assert "cannot work in 1MB of memory: raise --memory" in done.output


def test_without_duckdb_the_extra_is_named(export, tmp_path):
    command = ["evaluate", str(export), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", NO_DUCKDB, *command],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "pip install 'b2m-cds[bulk]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_service_loads_nothing_of_it():
    done = subprocess.run(
        [sys.executable, "-c", SERVING], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False False"


def test_the_list_of_commands_names_it():
    listed = CliRunner().invoke(main, ["--help"]).output

    assert re.search(r"^  evaluate +\S", listed, re.MULTILINE)
    assert re.search(r"^  serve +\S", listed, re.MULTILINE)


def test_what_the_service_asks_for_is_what_is_read():
    assert set(KINDS) == {
        "Patient", "Observation", "Condition", "MedicationRequest", "MedicationDispense",
        "MedicationAdministration", "MedicationStatement", "Procedure", "ServiceRequest",
    }  # fmt: skip
