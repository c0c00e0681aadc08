"""The bench itself works and counts honestly; what it measures is for `make bench`."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.client import CALL, RunVoid, keep_asking
from benchmarks.fixture import body
from benchmarks.server import running, under_gunicorn
from tests.architecture.source import ROOT

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc (Linux)")

CARDLESS = """
from flask import Flask
app = Flask(__name__)
app.post('/cds-services/b2m-patient-view')(lambda: {'cards': []})
"""


def test_the_bench_prints_what_the_service_costs_as_a_ratio_to_the_floor():
    parts = ["load", "--quick", "--seconds", "0.1", "--generator", "own"]
    command = [sys.executable, "-m", "benchmarks", *parts]

    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.stderr == ""
    assert "not for the record" in result.stdout
    assert "| CPU per request, 16 connections | ≤ 1.5 × floor | ≤ 2 × floor | " in result.stdout
    assert "| errors during any run | ≤ 0 |  | 0 |  | met |" in result.stdout


@pytest.mark.parametrize("options", [["load"], ["--quick"], ["--pairs", "4"], ["--seconds", "1"]])
def test_results_are_written_only_from_all_parts_at_full_length(options):
    result = CliRunner().invoke(main, ["--write", *options])

    assert result.exit_code == 2
    assert "--write needs" in result.output


def test_a_server_that_answers_without_a_card_voids_the_run(tmp_path):
    (tmp_path / "cardless.py").write_text(CARDLESS, encoding="utf-8")
    cardless = under_gunicorn("cardless", "cardless:app", (CALL, 405))

    with (
        pytest.raises(RunVoid, match="cardless: an answer without a card"),
        running(cardless, {"PYTHONPATH": str(tmp_path)}) as server,
    ):
        keep_asking(server.port, body(), 1, 0.1)


def test_a_server_that_does_not_start_voids_the_run_and_says_why():
    nowhere = under_gunicorn("nowhere", "nowhere:app", (CALL, 405))

    with (
        pytest.raises(RunVoid, match=r"(?s)did not start.*No module named 'nowhere'"),
        running(nowhere),
    ):
        pass
